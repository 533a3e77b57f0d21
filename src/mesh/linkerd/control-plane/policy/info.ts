import { readClusterInfo, type ClusterInfo } from '#mesh/linkerd/control-plane/cluster-info.ts';
import type { Flags } from '#mesh/linkerd/control-plane/flags.ts';
import type { Network } from '#mesh/linkerd/proxy-api.ts';
import { isDefaultPolicy, type DefaultPolicy } from './default-policy.ts';

/** What the policy controller was installed with. */
export interface PolicyInfo extends ClusterInfo {
  readonly networks: readonly Network[];
  /** Where the kubelet's probes may come from. */
  readonly probeNetworks: readonly Network[];
  readonly defaultPolicy: DefaultPolicy;
  /** Whose EgressNetworks hold for every namespace. */
  readonly egressNamespace: string;
}

export function readPolicyInfo(flags: Flags): PolicyInfo {
  const names = { namespace: 'control-plane-namespace', trustDomain: 'identity-domain' };
  const policy = flags.text('default-policy');
  return {
    ...readClusterInfo(flags, names),
    networks: readNetworks(
      flags.text('cluster-networks', '10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16'),
    ),
    probeNetworks: readNetworks(flags.text('probe-networks')),
    egressNamespace: flags.text('global-egress-network-namespace', 'linkerd-egress'),
    defaultPolicy: isDefaultPolicy(policy) ? policy : 'all-unauthenticated',
  };
}

function readNetworks(text: string): readonly Network[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((net) => ({ net: net.trim(), except: [] }));
}
