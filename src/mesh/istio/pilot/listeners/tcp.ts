import type { NetworkFilter, TcpProxy } from '#mesh/istio/envoy/network-filters.ts';
import { type Build, knownService } from '#mesh/istio/pilot/build.ts';
import { duration } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import type { MergedRule } from '#mesh/istio/pilot/model/destination-rules.ts';
import type { L4Destination } from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import { destinationCluster } from '#mesh/istio/pilot/routes/destination.ts';
import { accessLog } from './access-log.ts';
import { exchange, networkStats, type ListenerClass } from './http-filters.ts';
import { securityFilters } from './security-filters.ts';

const type = 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy';

function tcpProxy(
  build: Build,
  direction: ListenerClass,
  fields: Omit<TcpProxy, '@type' | 'accessLog'>,
): NetworkFilter {
  const side = direction === 'sidecar-inbound' ? 'SERVER' : 'CLIENT';
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typedConfig: { '@type': type, ...fields, ...accessLog(build, side) },
  };
}

/** A connection goes nowhere; nothing is logged of it. */
export function blackHoleProxy(build: Build, direction: ListenerClass): readonly NetworkFilter[] {
  return [
    ...(direction === 'sidecar-inbound' ? [exchange] : []),
    networkStats(build, direction),
    {
      name: 'envoy.filters.network.tcp_proxy',
      typedConfig: { '@type': type, statPrefix: 'BlackHoleCluster', cluster: 'BlackHoleCluster' },
    },
  ];
}

/** What is not known to the mesh: on to where it was going, to the egress proxy, or nowhere. */
export function catchAllFilters(build: Build): readonly NetworkFilter[] {
  const cluster = catchAllCluster(build);
  return [
    networkStats(build, 'sidecar-outbound'),
    tcpProxy(build, 'sidecar-outbound', { statPrefix: cluster, cluster }),
  ];
}

export function catchAllCluster({ scope }: Build): string {
  if (!scope.allowsAny) return 'BlackHoleCluster';
  return scope.egressProxy
    ? destinationCluster(scope.egressProxy, undefined, 0)
    : 'PassthroughCluster';
}

interface Where {
  readonly direction: ListenerClass;
  readonly port: number;
  /** `name.namespace` of the virtual service: what several destinations are counted under. */
  readonly name: string;
}

/** Where a virtual service's TCP or TLS route sends connections: pilot/pkg/networking/core/networkfilter.go (v1.31). */
export function routedFilters(
  build: Build,
  destinations: readonly L4Destination[],
  where: Where,
): readonly NetworkFilter[] {
  const { direction, port } = where;
  const clusters = destinations.map(({ destination, weight = 0 }) => ({
    name: destinationCluster(destination, knownService(build, destination.host), port),
    weight,
  }));
  const [first] = destinations;
  const service = first && knownService(build, first.destination.host);
  const rule = service && build.scope.destinationRule(service, build.node.labels);
  const single = clusters.length === 1 ? clusters[0] : undefined;
  const weighted = clusters.filter(({ weight }) => weight > 0);
  return terminalFilters(build, direction, {
    ...(single
      ? { statPrefix: single.name, cluster: single.name }
      : { statPrefix: where.name, weightedClusters: { clusters: weighted } }),
    ...connectionSettings(rule, first?.destination.subset),
  });
}

/** To one cluster. */
export function clusterFilters(
  build: Build,
  direction: ListenerClass,
  cluster: string,
  rule: MergedRule | undefined,
): readonly NetworkFilter[] {
  return terminalFilters(build, direction, {
    statPrefix: cluster,
    cluster,
    ...connectionSettings(rule, undefined),
  });
}

function terminalFilters(
  build: Build,
  direction: ListenerClass,
  fields: Omit<TcpProxy, '@type' | 'accessLog'>,
): readonly NetworkFilter[] {
  return [
    ...(direction === 'sidecar-inbound' ? [exchange] : []),
    ...(direction === 'sidecar-outbound' ? [] : securityFilters(build).tcp),
    networkStats(build, direction),
    tcpProxy(build, direction, fields),
  ];
}

function connectionSettings(
  rule: MergedRule | undefined,
  subsetName: string | undefined,
): Pick<TcpProxy, 'idleTimeout' | 'hashPolicy'> {
  const policy = rule?.spec.trafficPolicy;
  const subset = rule?.spec.subsets?.find(({ name }) => name === subsetName)?.trafficPolicy;
  const balancer = subset?.loadBalancer ?? policy?.loadBalancer;
  const idle = policy?.connectionPool?.tcp?.idleTimeout;
  return {
    ...(idle ? { idleTimeout: duration(idle) } : {}),
    ...(balancer?.consistentHash?.useSourceIp ? { hashPolicy: [{ sourceIp: {} }] } : {}),
  };
}

/** An inbound connection to the workload's own process. */
export function inboundTcpFilters(build: Build, cluster: string): readonly NetworkFilter[] {
  return terminalFilters(build, 'sidecar-inbound', { statPrefix: cluster, cluster });
}
