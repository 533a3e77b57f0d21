import { resolvePath } from '#commands/paths/resolve-path.ts';
import { FileError } from '#process/files.ts';
import type { Process } from '#process/program.ts';

/** `-out`, or standard output; the exit code. */
export async function writeOutput(
  process: Process,
  path: string | undefined,
  text: string,
): Promise<number> {
  if (path === undefined) {
    await process.stdout.write(text);
    return 0;
  }
  try {
    process.files.write(resolvePath(process, path), text);
    return 0;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await process.stderr.write(`Can't open "${path}" for writing, No such file or directory\n`);
    return 1;
  }
}
