import { at, listOf, textOf } from '#cluster/api/json.ts';
import type { Address } from '#cluster/network/http.ts';
import type { Filter, OutboundPolicy, TransportRoute, Workload } from '#mesh/linkerd/proxy-api.ts';
import { readAccrual, unlessInvalid } from './annotations.ts';
import type { Lookup } from './authorizations.ts';
import { isIn } from './cidr.ts';
import { byAge } from './parents.ts';
import type { Custom } from './kinds.ts';
import { attachedRoutes, defaultRoute, defaultsOf, detectTimeoutMs } from './outbound-routes.ts';

const kind = 'egressnetworks.policy.linkerd.io';

/** Of an address outside the cluster that an EgressNetwork is for: outbound/index/egress_network.rs (edge-26.6.3). */
export function egressPolicy(
  lookup: Lookup,
  target: Address,
  { namespace: client }: Workload,
): OutboundPolicy | undefined {
  const { index, info } = lookup;
  const network = [client, info.egressNamespace]
    .flatMap((namespace) => index.of(kind, namespace).toSorted(byAge))
    .find((each) =>
      isFor(
        each,
        target.ip,
        info.networks.map(({ net }) => net),
      ),
    );
  if (!network) return undefined;
  const { name, namespace = '', annotations = {} } = network.metadata;
  const metadata = { group: 'policy.linkerd.io', kind: 'EgressNetwork', name, namespace };
  const parent = { ...metadata, port: target.port };
  const dispatcher = { type: 'forward', address: target } as const;
  const backend = { metadata: parent, weight: 1, filters: [], dispatcher };
  const fallback = { backend, ...defaultsOf(network) };
  const attachment = {
    parent: { kind: 'EgressNetwork', namespace, name, port: target.port },
    fallback,
    client,
  } as const;
  const failureAccrual = unlessInvalid(() => readAccrual(annotations));
  const isDenied = at(network['spec'], 'trafficPolicy') === 'Deny';
  const last = defaultRoute(fallback, isDenied ? 'http-egress-deny' : 'http-egress-allow');
  const rest = isDenied ? { ...last, filters: [denied] } : last;
  const grpc = attachedRoutes(lookup, { ...attachment, isGrpc: true });
  const routes = attachedRoutes(lookup, { ...attachment, isGrpc: false });
  return {
    parent,
    protocol:
      grpc.length > 0
        ? { type: 'grpc', routes: [...grpc, rest] }
        : {
            type: 'detect',
            timeoutMs: detectTimeoutMs,
            routes: [...routes, rest],
            transport: {
              tls: transportRoute('tls', isDenied),
              tcp: transportRoute('tcp', isDenied),
            },
          },
    ...(failureAccrual && { failureAccrual }),
  };
}

const denied: Filter = { type: 'failure', status: 403, message: 'traffic not allowed' };

function transportRoute(protocol: 'tls' | 'tcp', isForbidden: boolean): TransportRoute {
  const name = `${protocol}-egress-${isForbidden ? 'deny' : 'allow'}`;
  return { metadata: { group: '', kind: 'default', name }, isForbidden };
}

/** Every address outside the cluster's networks, unless it says which. */
function isFor({ spec }: Custom, ip: string, clusterNetworks: readonly string[]): boolean {
  const networks = at(spec, 'networks');
  if (!Array.isArray(networks)) return !clusterNetworks.some((net) => isIn(ip, net));
  return networks.some(
    (network) =>
      isIn(ip, textOf(at(network, 'cidr'))) &&
      !listOf(at(network, 'except')).some((each) => isIn(ip, textOf(each))),
  );
}
