import type { UpstreamCluster } from '#mesh/istio/envoy/cluster-manager.ts';
import type { Cluster, Thresholds } from '#mesh/istio/envoy/config.ts';
import { hostsOf, type Host } from '#mesh/istio/envoy/host.ts';
import { activeRequests, hostState } from '#mesh/istio/envoy/host-state.ts';
import { isEjected } from '#mesh/istio/envoy/outlier-detection.ts';
import type { AdminContext } from './admin.ts';
import { staticClusters } from './bootstrap.ts';

/** `/clusters` (source/server/admin/clusters_handler.cc): a line for each fact, or ClusterStatuses as JSON. */
export function clustersText(context: AdminContext): string {
  return clustersOf(context)
    .flatMap(linesOf(context.now))
    .map((line) => `${line}\n`)
    .join('');
}

export function clustersJson(context: AdminContext): object {
  return { cluster_statuses: clustersOf(context).map(statusOf(context.now)) };
}

interface Known {
  readonly config: Cluster;
  readonly isStatic: boolean;
  readonly upstream: UpstreamCluster | undefined;
  readonly hosts: readonly Host[];
}

function clustersOf({ config, clusters }: AdminContext): readonly Known[] {
  const own = staticClusters.map((cluster) => ({
    config: cluster,
    isStatic: true,
    upstream: undefined,
    hosts: staticHosts(cluster),
  }));
  const dynamic = (config?.clusters ?? []).map((cluster) => {
    const upstream = clusters.find(cluster.name);
    // A cluster of type ORIGINAL_DST has the hosts that it was asked for lately, which are not remembered.
    const hosts =
      cluster.type === 'ORIGINAL_DST' ? [] : (upstream?.hosts({ ip: '', port: 0 }) ?? []);
    return { config: cluster, isStatic: false, upstream, hosts };
  });
  return [...own, ...dynamic];
}

/** Those of the bootstrap: ports of the pod, and the agent's sockets, which have no port. */
function staticHosts(cluster: Cluster): readonly Host[] {
  const sockets = (cluster.loadAssignment?.endpoints ?? [])
    .flatMap(({ lbEndpoints }) => lbEndpoints.map(({ endpoint }) => endpoint.address))
    .flatMap((address) => ('pipe' in address ? [address.pipe.path] : []));
  return [
    ...hostsOf(cluster, cluster.loadAssignment, () => []),
    ...sockets.map((path) => ({
      key: path,
      address: { ip: path, port: 0 },
      hostname: undefined,
      weight: 1,
      priority: 0,
      locality: '',
      localityWeight: 1,
      isHealthy: true,
      metadata: undefined,
      transportSocket: undefined,
    })),
  ];
}

const defaults = {
  maxConnections: 1024,
  maxPendingRequests: 1024,
  maxRequests: 1024,
  maxRetries: 3,
};
const limits = [
  ['max_connections', 'maxConnections'],
  ['max_pending_requests', 'maxPendingRequests'],
  ['max_requests', 'maxRequests'],
  ['max_retries', 'maxRetries'],
] as const;

function linesOf(now: number) {
  return ({ config, isStatic, upstream, hosts }: Known): readonly string[] => {
    const { name } = config;
    const thresholds: Thresholds = { ...defaults, ...config.circuitBreakers?.thresholds[0] };
    const service = config.edsClusterConfig?.serviceName;
    return [
      `observability_name::${config.altStatName ?? name}`,
      ...(config.outlierDetection ? outlierLines : []),
      ...limits.map(([label, field]) => `default_priority::${label}::${thresholds[field] ?? 0}`),
      ...limits.map(([label, field]) => `high_priority::${label}::${defaults[field]}`),
      `added_via_api::${!isStatic}`,
      ...(service === undefined ? [] : [`eds_service_name::${service}`]),
      ...hosts.flatMap((host) => hostLines(host, upstream, now)),
    ].map((line) => `${name}::${line}`);
  };
}

