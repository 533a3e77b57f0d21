import type { FileSystem } from '#process/files.ts';
import { type TarEntry, joinBytes, readTar, writeTar } from './archive/tar.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, Exit } from './errors.ts';
import { textAt } from './json.ts';
import { resolvePath } from './paths.ts';
import { stream } from './pods/channels.ts';
import { chooseContainer } from './pods/containers.ts';
import { pathUnder } from './resources.ts';

interface Place {
  namespace: string;
  /** Empty on the learner's machine. */
  pod: string;
  file: string;
}

/** kubectl/pkg/cmd/cp/cp.go (v1.35): `tar` in the container, both ways. */
export const cp: Verb = async (context) => {
  const { args } = context;
  context.access();
  const [from = '', to = ''] = args;
  if (args.length !== 2) throw new CommandError('source and destination are required');
  const source = placeOf(context, from);
  const target = placeOf(context, to);
  if (source.pod !== '' && target.pod !== '')
    throw new CommandError('one of src or dest must be a local file specification');
  if (source.file === '' || target.file === '') throw new CommandError('filepath can not be empty');
  if (source.pod !== '') return await copyFrom(context, source, target.file);
  if (target.pod !== '') return await copyTo(context, source.file, target);
  throw new CommandError('one of src or dest must be a remote file specification');
};

function placeOf(context: Context, text: string): Place {
  const wrong = () =>
    new CommandError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  const colon = text.indexOf(':');
  if (colon === 0) throw wrong();
  if (colon < 0) return { namespace: '', pod: '', file: text };
  const parts = text.slice(0, colon).split('/');
  if (parts.length > 2) throw wrong();
  const [pod = '', namespace = context.namespace] = parts.toReversed();
  return { namespace, pod, file: text.slice(colon + 1) };
}

interface Ran {
  code: number;
  out: Uint8Array;
}

/** Runs a command there; its errors go where kubectl's go. */
async function runIn(
  context: Context,
  { namespace, pod }: Place,
  command: readonly string[],
  {
    input,
    isQuiet = false,
    errorsTo,
  }: { input?: Uint8Array; isQuiet?: boolean; errorsTo?: 'stdout' },
): Promise<Ran> {
  const path = pathUnder('/api/v1', 'pods', { namespace, name: pod });
  const object = await context.client.json('GET', path);
  const phase = textAt(object, 'status.phase');
  if (/^(Succeeded|Failed)$/.test(phase))
    throw new CommandError(
      `cannot exec into a container in a completed pod; current phase is ${phase}`,
    );
  const container =
    context.flags.text('container') ||
    (await chooseContainer(context, object, '', { quiet: isQuiet }));
  const parts: Uint8Array[] = [];
  const sinks = {
    out: (data: Uint8Array) => Promise.resolve(void parts.push(data)),
    err: async (data: Uint8Array) => {
      if (!isQuiet) await context.process[errorsTo ?? 'stderr'].write(data);
    },
  };
  const stdin = input === undefined ? undefined : chunks(input);
  try {
    const remote = { namespace, pod, container, command, input: stdin, tty: false };
    const silent = isQuiet || errorsTo !== undefined;
    await stream(context, { ...remote, isQuiet: silent }, sinks);
    return { code: 0, out: joinBytes(parts) };
  } catch (error) {
    if (error instanceof Exit) return { code: error.exitCode, out: joinBytes(parts) };
    throw error;
  }
}

async function* chunks(data: Uint8Array): AsyncGenerator<Uint8Array> {
  const size = 32_768;
  for (let at = 0; at < data.length; at += size) {
    await Promise.resolve();
    yield data.subarray(at, at + size);
  }
}

async function copyTo(context: Context, path: string, target: Place): Promise<void> {
  const { process, flags } = context;
  const full = resolvePath(process, path);
  if (process.files.stat(full) === undefined)
    throw new CommandError(`${path} doesn't exist in local filesystem`);
  const probe = await runIn(context, target, ['test', '-d', target.file], { isQuiet: true });
  const base = full.slice(full.lastIndexOf('/') + 1);
  const clean = target.file.replace(/(?<=.)\/+$/, '');
  const destination = probe.code === 0 ? `${clean === '/' ? '' : clean}/${base}` : clean;
  const slash = destination.lastIndexOf('/');
  const folder = slash < 0 ? '.' : destination.slice(0, slash) || '/';
  const name = destination.slice(slash + 1);
  const keep = flags.isOn('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
  const command = ['tar', ...keep, '-xmf', '-', ...(folder === '.' ? [] : ['-C', folder])];
  const input = writeTar(entriesOf(process.files, full, name));
  const { code } = await runIn(context, target, command, { input });
  if (code !== 0) throw new Exit(code);
}

function entriesOf(files: FileSystem, path: string, name: string): TarEntry[] {
  const stat = files.stat(path);
  if (stat?.type !== 'folder')
    return [{ path: name, mode: stat?.mode ?? 0o644, data: files.read(path) }];
  const inside = files.list(path);
  if (inside.length === 0) return [{ path: name, mode: stat.mode }];
  return inside.flatMap((one) => entriesOf(files, `${path}/${one}`, `${name}/${one}`));
}

async function copyFrom(context: Context, source: Place, path: string): Promise<void> {
  const { process } = context;
  const command = ['tar', 'cf', '-', source.file];
  const { out } = await runIn(context, source, command, { errorsTo: 'stdout' });
  const prefix = source.file
    .replace(/^\/+/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
  const target = resolvePath(process, path);
  for (const { path: name, data, mode } of readTar(out)) {
    if (!name.startsWith(prefix)) throw new CommandError('tar contents corrupted');
    const file = `${target}${name.slice(prefix.length).replace(/^(?=[^/])/, '/')}`.replace(
      /\/+$/,
      '',
    );
    const folder = data === undefined ? file : file.slice(0, file.lastIndexOf('/')) || '/';
    process.files.makeFolder(folder, { parents: true });
    if (data === undefined) continue;
    process.files.write(file, data);
    process.files.setMode(file, mode);
  }
}
