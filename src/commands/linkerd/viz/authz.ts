import { CommandError } from '#commands/cobra/errors.ts';
import { Exit, CommandError as KubectlError } from '#commands/kubectl/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import type {
  AuthzRequest,
  BasicStats,
  Named,
  StatRow,
} from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { requireMetricsApi } from './connect.ts';
import { percent, requestRate, requireWindow, rps, successRate } from './rates.ts';
import { parseResource } from './resources.ts';
import { cliTable, sortedBy } from './tables.ts';

const columns = [
  { title: 'ROUTE', isLeft: true },
  { title: 'SERVER', isLeft: true },
  { title: 'AUTHORIZATION', isLeft: true },
  { title: 'UNAUTHORIZED' },
  { title: 'SUCCESS' },
  { title: 'RPS' },
  { title: 'LATENCY_P50' },
  { title: 'LATENCY_P95' },
  { title: 'LATENCY_P99' },
];

/** viz/cmd/authz.go (edge-26.6.3). */
export const authz: Verb = async (context) => {
  const { args, flags, namespace } = context;
  const timeWindow = flags.text('time-window');
  requireWindow(timeWindow);
  const resource = parseResource(namespace, args.slice(0, 2).join('/'));
  const rows = (await ask(context, { resource, timeWindow })).flatMap((row) => cellsOf(row));
  const data = sortedBy(rows, [1, 0, 2]);
  if (flags.text('output') === 'json') await context.out(json(data));
  else await context.out(cliTable(columns, data));
};

async function ask(context: Context, request: AuthzRequest): Promise<readonly StatRow[]> {
  const api = await requireMetricsApi(context);
  try {
    const { ...answer } = await api.ask('Authz', request);
    if ('ok' in answer) return answer.ok.statTable.podGroup.rows;
    await context.err(`Authz API error: ${answer.error}`);
  } catch (error) {
    if (!(error instanceof KubectlError || error instanceof CommandError)) throw error;
    await context.err(`Authz API error: ${error.message}`);
  }
  throw new Exit(1);
}

/** None for a default that nobody came by. */
function cellsOf({ stats, srvStats, timeWindow }: StatRow): readonly (readonly string[])[] {
  if (!stats || !srvStats) return [];
  const { srv, route, authz: rule, deniedCount } = srvStats;
  const names = [
    route.name,
    srv.type === 'default' ? `${srv.type}:${srv.name}` : srv.name,
    rule.type === '' ? '' : `${rule.type}/${rule.name}`,
  ];
  if (stats.successCount + stats.failureCount + deniedCount > 0)
    return [[...names, ...figures(stats, deniedCount, timeWindow)]];
  return isPlain(rule) ? [] : [[...names, '-', '-', '-', '-', '-', '-']];
}

function isPlain({ type }: Named): boolean {
  return type === '' || type === 'default';
}

function figures(stats: BasicStats, denied: number, window: string): readonly string[] {
  const { successCount, failureCount } = stats;
  return [
    rps(requestRate(denied, 0, window)),
    percent(successRate(successCount, failureCount)),
    rps(requestRate(successCount, failureCount, window)),
    `${stats.latencyMsP50}ms`,
    `${stats.latencyMsP95}ms`,
    `${stats.latencyMsP99}ms`,
  ];
}

/** renderJSON: cells as numbers again, by their titles; a map's keys are sorted. */
function json(rows: readonly (readonly string[])[]): string {
  const entries = rows.map((row) => {
    const fields = columns.flatMap(({ title }, at) => {
      const cell = row[at] ?? '';
      return cell === '-' ? [] : [fieldOf(title.toLowerCase(), cell)];
    });
    return Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
  return JSON.stringify(entries, undefined, 2);
}

function fieldOf(field: string, cell: string): readonly [string, string | number] {
  const value = Number.parseFloat(cell);
  if (field.startsWith('latency_')) return [field.replace('latency_', 'latency_ms_'), value];
  if (field === 'rps' || field === 'unauthorized') return [field, value];
  return field === 'success' ? [field, value / 100] : [field, cell];
}
