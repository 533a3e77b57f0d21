import type { Resource } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { labelOf } from '#mesh/linkerd/viz/resource-types.ts';
import { type Prometheus, quantiles, queriesOf, type Sample } from './prometheus.ts';
import { createStats, type RouteStats } from './route-stats.ts';

interface Backend extends RouteStats {
  readonly name: string;
  readonly port: string;
}

export interface Route extends RouteStats {
  readonly name: string;
  readonly service: string;
  readonly port: string;
  readonly route: string;
  readonly routeType: string;
  readonly backends: Map<string, Backend>;
  retries: number;
}

const parents = ['parent_name', 'parent_port', 'route_name', 'route_kind'];
const backends = [...parents, 'backend_name', 'backend_port'];

/** What each protocol's metrics are named and classified by. */
const protocols = [
  {
    prefix: 'outbound_http_route',
    status: 'http_status',
    isFailure: (status: string) => status.startsWith('5'),
  },
  {
    prefix: 'outbound_grpc_route',
    status: 'grpc_status',
    isFailure: (status: string) => status !== 'OK',
  },
] as const;

type Protocol = (typeof protocols)[number];

/** What a resource's proxies measured on their way out, by route and backend; sorted, where the real one's order is chance. */
export async function outboundRoutes(
  prometheus: Prometheus,
  resource: Resource,
  window: string,
): Promise<readonly Route[]> {
  const routes = new Map<string, Route>();
  const routeOf = (sample: Sample): Route => {
    const made = routeFor(sample, resource);
    const key = [made.name, made.service, made.port, made.route, made.routeType].join(' ');
    const known = routes.get(key) ?? made;
    routes.set(key, known);
    return known;
  };
  const queries = queriesOf(resource, window);
  for (const protocol of protocols) {
    const { prefix, status } = protocol;
    const increase = (metric: string, by: readonly string[]) =>
      prometheus.query(queries.increase({ metric: `${prefix}_${metric}`, by }));
    for (const sample of await increase('backend_response_statuses_total', [
      ...backends,
      status,
      'error',
    ]))
      count(backendOf(routeOf(sample), sample), sample, protocol);
    for (const sample of await increase('request_statuses_total', [...parents, status, 'error']))
      count(routeOf(sample), sample, protocol);
    for (const sample of await increase('retry_requests_total', parents))
      routeOf(sample).retries += Math.trunc(sample.value);
    for (const quantile of quantiles) {
      const latency = (metric: string, by: readonly string[]) =>
        prometheus.query(queries.quantile(quantile, { metric: `${prefix}_${metric}`, by }));
      for (const sample of await latency('backend_response_duration_seconds_bucket', backends))
        backendOf(routeOf(sample), sample).latencies.set(quantile, sample.value * 1000);
      for (const sample of await latency('request_duration_seconds_bucket', parents))
        routeOf(sample).latencies.set(quantile, sample.value * 1000);
    }
  }
  return [...routes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, route]) => route);
}

function count(into: RouteStats, { metric, value }: Sample, { status, isFailure }: Protocol): void {
  const amount = Math.trunc(value);
  const { error = '' } = metric;
  if (isFailure(metric[status] ?? '') || error !== '') into.failures += amount;
  else into.successes += amount;
  if (error === 'RESPONSE_HEADERS_TIMEOUT' || error === 'REQUEST_TIMEOUT') into.timeouts += amount;
}

function backendOf(route: Route, { metric }: Sample): Backend {
  const { backend_name: name = '', backend_port: port = '' } = metric;
  const key = `${name}:${port}`;
  const known = route.backends.get(key) ?? { ...createStats(), name, port };
  route.backends.set(key, known);
  return known;
}

function routeFor({ metric }: Sample, { type }: Resource): Route {
  const { route_name: route = '', route_kind: kind = '' } = metric;
  return {
    ...createStats(),
    name: metric[labelOf(type)] ?? '',
    service: metric['parent_name'] ?? '',
    port: metric['parent_port'] ?? '',
    route: route === 'default' || kind === 'default' ? '[default]' : route,
    routeType: kind === 'default' ? '' : kind,
    backends: new Map(),
    retries: 0,
  };
}
