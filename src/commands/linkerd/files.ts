import { FileError } from '#process/files.ts';
import { readText } from '#process/streams.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { fileReason } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { Context } from './context.ts';

/** The text of a file, of `-` for standard input. */
export async function readFile({ process }: Context, path: string): Promise<string> {
  if (path === '-') return await readText(process.stdin);
  try {
    return process.files.readText(resolvePath(process, path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`open ${path}: ${fileReason(error).toLowerCase()}`);
  }
}
