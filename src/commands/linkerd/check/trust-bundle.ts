import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Checker } from './checker.ts';
import { meshedLabel, podsProblem, proxyOf } from './pods.ts';
import type { Verdict } from './runner.ts';

/** `checkPodsProxiesCertificate`: pods that were started with another trust anchor than that of today. */
export async function untrustedPods(checker: Checker, namespace: string): Promise<Verdict> {
  const pods = await checker.listIn(namespace, 'pods', meshedLabel);
  const bundle = await trustBundle(checker);
  const old = pods
    // The control plane's own read theirs from the config map itself.
    .filter((pod) => textAt(pod, 'metadata.namespace') !== checker.namespace)
    .filter((pod) => anchorsOf(pod).some((anchors) => anchors !== bundle))
    .map((pod) => {
      const name = textAt(pod, 'metadata.name');
      return namespace === '' ? `* ${textAt(pod, 'metadata.namespace')}/${name}` : `* ${name}`;
    });
  if (old.length === 0) return undefined;
  return `Some pods do not have the current trust bundle and must be restarted:\n\t${old.join('\n\t')}`;
}

async function trustBundle(checker: Checker): Promise<string> {
  const path = `/api/v1/namespaces/${checker.namespace}/configmaps/linkerd-identity-trust-roots`;
  const data = recordAt(await checker.get(path), 'data');
  return textOf(data['ca-bundle.crt']).trim();
}

/** What the proxy was told to trust, once for each time that it was. */
function anchorsOf(pod: JsonObject): readonly string[] {
  return listAt(proxyOf(pod), 'env')
    .filter(({ name }) => name === 'LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS')
    .map((variable) => textAt(variable, 'value').trim());
}

/** `CheckProxyHealth`: the pods of a namespace are ready, and trust whom they must. */
export async function unhealthyProxies(checker: Checker, namespace: string): Promise<Verdict> {
  const pods = await checker.listIn(namespace, 'pods', meshedLabel);
  return podsProblem(pods, checker.namespace) ?? (await untrustedPods(checker, namespace));
}
