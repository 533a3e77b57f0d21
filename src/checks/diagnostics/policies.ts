/** Mistakes about who may talk to whom, and how. */
import type { Ran, World } from '#checks/world.ts';
import { isPodInMesh, isSystemNamespace } from '#mesh/istio/analysis/in-mesh.ts';
import { selects, selectorText } from '#mesh/istio/analysis/labels.ts';
import type { Resource, Snapshot } from '#mesh/istio/analysis/resource.ts';
import { flagOf, hasMesh, snapshotOf, type Rule } from './moment.ts';

const rootNamespace = 'istio-system';

export const notInjected: Rule = {
  id: 'sans-etiquette',
  find: ({ world, ran }) => {
    // Only who has just started pods is concerned.
    const creates = ran.some(
      ({ program, args, exitCode }) =>
        program === 'kubectl' && exitCode === 0 && args.some((arg) => creators.has(arg)),
    );
    if (!creates || !hasMesh(world)) return undefined;
    const snapshot = snapshotOf(world);
    const left = snapshot.Namespace.find(
      ({ name, labels }) =>
        name !== rootNamespace &&
        !isSystemNamespace(name) &&
        !injectionLabels.some((label) => label in labels) &&
        snapshot.Pod.some((pod) => pod.namespace === name && !isPodInMesh(pod, snapshot)),
    );
    return left
      ? `Les pods du namespace \`${left.name}\` sont hors du mesh : il n’a pas d’étiquette d’injection. \`kubectl label namespace ${left.name} istio-injection=enabled\`, puis recréez les pods.`
      : undefined;
  },
};

const creators = new Set(['apply', 'create', 'run', 'rollout']);
const injectionLabels = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'];

export const policyElsewhere: Rule = {
  id: 'politique-ailleurs',
  find: ({ world }) => {
    if (!hasMesh(world)) return undefined;
    const { AuthorizationPolicy, Pod } = snapshotOf(world);
    for (const { name, namespace, body } of AuthorizationPolicy) {
      const selector = body.selector?.matchLabels;
      if (!selectorText(selector) || namespace === rootNamespace) continue;
      const chosen = Pod.filter(({ labels }) => selects(selector, labels));
      if (chosen.length === 0 || chosen.some((pod) => pod.namespace === namespace)) continue;
      return `L’AuthorizationPolicy \`${name}\` est dans le namespace \`${namespace}\`, mais les pods qu’elle vise (\`${selectorText(selector)}\`) sont dans \`${chosen[0]?.namespace}\` : une politique ne vaut que dans son namespace.`;
    }
    return undefined;
  },
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
  const target = args[args.indexOf('exec') + 1] ?? '';
  const wanted = target.split('/').at(-1) ?? '';
  return Pod.find(
    (pod) =>
      pod.namespace === namespace && (pod.name === wanted || pod.name.startsWith(`${wanted}-`)),
  );
}

function hasStrict({ api }: World): boolean {
  const resource = 'peerauthentications.security.istio.io';
  return (
    api.resources().includes(resource) &&
    api.list(resource).some(({ spec }) => JSON.stringify(spec ?? {}).includes('"STRICT"'))
  );
}

export const plaintextRule: Rule = {
  id: 'destinationrule-en-clair',
  find: ({ world }) => {
    if (!hasMesh(world) || !hasStrict(world)) return undefined;
    const { DestinationRule } = snapshotOf(world);
    const plain = DestinationRule.find(({ body }) => body.trafficPolicy?.tls?.mode === 'DISABLE');
    return plain
      ? `La DestinationRule \`${plain.name}\` demande aux clients d’appeler en clair (\`tls.mode: DISABLE\`), alors qu’une PeerAuthentication exige mTLS (STRICT) : ces appels reçoivent un 503. Retirez \`tls\`, ou mettez \`ISTIO_MUTUAL\`.`
      : undefined;
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
