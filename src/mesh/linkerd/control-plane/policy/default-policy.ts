import type { Authorization, Network } from '#mesh/linkerd/proxy-api.ts';

/** What holds where nothing else does: policy-controller/k8s/index/src/defaults.rs (edge-26.6.3). */
const defaultPolicies = [
  'all-authenticated',
  'all-unauthenticated',
  'cluster-authenticated',
  'cluster-unauthenticated',
  'deny',
  'audit',
] as const;

export type DefaultPolicy = (typeof defaultPolicies)[number];

export function isDefaultPolicy(text: string): text is DefaultPolicy {
  return defaultPolicies.some((policy) => policy === text);
}

export const everywhere: readonly Network[] = [
  { net: '0.0.0.0/0', except: [] },
  { net: '::/0', except: [] },
];

/** None for `deny`. */
export function defaultAuthorizations(
  policy: DefaultPolicy,
  clusterNetworks: readonly Network[],
): readonly Authorization[] {
  if (policy === 'deny') return [];
  return [
    {
      metadata: { group: '', kind: 'default', name: policy },
      networks: policy.startsWith('cluster-') ? clusterNetworks : everywhere,
      authentication: policy.endsWith('-authenticated')
        ? { type: 'mesh-tls', identities: [], suffixes: [''] }
        : { type: 'unauthenticated' },
      ...(policy === 'audit' && { isAudit: true }),
    },
  ];
}

/** An annotation of the workload may ask for names on some ports whatever the policy. */
export function authenticated(policy: DefaultPolicy): DefaultPolicy {
  if (policy === 'all-unauthenticated') return 'all-authenticated';
  return policy === 'cluster-unauthenticated' ? 'cluster-authenticated' : policy;
}
