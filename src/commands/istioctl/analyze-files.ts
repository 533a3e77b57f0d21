/** What `istioctl analyze` reads beside the cluster. Source: istio/istio istioctl/pkg/analyze/analyze.go, release-1.31. */
import { fileReason } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import { FileError } from '#process/files.ts';
import { readText } from '#process/streams.ts';
import type { Context } from './context.ts';
import { CommandError } from '#commands/cobra/errors.ts';

export interface Source {
  readonly name: string;
  readonly text: string;
}

const extensions = ['.json', '.yaml', '.yml'];

/** The files of the line, and those of its folders; `-` is standard input. */
export async function gatherFiles(context: Context): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const path of context.args) {
    if (path !== '-') sources.push(...(await gather(context, path)));
    else {
      if (context.process.stdin.isTerminal && context.flags.text('output') === 'log') {
        await context.out('Reading from stdin:\n');
      }
      sources.push({ name: path, text: await readText(context.process.stdin) });
    }
  }
  return sources;
}

async function gather(context: Context, path: string): Promise<readonly Source[]> {
  const { files } = context.process;
  const full = resolvePath(context.process, path);
  const type = reading(path, 'stat', () => files.stat(full))?.type;
  if (type === undefined) throw new CommandError(`stat ${path}: no such file or directory`);
  if (type === 'file') {
    if (!isManifest(path)) return await skip(context, path, 'Skipping file');
    return [{ name: path, text: reading(path, 'open', () => files.readText(full)) }];
  }
  const sources: Source[] = [];
  for (const name of reading(path, 'open', () => files.list(full))) {
    const child = `${path.replace(/\/+$/, '')}/${name}`;
    const isFolder = files.stat(resolvePath(context.process, child))?.type === 'folder';
    if (!isFolder || context.flags.isOn('recursive'))
      sources.push(...(await gather(context, child)));
  }
  return sources;
}

function isManifest(path: string): boolean {
  return extensions.some((extension) => path.endsWith(extension));
}

async function skip(context: Context, path: string, what: string): Promise<readonly Source[]> {
  await context.err(`${what} ${path}, recognized file extensions are: [${extensions.join(' ')}]\n`);
  return [];
}

function reading<T>(path: string, call: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`${call} ${path}: ${fileReason(error).toLowerCase()}`);
  }
}
