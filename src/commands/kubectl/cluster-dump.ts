import type { JsonObject } from '#cluster/api/object.ts';
import { FileError } from '#process/files.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, StatusError, notSimulated } from './errors.ts';
import { listAt, textAt } from './json.ts';
import { resolvePath } from './paths.ts';
import { asGoList } from './printers/go-types.ts';
import { type ObjectPrinter, printerFor } from './printers/print.ts';
import { pathUnder } from './resources.ts';

/** What is dumped of each namespace: the file, the path of the API, Go's type. */
const dumped = [
  ['events', 'v1', 'events', 'Event'],
  ['replication-controllers', 'v1', 'replicationcontrollers', 'ReplicationController'],
  ['services', 'v1', 'services', 'Service'],
  ['daemonsets', 'apps/v1', 'daemonsets', 'DaemonSet'],
  ['deployments', 'apps/v1', 'deployments', 'Deployment'],
  ['replicasets', 'apps/v1', 'replicasets', 'ReplicaSet'],
  ['pods', 'v1', 'pods', 'Pod'],
] as const;

/** One run: where its texts go, and how its lists are printed. */
interface Dump {
  context: Context;
  print: ObjectPrinter;
  /** Empty for standard output. */
  folder: string;
  extension: string;
}

/** kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go (v1.35). */
export const clusterInfoDump: Verb = async (context) => {
  const { flags } = context;
  const print = listPrinter(context);
  context.access();
  if (flags.number('pod-running-timeout') <= 0)
    throw new CommandError('--pod-running-timeout must be higher than zero');
  const given = flags.text('output-directory');
  const folder = given === '-' ? '' : given;
  const output = flags.text('output');
  const extension = output === 'json' || output === 'yaml' ? `.${output}` : '.txt';
  const dump = { context, print, folder, extension };
  const nodes = await context.client.json('GET', '/api/v1/nodes');
  await writeList(dump, 'nodes', nodes, 'Node');
  for (const namespace of await namespacesOf(context)) await dumpNamespace(dump, namespace);
  if (folder !== '') await context.out(`Cluster info dumped to ${folder}\n`);
};

function listPrinter(context: Context): ObjectPrinter {
  const { flags } = context;
  const output = flags.text('output');
  const print = printerFor(context, { typed: true });
  if (output !== 'name' && (output !== '' || flags.text('template') !== '')) return print;
  return ({ kind }) => {
    throw new CommandError(
      `list types are not supported by name printing: *v1.${textAt(kind, '')}`,
    );
  };
}

async function namespacesOf(context: Context): Promise<readonly string[]> {
  const { client, flags } = context;
  if (flags.isOn('all-namespaces')) {
    const list = await client.json('GET', '/api/v1/namespaces');
    return listAt(list, 'items').map((one) => textAt(one, 'metadata.name'));
  }
  const named = flags.list('namespaces');
  return named.length > 0 ? named : ['kube-system', context.namespace];
}

async function dumpNamespace(dump: Dump, namespace: string): Promise<void> {
  const { client } = dump.context;
  let pods: readonly JsonObject[] = [];
  for (const [file, version, plural, type] of dumped) {
    const root = version === 'v1' ? '/api/v1' : `/apis/${version}`;
    const list = await client.json('GET', pathUnder(root, plural, { namespace }));
    await writeList(dump, join(namespace, file), list, type);
    if (type === 'Pod') pods = listAt(list, 'items');
  }
  for (const pod of pods) await dumpLogs(dump, namespace, pod);
}

async function writeList(dump: Dump, name: string, list: JsonObject, type: string): Promise<void> {
  const write = open(dump, name, dump.extension);
  await write(dump.print(asGoList(list, type)));
}

async function dumpLogs(dump: Dump, namespace: string, pod: JsonObject): Promise<void> {
  const write = open(dump, join(namespace, textAt(pod, 'metadata.name'), 'logs'), '.txt');
  for (const list of ['initContainers', 'containers'])
    for (const container of listAt(pod, `spec.${list}`)) {
      const name = textAt(container, 'name');
      const of = `logs for container ${name} of pod ${textAt(pod, 'metadata.namespace')}/${textAt(pod, 'metadata.name')} ====\n`;
      await write(`==== START ${of}`);
      await write(await logOf(dump.context, pod, name));
      await write(`==== END ${of}`);
    }
}

/** What client-go says of an answer that it does not decode (NewGenericServerResponse). */
const refusals: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  404: 'the server could not find the requested resource',
};

async function logOf({ client }: Context, pod: JsonObject, container: string): Promise<string> {
  const name = textAt(pod, 'metadata.name');
  const path = `/api/v1/namespaces/${textAt(pod, 'metadata.namespace')}/pods/${name}/log`;
  try {
    return await client.text('GET', path, { query: { container } });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const { code } = error.status;
    const refusal = refusals[code];
    if (refusal === undefined) throw notSimulated(`un journal refusé avec le code ${code}`);
    return `Request log error: ${refusal} (get pods ${name})\n`;
  }
}

function join(...names: string[]): string {
  return names.filter(Boolean).join('/');
}

type Write = (text: string) => Promise<void>;

/** Standard output, or a new file of the folder. */
function open({ context, folder }: Dump, name: string, extension: string): Write {
  if (folder === '') return (text) => context.out(text);
  const shown = `${folder.replace(/(?<=.)\/+$/, '')}/${name}${extension}`;
  makeFolders(context, shown.slice(0, shown.lastIndexOf('/')));
  const { files } = context.process;
  const path = resolvePath(context.process, shown);
  const add = (text: string, append: boolean): void => {
    try {
      files.write(path, text, { append });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const told = error.code === 'ENOSPC' ? 'no space left on device' : 'is a directory';
      throw new CommandError(`${append ? 'write' : 'open'} ${shown}: ${told}`);
    }
  };
  add('', false);
  return async (text) => {
    add(text, true);
    await Promise.resolve();
  };
}

/** os.MkdirAll */
function makeFolders(context: Context, shown: string): void {
  const path = resolvePath(context.process, shown);
  const { files } = context.process;
  const parent = shown.slice(0, Math.max(0, shown.lastIndexOf('/')));
  if (parent !== '') makeFolders(context, parent);
  const found = files.stat(path);
  // A device, which the tree of files does not hold.
  if (found?.type === 'file' || path === '/dev/null')
    throw new CommandError(`mkdir ${shown}: not a directory`);
  if (found === undefined) files.makeFolder(path);
}
