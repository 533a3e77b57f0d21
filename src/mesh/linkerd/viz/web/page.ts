import type {
  BasicStats,
  Edge,
  Resource,
  StatRow,
} from '#mesh/linkerd/viz/metrics-api/messages.ts';
import type { MetricsClient } from './metrics-client.ts';

/** A cell: a text, or a link to another page of the dashboard. */
type Cell = string | { readonly text: string; readonly href: string };

interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * The dashboard's pages, with the facts that the real one draws in the browser. Undefined where there is none. Throws a MetricsError.
 */
export function pageAnswer(client: MetricsClient, path: string): string | undefined {
  if (path === '/' || path === '/namespaces')
    return document('Namespaces', namespaceTables(client));
  const [, namespace, name] =
    /^\/namespaces\/([a-z\d-]+)(?:\/deployments(?:\/([a-z\d.-]+))?)?$/.exec(path) ?? [];
  if (namespace === undefined) return undefined;
  return name === undefined
    ? document(`Namespace ${namespace}`, workloadTables(client, namespace))
    : document(`Deployment ${name}`, deploymentTables(client, namespace, name));
}

function rowsOf(
  client: MetricsClient,
  type: 'namespace' | 'deployment' | 'pod',
  namespace: string,
): readonly StatRow[] {
  const { ...answer } = client.ask('StatSummary', {
    selector: { resource: { type, name: '', namespace }, labelSelector: '' },
    timeWindow: '1m',
    outbound: { type: 'none' },
    skipStats: false,
    tcpStats: true,
  });
  return 'ok' in answer ? answer.ok.statTables.flatMap(({ podGroup }) => podGroup.rows) : [];
}

const measures = [
  'Meshed',
  'Success Rate',
  'RPS',
  'P50 Latency',
  'P95 Latency',
  'P99 Latency',
] as const;

function namespaceTables(client: MetricsClient): readonly Table[] {
  const rows = rowsOf(client, 'namespace', '').map((row): readonly Cell[] => [
    { text: row.resource.name, href: `/namespaces/${row.resource.name}` },
    ...cells(row),
  ]);
  return [{ caption: 'HTTP Metrics', columns: ['Namespace', ...measures], rows }];
}

function workloadTables(client: MetricsClient, namespace: string): readonly Table[] {
  return [
    statTable('Deployment', rowsOf(client, 'deployment', namespace)),
    statTable('Pod', rowsOf(client, 'pod', namespace)),
    edgeTable(edgesOf(client, namespace)),
  ];
}

function deploymentTables(
  client: MetricsClient,
  namespace: string,
  name: string,
): readonly Table[] {
  const isOwn = (one: Resource): boolean => one.name === name && one.namespace === namespace;
  const rows = rowsOf(client, 'deployment', namespace).filter(({ resource }) => isOwn(resource));
  const edges = edgesOf(client, namespace).filter(({ src, dst }) => isOwn(src) || isOwn(dst));
  return [statTable('Deployment', rows), edgeTable(edges)];
}

function statTable(title: string, found: readonly StatRow[]): Table {
  const rows = found.map((row) => [row.resource.name, ...cells(row)]);
  return { caption: `${title}s`, columns: [title, ...measures], rows };
}

function edgesOf(client: MetricsClient, namespace: string): readonly Edge[] {
  const resource = { type: 'deployment', name: '', namespace } as const;
  const { ...answer } = client.ask('Edges', { resource });
  return 'ok' in answer ? answer.ok.edges : [];
}

function edgeTable(edges: readonly Edge[]): Table {
  return {
    caption: 'Edges',
    columns: ['Source', 'Destination', 'Client', 'Server', 'Secured'],
    rows: edges.map(edgeCells),
  };
}

function cells({ meshedPodCount, runningPodCount, stats, timeWindow }: StatRow): readonly string[] {
  return [
    `${meshedPodCount}/${runningPodCount}`,
    ...(stats ? statCells(stats, timeWindow) : ['---', '---', '---', '---', '---']),
  ];
}

function statCells(stats: BasicStats, timeWindow: string): readonly string[] {
  const total = stats.successCount + stats.failureCount;
  const seconds = timeWindow === '1m' ? 60 : Number.NaN;
  return [
    total === 0 ? '---' : `${((stats.successCount / total) * 100).toFixed(2)}%`,
    (total / seconds).toFixed(2),
    `${stats.latencyMsP50} ms`,
    `${stats.latencyMsP95} ms`,
    `${stats.latencyMsP99} ms`,
  ];
}

function edgeCells({ src, dst, clientId, serverId, noIdentityMsg }: Edge): readonly string[] {
  return [
    `${src.namespace}/${src.name}`,
    `${dst.namespace}/${dst.name}`,
    clientId,
    serverId,
    noIdentityMsg === '' ? '√' : noIdentityMsg,
  ];
}

function document(title: string, tables: readonly Table[]): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Linkerd | ${escaped(title)}</title></head>
<body>
<header><a href="/namespaces">Linkerd</a></header>
<main>
<h1>${escaped(title)}</h1>
${tables.map(tableText).join('\n')}
</main>
</body>
</html>
`;
}

function tableText({ caption, columns, rows }: Table): string {
  const head = columns.map((name) => `<th scope="col">${escaped(name)}</th>`).join('');
  const body = rows.map(
    ([first = '', ...others]) =>
      `<tr><th scope="row">${cellText(first)}</th>${others.map((cell) => `<td>${cellText(cell)}</td>`).join('')}</tr>`,
  );
  return `<table>
<caption>${escaped(caption)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table>`;
}

function cellText(cell: Cell): string {
  return typeof cell === 'string'
    ? escaped(cell)
    : `<a href="${escaped(cell.href)}">${escaped(cell.text)}</a>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (char) => entities[char] ?? char);
}
