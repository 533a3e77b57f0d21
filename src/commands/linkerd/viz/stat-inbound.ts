import { CommandError } from '#commands/cobra/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Resource } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { labelOf } from '#mesh/linkerd/viz/resource-types.ts';
import {
  type Prometheus,
  quantiles,
  queriesOf,
  requirePrometheus,
  type Sample,
} from './prometheus.ts';
import { secondsOf } from './rates.ts';
import { parseResource } from './resources.ts';
import {
  createStats,
  latencyFields,
  latencyTexts,
  rateText,
  type RouteStats,
  shareText,
  total,
} from './route-stats.ts';
import { cliTable, sortedBy } from './tables.ts';

const columns = [
  { title: 'NAME', isLeft: true },
  { title: 'SERVER', isLeft: true },
  { title: 'ROUTE', isLeft: true },
  { title: 'TYPE', isLeft: true },
  { title: 'SUCCESS' },
  { title: 'RPS' },
  { title: 'LATENCY_P50' },
  { title: 'LATENCY_P95' },
  { title: 'LATENCY_P99' },
];

interface Row extends RouteStats {
  readonly name: string;
  readonly server: string;
  readonly port: string;
  readonly route: string;
  readonly routeType: string;
}

/** viz/cmd/stat-inbound.go (edge-26.6.3): by the server and the route that it came by. */
export const statInbound: Verb = async (context) => {
  const { args, flags, namespace } = context;
  const prometheus = await requirePrometheus(context);
  const resource = parseResource(namespace, args[0] ?? '');
  const window = flags.text('time-window');
  const found = (await measured(prometheus, resource, window)).filter((row) => total(row) > 0);
  const seconds = secondsOf(window);
  const output = flags.text('output');
  if (output === 'json') await context.out(json(found, seconds));
  else if (output === 'table' || output === '')
    await context.out(
      cliTable(
        columns,
        sortedBy(
          found.map((row) => cellsOf(row, seconds)),
          [0, 1, 3],
        ),
      ),
    );
  else throw new CommandError(`Invalid output format: ${output}`);
};

async function measured(
  prometheus: Prometheus,
  resource: Resource,
  window: string,
): Promise<readonly Row[]> {
  const rows = new Map<string, Row>();
  const rowOf = (sample: Sample): Row => {
    const row = rowFor(sample, resource);
    const key = JSON.stringify([row.name, row.server, row.port, row.route, row.routeType]);
    const known = rows.get(key) ?? row;
    rows.set(key, known);
    return known;
  };
  const queries = queriesOf(resource, window);
  const labels = { direction: 'inbound' };
  const by = ['srv_name', 'srv_kind', 'route_name', 'route_kind', 'target_port'];
  const responses = { metric: 'response_total', labels, by: [...by, 'classification'] };
  for (const sample of await prometheus.query(queries.increase(responses))) {
    const row = rowOf(sample);
    if (sample.metric['classification'] === 'success') row.successes += Math.trunc(sample.value);
    else row.failures += Math.trunc(sample.value);
  }
  for (const quantile of quantiles) {
    const measure = { metric: 'response_latency_ms_bucket', labels, by };
    for (const sample of await prometheus.query(queries.quantile(quantile, measure)))
      rowOf(sample).latencies.set(quantile, sample.value);
  }
  return [...rows.values()];
}

function rowFor({ metric }: Sample, { type }: Resource): Row {
  const { srv_name: server = '', route_name: route = '', route_kind: kind = '' } = metric;
  return {
    ...createStats(),
    name: metric[labelOf(type)] ?? '',
    server: metric['srv_kind'] === 'default' ? '[default]' : server,
    port: metric['target_port'] ?? '',
    route: route === 'default' ? '[default]' : route,
    routeType: kind === 'default' ? '' : kind,
  };
}

function cellsOf(row: Row, seconds: number): readonly string[] {
  return [
    row.name,
    `${row.server}:${row.port}`,
    row.route,
    row.routeType,
    shareText(row.successes, total(row)),
    rateText(row, seconds),
    ...latencyTexts(row),
  ];
}

function json(rows: readonly Row[], seconds: number): string {
  const entries = rows.map((row) => ({
    name: row.name,
    server: row.server,
    port: row.port,
    route: row.route,
    routeType: row.routeType,
    successesRate: row.successes / total(row),
    rps: total(row) / seconds,
    ...latencyFields(row),
  }));
  return `${JSON.stringify(entries)}\n`;
}
