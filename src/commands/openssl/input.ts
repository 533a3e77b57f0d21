import { isFile } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { Process } from '#process/program.ts';

/** A file's bytes, or standard input's; undefined where there is no such file. */
export async function readInput(
  process: Process,
  path: string | undefined,
): Promise<Uint8Array | undefined> {
  if (path !== undefined && path !== '-' && path !== '/dev/stdin') {
    const full = resolvePath(process, path);
    return isFile(process.files, full) ? process.files.read(full) : undefined;
  }
  const chunks: number[] = [];
  for await (const chunk of process.stdin) for (const byte of chunk) chunks.push(byte);
  return Uint8Array.from(chunks);
}
