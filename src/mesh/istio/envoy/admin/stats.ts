import { histogramLines } from '#mesh/istio/envoy/histogram.ts';
import { compileRegex } from '#mesh/istio/envoy/regex.ts';
import { istioVersion } from '#mesh/istio/version.ts';
import type { AdminContext } from './admin.ts';

/** Which counters are kept, by their names: Envoy's `stats_matcher`. */
export interface StatsInclusion {
  readonly prefixes?: readonly string[];
  readonly suffixes?: readonly string[];
  readonly regexps?: readonly string[];
}

/** What a proxy keeps unless an annotation wants more (istio/istio pkg/bootstrap/config.go, 1.31). */
const always: Required<StatsInclusion> = {
  prefixes: [
    'reporter=',
    'cluster_manager',
    'listener_manager',
    'server',
    'cluster.xds-grpc',
    'wasm',
    'component',
    'istio',
  ],
  suffixes: [
    'rbac.allowed',
    'rbac.denied',
    'shadow_allowed',
    'shadow_denied',
    'downstream_cx_active',
  ],
  regexps: [],
};

type Entry = readonly [name: string, value: number];

/** `/stats`: a line for each, in the order of their names. */
export function statsText(context: AdminContext, query: URLSearchParams): string {
  return chosen(context, query)
    .map(([name, value]) => `${plainName(name)}: ${value}\n`)
    .join('');
}

export function statsJson(context: AdminContext, query: URLSearchParams): object {
  return {
    stats: chosen(context, query).map(([name, value]) => ({ name: plainName(name), value })),
  };
}

/** `/stats/prometheus`. */
export function statsPrometheus(context: AdminContext, query: URLSearchParams): string {
  const families = new Map<string, { type: string; samples: string[] }>();
  const add = (metric: string, type: string, samples: readonly string[]): void => {
    const family = families.get(metric) ?? { type, samples: [] };
    family.samples.push(...samples);
    families.set(metric, family);
  };
  for (const [name, value] of chosen(context, query)) {
    const { metric, labels } = metricOf(name);
    add(metric, isGauge(name) ? 'gauge' : 'counter', [`${metric}{${labels}} ${value}`]);
  }
  const isWanted = wantedBy(query);
  for (const [name, histogram] of context.stats.histograms()) {
    if (!isWanted(plainName(`istiocustom.${name}`))) continue;
    const { metric, labels } = metricOf(`istiocustom.${name}`);
    add(metric, 'histogram', histogramLines(metric, labels, histogram));
  }
  return [...families]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([metric, { type, samples }]) => `# TYPE ${metric} ${type}\n${samples.join('\n')}\n`)
    .join('');
}

/** Anywhere in the name, as RE2's partial match. */
function wantedBy(query: URLSearchParams): (name: string) => boolean {
  const filter = query.get('filter');
  if (filter === null) return () => true;
  const regex = compileRegex(`(?s:.*)(?:${filter})(?s:.*)`);
  return (name) => regex.matches(name);
}

function chosen(context: AdminContext, query: URLSearchParams): readonly Entry[] {
  const isWanted = wantedBy(query);
  const isUsed = query.has('usedonly');
  return allStats(context).filter(
    ([name, value]) =>
      isIncluded(name, context.statsInclusion) &&
      isWanted(plainName(name)) &&
      (!isUsed || value > 0),
  );
}

function isIncluded(name: string, inclusion: StatsInclusion = {}): boolean {
  return [always, inclusion].some(
    ({ prefixes = [], suffixes = [], regexps = [] }) =>
      prefixes.some((prefix) => name.startsWith(prefix)) ||
      suffixes.some((suffix) => name.endsWith(suffix)) ||
      regexps.some((regex) => compileRegex(regex).matches(name)),
  );
}

/** What a cluster counts from its start; the rest appears when it first happens. */
const clusterZeros = [
  'circuit_breakers.default.cx_open',
  'circuit_breakers.default.rq_open',
  'circuit_breakers.default.rq_pending_open',
  'circuit_breakers.high.rq_pending_open',
  'upstream_cx_connect_fail',
  'upstream_cx_none_healthy',
  'upstream_cx_overflow',
  'upstream_cx_total',
  'upstream_rq_pending_active',
  'upstream_rq_pending_failure_eject',
  'upstream_rq_pending_overflow',
  'upstream_rq_pending_total',
  'upstream_rq_retry',
  'upstream_rq_retry_limit_exceeded',
  'upstream_rq_timeout',
  'upstream_rq_total',
];

function allStats({ config, stats, startedAt, now }: AdminContext): readonly Entry[] {
  const values = new Map<string, number>();
  for (const { name, altStatName } of config?.clusters ?? [])
    for (const zero of clusterZeros) values.set(`cluster.${altStatName ?? name}.${zero}`, 0);
  for (const [name, value] of stats.entries()) values.set(name, value);
  const clusters = config?.clusters.length ?? 0;
  const listeners = config?.listeners.length ?? 0;
  const own: readonly Entry[] = [
    // The filter that tells it comes with the first listener.
    ...(listeners > 0
      ? [[`istiocustom.istio_build{component="proxy",tag="${istioVersion}"}`, 1] as const]
      : []),
    ['cluster_manager.active_clusters', clusters + 4],
    ['cluster_manager.cluster_added', clusters + 4],
    ['listener_manager.listener_added', listeners],
    ['listener_manager.total_listeners_active', listeners + 2],
    ['listener_manager.workers_started', 1],
    ['server.live', 1],
    ['server.state', 0],
    ['server.uptime', Math.floor((now - startedAt) / 1000)],
  ];
  for (const [name, value] of own) values.set(name, value);
  return [...values].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const gauges =
  /\.istio_build\{|_active$|_open$|^server\.(live|state|uptime)$|active_clusters$|workers_started$/;

function isGauge(name: string): boolean {
  return gauges.test(name);
}

/** Istio's own metrics are kept with their labels; elsewhere labels are parts of the name. */
function plainName(name: string): string {
  const found = /^(istiocustom\.)(\w+)\{(.*)\}$/.exec(name);
  if (!found) return name;
  const [, prefix = '', metric = '', labels = ''] = found;
  return prefix + metric + labels.replaceAll(/(\w+)="([^"]*)",?/g, '.$1.$2');
}

const tags: Readonly<Record<string, string>> = {
  cluster: 'cluster_name',
  http: 'http_conn_manager_prefix',
  listener: 'listener_address',
  tcp: 'tcp_prefix',
};

function metricOf(name: string): { metric: string; labels: string } {
  const custom = /^istiocustom\.(\w+)\{(.*)\}$/.exec(name);
  if (custom) return { metric: custom[1] ?? '', labels: custom[2] ?? '' };
  const scoped = /^(cluster|http|listener|tcp)\.(.+)\.([\w.]+)$/.exec(name);
  const [, kind = '', owner = ''] = scoped ?? [];
  const code = /_rq_(\d{3})$/.exec(name)?.[1];
  const group = /_rq_(\dxx)$/.exec(name)?.[1];
  const bare = (scoped ? `${kind}.${scoped[3] ?? ''}` : name).replace(/_(\d{3}|\dxx)$/, '');
  const labels = [
    ...(code === undefined ? [] : [`response_code="${code}"`]),
    ...(group === undefined ? [] : [`response_code_class="${group}"`]),
    ...(scoped ? [`${tags[kind] ?? kind}="${owner}"`] : []),
  ];
  return { metric: `envoy_${bare.replaceAll(/\W/g, '_')}`, labels: labels.join(',') };
}
