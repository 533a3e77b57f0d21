import type { StatRow } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { allTypes, type ResourceType, shortNameOf } from '#mesh/linkerd/viz/resource-types.ts';
import { hasRequests, percent, requestRate, rps, secondsOf, successRate } from './rates.ts';
import { rightTable } from './tables.ts';

/** Types whose rows count no pods. */
const podless: readonly ResourceType[] = [
  'authority',
  'service',
  'server',
  'serverauthorization',
  'authorizationpolicy',
  'httproute',
];
const unmeshable: readonly ResourceType[] = [
  'server',
  'serverauthorization',
  'authorizationpolicy',
  'httproute',
];
const connectionless: readonly ResourceType[] = [
  'authority',
  'serverauthorization',
  'authorizationpolicy',
  'httproute',
];

export function showsConnections(type: ResourceType): boolean {
  return !connectionless.includes(type);
}

/** What owns pods and has none in the mesh is left out; of the same name, the last one counts. Sorted as they are shown. */
export function shownRows(rows: readonly StatRow[], includesUnmeshed: boolean): readonly StatRow[] {
  const known = new Map<string, StatRow>();
  for (const row of rows) {
    const { type, namespace, name } = row.resource;
    const isMeshed = row.meshedPodCount > 0 || podless.includes(type);
    if (isMeshed || includesUnmeshed) known.set(`${type} ${namespace}/${name}`, row);
  }
  const order = ({ resource }: StatRow): string => `${resource.namespace}/${resource.name}`;
  return allTypes.flatMap((type) =>
    [...known.values()]
      .filter(({ resource }) => resource.type === type)
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1)),
  );
}

interface Options {
  readonly isWide: boolean;
  readonly hasNamespaces: boolean;
}

/** A table for each type; names say it when there are several. */
export function statTables(rows: readonly StatRow[], options: Options): string {
  const types = allTypes.filter((type) => rows.some(({ resource }) => resource.type === type));
  const nameOf = ({ resource }: StatRow): string =>
    types.length > 1 ? `${shortNameOf(resource.type)}/${resource.name}` : resource.name;
  const width = Math.max(4, ...rows.map((row) => nameOf(row).length));
  const place = Math.max(9, ...rows.map(({ resource }) => resource.namespace.length));
  return types
    .map((type) => {
      const columns = columnsOf(type, options);
      const own = rows.filter(({ resource }) => resource.type === type);
      return rightTable([
        [
          ...(options.hasNamespaces ? ['NAMESPACE'.padEnd(place)] : []),
          'NAME'.padEnd(width),
          ...columns.map(({ title }) => title),
        ],
        ...own.map((row) => [
          ...(options.hasNamespaces ? [row.resource.namespace.padEnd(place)] : []),
          nameOf(row).padEnd(width),
          ...columns.map(({ cell }) => cell(row)),
        ]),
      ]);
    })
    .join('\n');
}

interface Column {
  readonly title: string;
  readonly cell: (row: StatRow) => string;
}

/** What is `-` where nothing came. */
function measured(
  title: string,
  cell: (row: StatRow & { stats: NonNullable<StatRow['stats']> }) => string,
): Column {
  return {
    title,
    cell: (row) => (row.stats && hasRequests(row.stats) ? cell({ ...row, stats: row.stats }) : '-'),
  };
}

const requests: readonly Column[] = [
  measured('SUCCESS', ({ stats }) => percent(successRate(stats.successCount, stats.failureCount))),
  measured('RPS', ({ stats, timeWindow }) =>
    rps(requestRate(stats.successCount, stats.failureCount, timeWindow)),
  ),
  measured('LATENCY_P50', ({ stats }) => `${stats.latencyMsP50}ms`),
  measured('LATENCY_P95', ({ stats }) => `${stats.latencyMsP95}ms`),
  measured('LATENCY_P99', ({ stats }) => `${stats.latencyMsP99}ms`),
];

const connections = measured('TCP_CONN', ({ tcpStats }) => `${tcpStats?.openConnections ?? 0}`);

const bytes: readonly Column[] = [
  measured('READ_BYTES/SEC', ({ tcpStats, timeWindow }) =>
    byteRate(tcpStats?.readBytesTotal, timeWindow),
  ),
  measured('WRITE_BYTES/SEC', ({ tcpStats, timeWindow }) =>
    byteRate(tcpStats?.writeBytesTotal, timeWindow),
  ),
];

function byteRate(total = 0, window: string): string {
  return `${(total / secondsOf(window)).toFixed(1)}B/s`;
}

const status: Column = { title: 'STATUS', cell: (row) => row.status };
const server: Column = { title: 'SERVER', cell: ({ srvStats }) => srvStats?.srv.name ?? '' };

const meshed: Column = {
  title: 'MESHED',
  cell: ({ resource, meshedPodCount, runningPodCount }) =>
    resource.type === 'service' ? '-' : `${meshedPodCount}/${runningPodCount}`,
};

/** The share of refusals, printed as a rate: so does the real one. */
const unauthorized: Column = {
  title: 'UNAUTHORIZED',
  cell: ({ srvStats }) => rps(successRate(srvStats?.deniedCount ?? 0, srvStats?.allowedCount ?? 0)),
};

function columnsOf(type: ResourceType, { isWide }: Options): readonly Column[] {
  return [
    ...(type === 'pod' ? [status] : []),
    ...(type === 'httproute' ? [server] : []),
    ...(unmeshable.includes(type) ? [] : [meshed]),
    ...(type === 'server' || type === 'httproute' ? [unauthorized] : []),
    ...requests,
    ...(showsConnections(type) ? [connections] : []),
    ...(isWide && showsConnections(type) ? bytes : []),
  ];
}
