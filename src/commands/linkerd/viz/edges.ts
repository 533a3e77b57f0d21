import { CommandError } from '#commands/cobra/errors.ts';
import { Exit, CommandError as KubectlError } from '#commands/kubectl/errors.ts';
import { escapeHtml } from '#commands/kubectl/printers/go-json.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import type { Edge, Resource } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { requireMetricsApi } from './connect.ts';
import { parseResource } from './resources.ts';
import { rightTable } from './tables.ts';

/** viz/cmd/edges.go (edge-26.6.3). */
export const edges: Verb = async (context) => {
  const resource = resourceOf(context);
  const found = sorted(await ask(context, resource));
  const output = context.flags.text('output');
  if (output === 'json') {
    await context.out(`${escapeHtml(JSON.stringify(found.map(jsonOf), undefined, 2))}\n`);
    return;
  }
  if (found.length === 0) {
    await context.err('No edges found.\n');
    return;
  }
  const mark = context.process.stdout.isTerminal ? '\u001B[32;1m√\u001B[0;22m' : '√';
  await context.out(table(found, mark, output === 'wide'));
};

function resourceOf(context: Context): Resource {
  const { args, flags, namespace } = context;
  try {
    const resource = parseResource(namespace, args[0] ?? '');
    if (resource.name !== '')
      throw new CommandError(
        `Edges cannot be returned for a specific resource name; remove ${resource.name} from query`,
      );
    if (['authority', 'service', 'all'].includes(resource.type))
      throw new CommandError(`Resource type is not supported: ${resource.type}`);
    if (!['table', 'json', 'wide'].includes(flags.text('output')))
      throw new CommandError('--output supports table, json and wide');
    return { ...resource, namespace: flags.isOn('all-namespaces') ? '' : namespace };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(`Error creating edges request: ${error.message}`);
  }
}

async function ask(context: Context, resource: Resource): Promise<readonly Edge[]> {
  const api = await requireMetricsApi(context);
  try {
    const { ...answer } = await api.ask('Edges', { resource });
    if ('ok' in answer) return answer.ok.edges;
    await context.err(`Edges API response error: ${answer.error}`);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    await context.err(`Edges API error: ${error.message}`);
  }
  throw new Exit(1);
}

function sorted(found: readonly Edge[]): readonly Edge[] {
  const key = ({ src, dst }: Edge): string => src.namespace + dst.namespace + src.name + dst.name;
  return found.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** `default.emojivoto` of the whole name. */
function shortId(id: string): string {
  return id.split('.').slice(0, 2).join('.');
}

function table(found: readonly Edge[], mark: string, isWide: boolean): string {
  const rows = [
    ['SRC', 'DST', 'SRC_NS', 'DST_NS', ...(isWide ? ['CLIENT_ID', 'SERVER_ID'] : []), 'SECURED'],
    ...found.map(({ src, dst, clientId, serverId, noIdentityMsg }) => [
      src.name,
      dst.name,
      src.namespace,
      dst.namespace,
      ...(isWide ? [shortId(clientId), shortId(serverId)] : []),
      noIdentityMsg === '' ? mark : noIdentityMsg,
    ]),
  ];
  // A column is as wide as the bytes of its widest cell.
  const width = (at: number): number =>
    Math.max(...rows.map((row) => new TextEncoder().encode(row[at] ?? '').length));
  return rightTable(rows.map((row) => row.map((cell, at) => cell.padEnd(width(at)))));
}

function jsonOf({ src, dst, clientId, serverId, noIdentityMsg }: Edge): object {
  return {
    src: src.name,
    src_namespace: src.namespace,
    dst: dst.name,
    dst_namespace: dst.namespace,
    client_id: shortId(clientId),
    server_id: shortId(serverId),
    no_tls_reason: noIdentityMsg,
  };
}
