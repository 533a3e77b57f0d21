/** Mistakes about who may talk to whom, and how. */
import type { Ran, World } from '#checks/world.ts';
import { isPodInMesh, isSystemNamespace } from '#mesh/istio/analysis/in-mesh.ts';
import { selects, selectorText } from '#mesh/istio/analysis/labels.ts';
import type { Resource, Snapshot } from '#mesh/istio/analysis/resource.ts';
import { flagOf, hasMesh, snapshotOf, type Rule, type StateRule } from './moment.ts';

const rootNamespace = 'istio-system';

export const notInjected: StateRule = {
  id: 'sans-etiquette',
  find: ({ world }) => {
    if (!hasMesh(world)) return [];
    const snapshot = snapshotOf(world);
    return snapshot.Namespace.filter(
      ({ name, labels }) =>
        name !== rootNamespace &&
        !isSystemNamespace(name) &&
        !injectionLabels.some((label) => label in labels) &&
        snapshot.Pod.some((pod) => pod.namespace === name && !isPodInMesh(pod, snapshot)),
    ).map(
      ({ name }) =>
        `Les pods du namespace \`${name}\` sont hors du mesh : il n’a pas d’étiquette d’injection. \`kubectl label namespace ${name} istio-injection=enabled\`, puis recréez les pods.`,
    );
  },
};

const injectionLabels = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'];

/** Policies with a selector, and the pods that it chooses in any namespace. */
function aimsOf(world: World) {
  if (!hasMesh(world)) return [];
  const { AuthorizationPolicy, Pod } = snapshotOf(world);
  return AuthorizationPolicy.flatMap(({ name, namespace, body }) => {
    const selector = body.selector?.matchLabels;
    const text = selectorText(selector);
    if (!text || namespace === rootNamespace) return [];
    return [
      { name, namespace, text, chosen: Pod.filter(({ labels }) => selects(selector, labels)) },
    ];
  });
}

export const policyElsewhere: StateRule = {
  id: 'politique-ailleurs',
  find: ({ world }) =>
    aimsOf(world).flatMap(({ name, namespace, text, chosen }) => {
      const [first] = chosen;
      if (!first || chosen.some((pod) => pod.namespace === namespace)) return [];
      return `L’AuthorizationPolicy \`${name}\` est dans le namespace \`${namespace}\`, mais les pods qu’elle vise (\`${text}\`) sont dans \`${first.namespace}\` : une politique ne vaut que dans son namespace.`;
    }),
};

export const policyNowhere: StateRule = {
  id: 'politique-sans-pod',
  find: ({ world }) =>
    aimsOf(world)
      .filter(({ chosen }) => chosen.length === 0)
      .map(
        ({ name, namespace, text }) =>
          `L’AuthorizationPolicy \`${name}\` ne protège rien : aucun pod ne porte \`${text}\`. Comparez avec \`kubectl get pods -n ${namespace} --show-labels\`.`,
      ),
};

/** curl's codes when a connection that stood is cut. */
const cut = new Set([52, 56]);

export const plaintextToStrict: Rule = {
  id: 'en-clair-vers-strict',
  find: ({ world, ran }) => {
    if (!hasMesh(world)) return undefined;
    const snapshot = snapshotOf(world);
    const call = ran.find(({ args, exitCode }) => args.includes('exec') && cut.has(exitCode));
    const caller = call && callerOf(call, snapshot);
    if (!caller || isPodInMesh(caller, snapshot) || !hasStrict(world)) return undefined;
    return `Le pod \`${caller.name}\` n’a pas de sidecar : il appelle en clair, et l’appelé, en mode STRICT, coupe la connexion. C’est le refus attendu. Pour que l’appel passe, faites entrer ce pod dans le mesh.`;
  },
};

/** The pod that `kubectl exec` names: `exec web-1`, `exec deploy/web`. */
function callerOf({ args }: Ran, { Pod }: Snapshot): Resource<'Pod'> | undefined {
  const namespace = flagOf(args, '--namespace', '-n') ?? 'default';
  const target = targetOf(args.slice(args.indexOf('exec') + 1));
  const wanted = target.split('/').at(-1) ?? '';
  return Pod.find(
    (pod) =>
      pod.namespace === namespace && (pod.name === wanted || pod.name.startsWith(`${wanted}-`)),
  );
}

/** Flags of `kubectl exec` that the next word completes. */
const withValue = new Set(['-n', '--namespace', '-c', '--container']);

function targetOf(words: readonly string[]): string {
  return (
    words.find((word, at) => !word.startsWith('-') && !withValue.has(words[at - 1] ?? '')) ?? ''
  );
}

function hasStrict({ api }: World): boolean {
  const resource = 'peerauthentications.security.istio.io';
  return (
    api.resources().includes(resource) &&
    api.list(resource).some(({ spec }) => JSON.stringify(spec ?? {}).includes('"STRICT"'))
  );
}

export const plaintextRule: StateRule = {
  id: 'destinationrule-en-clair',
  find: ({ world }) => {
    if (!hasMesh(world) || !hasStrict(world)) return [];
    return snapshotOf(world)
      .DestinationRule.filter(({ body }) => body.trafficPolicy?.tls?.mode === 'DISABLE')
      .map(
        ({ name }) =>
          `La DestinationRule \`${name}\` demande aux clients d’appeler en clair (\`tls.mode: DISABLE\`), alors qu’une PeerAuthentication exige mTLS (STRICT) : ces appels reçoivent un 503. Retirez \`tls\`, ou mettez \`ISTIO_MUTUAL\`.`,
      );
  },
};

export const pendingAddress: Rule = {
  id: 'adresse-en-attente',
  find: ({ world, ran }) => {
    const called = ran.some(({ program, exitCode }) => program === 'curl' && exitCode !== 0);
    if (!called || !hasMesh(world)) return undefined;
    const pending = world.api
      .list('services', { namespace: rootNamespace })
      .find(
        ({ spec, status }) =>
          spec?.type === 'LoadBalancer' && !status?.loadBalancer?.ingress?.length,
      );
    return pending
      ? `Le service \`${pending.metadata.name}\` attend encore une adresse (\`<pending>\`) : ce cluster n’a pas de répartiteur de charge. Passez par \`kubectl port-forward -n ${rootNamespace} svc/${pending.metadata.name} 8080:80\`.`
      : undefined;
  },
};
