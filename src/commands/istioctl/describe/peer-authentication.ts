import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt, textOf } from '#commands/kubectl/json.ts';
import type { Context } from '#commands/istioctl/context.ts';
import type { Config, PeerAuthenticationSpec } from '#mesh/istio/resources.ts';
import {
  effectivePeerAuthentications,
  mtlsOf,
  type MtlsMode,
} from '#mesh/istio/security/peer-authentication.ts';
import { contains, labelsOf } from './objects.ts';

/** describePeerAuthentication: all that select the pod are told, though the oldest of each scope decides. */
export async function describePeerAuthentication(
  context: Context,
  pod: JsonObject,
): Promise<readonly string[]> {
  const namespace = textAt(pod, 'metadata.namespace');
  const root = context.istioNamespace;
  const found = (await Promise.all([root, namespace].map((each) => listed(context, each)))).flat();
  const matched = found.filter((policy) =>
    contains(labelsOf(pod), recordAt(policy, 'spec.selector.matchLabels')),
  );
  const policies = matched.map(policyOf);
  const workload = { namespace, labels: textsOf(labelsOf(pod)) };
  const modeOf = mtlsOf(policies, workload, root);
  const ports = effectivePeerAuthentications(policies, workload, root).flatMap(({ spec }) =>
    spec.selector?.matchLabels ? Object.keys(spec.portLevelMtls ?? {}).map(Number) : [],
  );
  const names = policies.map((policy) => `${policy.name}.${policy.namespace}`);
  return [
    'Effective PeerAuthentication:',
    `   Workload mTLS mode: ${modeOf(0)}`,
    ...(ports.length > 0 ? ['   Port Level mTLS mode:'] : []),
    ...ports.map((port) => `      ${port}: ${modeOf(port)}`),
    ...(names.length > 0 ? ['Applied PeerAuthentication:', `   ${names.join(', ')}`] : []),
  ];
}

async function listed({ client }: Context, namespace: string): Promise<readonly JsonObject[]> {
  const path = `/apis/security.istio.io/v1/namespaces/${namespace}/peerauthentications`;
  return listAt(await client.json('GET', path), 'items');
}

/** A stored PeerAuthentication, as the rules of mTLS read it. */
export function policyOf(object: unknown): Config<PeerAuthenticationSpec> {
  const selector = recordAt(object, 'spec.selector.matchLabels');
  const ports = Object.entries(recordAt(object, 'spec.portLevelMtls')).map(
    ([port, mtls]) => [port, { mode: modeNamed(textAt(mtls, 'mode')) }] as const,
  );
  return {
    namespace: textAt(object, 'metadata.namespace'),
    name: textAt(object, 'metadata.name'),
    labels: {},
    annotations: {},
    createdAt: Date.parse(textAt(object, 'metadata.creationTimestamp')),
    spec: {
      ...(Object.keys(selector).length > 0 ? { selector: { matchLabels: textsOf(selector) } } : {}),
      mtls: { mode: modeNamed(textAt(object, 'spec.mtls.mode')) },
      portLevelMtls: Object.fromEntries(ports),
    },
  };
}

function modeNamed(text: string): MtlsMode | 'UNSET' {
  return text === 'DISABLE' || text === 'PERMISSIVE' || text === 'STRICT' ? text : 'UNSET';
}

function textsOf(record: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, textOf(value)]));
}
