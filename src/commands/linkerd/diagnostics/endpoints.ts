import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { escapeHtml } from '#commands/kubectl/printers/go-json.ts';
import { listAt, numberAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { askDestination } from './destination.ts';

/** How long it listens for what is told after the first answer. */
const listeningMs = 5000;

/** cli/cmd/endpoints.go. */
export const endpoints: Verb = async (context) => {
  const { args, flags, process } = context;
  const output = flags.text('output');
  if (output !== 'table' && output !== 'json')
    throw new CommandError('--output currently only supports table and json');
  const rows = await rowsOf(context, args);
  await process.time.sleep(listeningMs, process.signal);
  if (output === 'json') return await context.out(`${escapeHtml(JSON.stringify(rows, null, 2))}\n`);
  if (rows.length === 0) return await context.err('No endpoints found.\n');
  await context.out(tables(rows));
};

interface Row {
  readonly namespace: string;
  readonly ip: string;
  readonly port: number;
  readonly pod: string;
  readonly service: string;
  readonly weight: number;
  readonly labels: JsonObject;
}

async function rowsOf(context: Context, authorities: readonly string[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const authority of authorities)
    rows.push(...rowsOfAnswer(await askDestination(context, 'Get', authority)));
  return rows.toSorted(
    (a, b) => compare(a.namespace, b.namespace) || compare(a.service, b.service),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function rowsOfAnswer(answer: JsonObject): readonly Row[] {
  const namespace = textAt(answer, 'labels.namespace');
  return listAt(answer, 'addresses').map((address) => ({
    namespace,
    ip: textAt(address, 'address.ip'),
    port: numberAt(address, 'address.port'),
    pod: textAt(address, 'labels.pod'),
    service: `${textAt(answer, 'labels.service')}.${namespace}`,
    weight: numberAt(address, 'weight'),
    labels: recordAt(address, 'labels'),
  }));
}

/** One for each namespace; names of pods and namespaces are as wide in all of them. */
function tables(rows: readonly Row[]): string {
  const width = (title: string, valueOf: (row: Row) => string): number =>
    Math.max(title.length, ...rows.map((row) => valueOf(row).length));
  const ofNamespaces = width('NAMESPACE', ({ namespace }) => namespace);
  const ofPods = width('POD', ({ pod }) => pod);
  const blocks = [...Map.groupBy(rows, ({ namespace }) => namespace).values()].map((own) => {
    const lines = own.map(({ namespace, ip, port, pod, service }) => [
      namespace.padEnd(ofNamespaces),
      ip,
      String(port),
      pod,
      service,
    ]);
    const titles = [
      'NAMESPACE'.padEnd(ofNamespaces),
      'IP',
      'PORT',
      'POD'.padEnd(ofPods),
      'SERVICE',
    ];
    return aligned([titles, ...lines]);
  });
  return blocks.join('\n');
}

/** text/tabwriter with three spaces between columns; what stands last is as long as it is. */
function aligned(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]?.map((_, at) =>
    Math.max(...lines.map((line) => (line[at] ?? '').length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, at) => (at === line.length - 1 ? cell : cell.padEnd((widths?.[at] ?? 0) + 3)))
        .join(''),
    )
    .map((line) => `${line}\n`)
    .join('');
}