const outlierLines = [
  'outlier::success_rate_average::-1',
  'outlier::success_rate_ejection_threshold::-1',
  'outlier::local_origin_success_rate_average::-1',
  'outlier::local_origin_success_rate_ejection_threshold::-1',
];

function hostLines(
  host: Host,
  upstream: UpstreamCluster | undefined,
  now: number,
): readonly string[] {
  const [region = '', zone = '', subZone = ''] = host.locality.split('/');
  const stats = Object.entries(statsOf(host, upstream, now)).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const flags = [
    ...(host.isHealthy ? [] : ['/failed_eds_health']),
    ...(isOut(host, upstream, now) ? ['/failed_outlier_check'] : []),
  ];
  return [
    ...stats.map(([label, value]) => `${label}::${value}`),
    `hostname::${host.hostname ?? ''}`,
    `health_flags::${flags.join('') || 'healthy'}`,
    `weight::${host.weight}`,
    `region::${region}`,
    `zone::${zone}`,
    `sub_zone::${subZone}`,
    'canary::false',
    `priority::${host.priority}`,
    'success_rate::-1',
    'local_origin_success_rate::-1',
  ].map((line) => `${host.key}::${line}`);
}

function isOut(host: Host, upstream: UpstreamCluster | undefined, now: number): boolean {
  return isEjected(upstream?.state.hosts.get(host.key), now);
}

function statsOf(host: Host, upstream: UpstreamCluster | undefined, now: number) {
  const state = upstream?.state.hosts.has(host.key)
    ? hostState(upstream.state, host.key)
    : undefined;
  const active = state ? activeRequests(state, now) : 0;
  const counts = state?.counts;
  return {
    cx_connect_fail: counts?.cx_connect_fail ?? 0,
    cx_total: counts?.cx_total ?? 0,
    rq_error: counts?.rq_error ?? 0,
    rq_success: counts?.rq_success ?? 0,
    rq_timeout: counts?.rq_timeout ?? 0,
    rq_total: counts?.rq_total ?? 0,
    cx_active: active,
    rq_active: active,
  };
}

function statusOf(now: number) {
  return ({ config, isStatic, upstream, hosts }: Known): object => {
    const thresholds: Thresholds = { ...defaults, ...config.circuitBreakers?.thresholds[0] };
    const service = config.edsClusterConfig?.serviceName;
    return {
      name: config.name,
      ...(!isStatic && { added_via_api: true }),
      ...(hosts.length > 0 && {
        host_statuses: hosts.map((host) => hostStatus(host, upstream, now)),
      }),
      circuit_breakers: {
        thresholds: [
          Object.fromEntries(limits.map(([label, field]) => [label, thresholds[field] ?? 0])),
          {
            priority: 'HIGH',
            ...Object.fromEntries(limits.map(([label, field]) => [label, defaults[field]])),
          },
        ],
      },
      observability_name: config.altStatName ?? config.name,
      ...(service !== undefined && { eds_service_name: service }),
    };
  };
}

/** A zero is left out, as protojson does. */
function hostStatus(host: Host, upstream: UpstreamCluster | undefined, now: number): object {
  const [region = '', zone = '', subZone = ''] = host.locality.split('/');
  const stats = Object.entries(statsOf(host, upstream, now)).map(([name, value]) => ({
    ...(name.endsWith('_active') && { type: 'GAUGE' }),
    ...(value > 0 && { value: String(value) }),
    name,
  }));
  const { ip, port } = host.address;
  return {
    address:
      port === 0 ? { pipe: { path: ip } } : { socket_address: { address: ip, port_value: port } },
    stats,
    health_status: {
      ...(isOut(host, upstream, now) && { failed_outlier_check: true }),
      eds_health_status: host.isHealthy ? 'HEALTHY' : 'UNHEALTHY',
    },
    weight: host.weight,
    ...(host.hostname !== undefined && { hostname: host.hostname }),
    ...(host.priority > 0 && { priority: host.priority }),
    locality: {
      ...(region !== '' && { region }),
      ...(zone !== '' && { zone }),
      ...(subZone !== '' && { sub_zone: subZone }),
    },
  };
}
