import type { Address } from '#cluster/network/http.ts';
import type {
  Cluster,
  ClusterLoadAssignment,
  LbEndpoint,
  LocalityEndpoints,
  TransportSocketMatch,
} from './config.ts';
import type { Metadata } from './matchers.ts';
import type { TransportSocket } from './transport.ts';

/** One endpoint of a cluster, ready to be called. */
export interface Host {
  /** `10.244.0.7:9080`. */
  readonly key: string;
  readonly address: Address;
  readonly hostname: string | undefined;
  readonly weight: number;
  readonly priority: number;
  readonly locality: string;
  readonly localityWeight: number;
  readonly isHealthy: boolean;
  readonly metadata: Metadata | undefined;
  readonly transportSocket: TransportSocket | undefined;
}

/** Addresses of a name, for clusters that DNS finds. */
export type Resolve = (name: string) => readonly string[];

export function hostsOf(
  cluster: Cluster,
  assignment: ClusterLoadAssignment | undefined,
  resolve: Resolve,
): readonly Host[] {
  const endpoints = assignment?.endpoints ?? [];
  return endpoints.flatMap((locality) =>
    locality.lbEndpoints.flatMap((endpoint) => {
      const { address } = endpoint.endpoint;
      if (!('socketAddress' in address)) return [];
      const { address: name, portValue: port } = address.socketAddress;
      const found = cluster.type.endsWith('DNS') ? resolve(name) : [name];
      const ips = cluster.type === 'LOGICAL_DNS' ? found.slice(0, 1) : found;
      return ips.map((ip) => createHost(cluster, locality, endpoint, { ip, port }));
    }),
  );
}

function createHost(
  cluster: Cluster,
  locality: LocalityEndpoints,
  endpoint: LbEndpoint,
  address: Address,
): Host {
  const { region = '', zone = '', subZone = '' } = locality.locality ?? {};
  return {
    key: `${address.ip}:${address.port}`,
    address,
    hostname: endpoint.endpoint.hostname,
    weight: endpoint.loadBalancingWeight ?? 1,
    priority: locality.priority ?? 0,
    locality: `${region}/${zone}/${subZone}`,
    localityWeight: locality.loadBalancingWeight ?? 1,
    isHealthy: (endpoint.healthStatus ?? 'HEALTHY') === 'HEALTHY',
    metadata: endpoint.metadata,
    transportSocket: socketFor(cluster, endpoint.metadata),
  };
}

/** Where the client was going: the one host of a cluster of type ORIGINAL_DST. */
export function originalHost(cluster: Cluster, address: Address): Host {
  return createHost(
    cluster,
    { lbEndpoints: [] },
    { endpoint: { address: { socketAddress: { address: address.ip, portValue: address.port } } } },
    address,
  );
}

/** The first match whose every key the endpoint's metadata has; the cluster's own socket when there are no matches. */
function socketFor(cluster: Cluster, metadata: Metadata | undefined): TransportSocket | undefined {
  const wanted = metadata?.filterMetadata['envoy.transport_socket_match'] ?? {};
  const fits = ({ match }: TransportSocketMatch) =>
    Object.entries(match).every(([key, value]) => wanted[key] === value);
  return cluster.transportSocketMatches?.find(fits)?.transportSocket ?? cluster.transportSocket;
}
