import { FileError } from '#process/files.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { readFile } from '#commands/linkerd/files.ts';
import { fileReason } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';

/** What a line names: standard input, an address, a file, or all files of a folder (cli/cmd/inject_util.go: read). */
export async function readInputs(context: Context): Promise<readonly string[]> {
  const [path] = context.args;
  if (path === undefined) throw new CommandError('please specify a kubernetes resource file');
  if (/^https?:\/\//.test(path)) return [await download(context, path)];
  if (path === '-') return [await readFile(context, path)];
  const texts: string[] = [];
  for (const file of filesIn(context, path)) texts.push(await readFile(context, file));
  return texts;
}

async function download({ process, reach }: Context, url: string): Promise<string> {
  if (reach.download === undefined) throw notSimulated(`le téléchargement de ${url}`);
  const response = await process.time.hold(reach.download(url, process.signal));
  if (!response.ok)
    throw new CommandError(
      `unable to read URL ${JSON.stringify(url)}, server reported ${response.status}`,
    );
  return await process.time.hold(response.text());
}

/** filepath.Walk: in the order of their names, folders as they come. */
function filesIn({ process }: Context, path: string): readonly string[] {
  const { files } = process;
  const walk = (at: string): readonly string[] => {
    const stat = files.stat(at);
    if (stat === undefined) throw new FileError('ENOENT', at);
    if (stat.type === 'file') return [at];
    return files.list(at).flatMap((name) => walk(`${at === '/' ? '' : at}/${name}`));
  };
  try {
    return walk(resolvePath(process, path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`stat ${path}: ${fileReason(error).toLowerCase()}`);
  }
}
