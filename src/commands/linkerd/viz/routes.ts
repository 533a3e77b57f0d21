import { CommandError } from '#commands/cobra/errors.ts';
import { Exit, CommandError as KubectlError } from '#commands/kubectl/errors.ts';
import { goJson } from '#commands/kubectl/printers/go-json.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import type {
  RouteRow,
  RouteTable,
  TopRoutesRequest,
} from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { requireMetricsApi } from './connect.ts';
import { hasRequests, percent, requestRate, rps, secondsOf, successRate } from './rates.ts';
import { parseResource } from './resources.ts';
import { rightTable } from './tables.ts';

/** viz/cmd/routes.go (edge-26.6.3). */
export const routes: Verb = async (context) => {
  const { flags } = context;
  const request = requestOf(context);
  const tables = sorted(await ask(context, request));
  const isOutbound = flags.text('to') !== '';
  const output = flags.text('output');
  if (output === 'json') {
    await context.out(json(tables, isOutbound));
    return;
  }
  const authority =
    (request.to ?? request.selector.resource).type === 'authority' ? 'AUTHORITY' : 'SERVICE';
  for (const { resource, rows } of tables) {
    if (tables.length > 1) await context.out(`==> ${resource} <==\n`);
    await context.out(`${table(rows, authority, isOutbound && output === 'wide')}\n`);
  }
};

function requestOf(context: Context): TopRoutesRequest {
  const { args, flags, namespace } = context;
  try {
    const output = flags.text('output');
    if (output === 'wide' && flags.text('to') === '')
      throw new CommandError('wide output is only available when --to is specified');
    if (!['table', 'wide', 'json'].includes(output))
      throw new CommandError('--output currently only supports table, wide, and json');
    const resource = { ...parseResource(namespace, args[0] ?? ''), namespace };
    const timeWindow = flags.text('time-window');
    secondsOf(timeWindow);
    const to = flags.text('to');
    return {
      selector: { resource, labelSelector: flags.text('selector') },
      timeWindow,
      to: to === '' ? undefined : parseResource(flags.text('to-namespace') || namespace, to),
    };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(
      `error creating metrics request while making routes request: ${error.message}`,
    );
  }
}

async function ask(context: Context, request: TopRoutesRequest): Promise<readonly RouteTable[]> {
  const api = await requireMetricsApi(context);
  try {
    const { ...answer } = await api.ask('TopRoutes', request);
    if ('ok' in answer) return answer.ok.routes;
    await context.err(answer.error);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    await context.err(`TopRoutes API error: ${error.message}`);
  }
  throw new Exit(1);
}

function sorted(tables: readonly RouteTable[]): readonly RouteTable[] {
  const key = ({ authority, route }: RouteRow): string => authority + route;
  return tables
    .map(({ resource, rows }) => ({
      resource,
      rows: rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
    }))
    .toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
}

function table(rows: readonly RouteRow[], authority: string, hasActual: boolean): string {
  const width = Math.max(...rows.map(({ route }) => route.length));
  const rates = hasActual
    ? ['EFFECTIVE_SUCCESS', 'EFFECTIVE_RPS', 'ACTUAL_SUCCESS', 'ACTUAL_RPS']
    : ['SUCCESS', 'RPS'];
  return rightTable([
    ['ROUTE'.padEnd(width), authority, ...rates, 'LATENCY_P50', 'LATENCY_P95', 'LATENCY_P99'],
    ...rows.map((row) => [
      row.route.padEnd(width),
      row.authority,
      ...(hasRequests(row.stats) ? figures(row, hasActual) : [...rates, '', '', ''].map(() => '-')),
    ]),
  ]);
}

function figures({ stats, timeWindow }: RouteRow, hasActual: boolean): readonly string[] {
  const rates = (success: number, failure: number): readonly string[] => [
    percent(successRate(success, failure)),
    rps(requestRate(success, failure, timeWindow)),
  ];
  return [
    ...rates(stats.successCount, stats.failureCount),
    ...(hasActual ? rates(stats.actualSuccessCount, stats.actualFailureCount) : []),
    `${stats.latencyMsP50}ms`,
    `${stats.latencyMsP95}ms`,
    `${stats.latencyMsP99}ms`,
  ];
}

/** By resource; a map's keys are sorted, a row's fields are as declared. */
function json(tables: readonly RouteTable[], isOutbound: boolean): string {
  const entries = tables
    .filter(({ rows }) => rows.length > 0)
    .map(({ resource, rows }) => [resource, rows.map((row) => entryOf(row, isOutbound))] as const);
  if (entries.length === 0) return `${goJson({}, '  ')}\n`;
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

function entryOf({ route, authority, stats, timeWindow }: RouteRow, isOutbound: boolean): object {
  const success = successRate(stats.successCount, stats.failureCount);
  const rate = requestRate(stats.successCount, stats.failureCount, timeWindow);
  const { actualSuccessCount: passed, actualFailureCount: failed } = stats;
  return {
    route,
    authority,
    ...(isOutbound
      ? {
          effective_success: success,
          effective_rps: rate,
          actual_success: successRate(passed, failed),
          actual_rps: requestRate(passed, failed, timeWindow),
        }
      : { success, rps: rate }),
    latency_ms_p50: stats.latencyMsP50,
    latency_ms_p95: stats.latencyMsP95,
    latency_ms_p99: stats.latencyMsP99,
  };
}
