import type { FileStat, FileSystem } from '#process/files.ts';
import { attempt } from '#shell/file-error.ts';

/** What is at a path, or why nothing is: it is not there, or what is above it is no folder. */
export function lookUp(files: FileSystem, path: string): FileStat | string {
  const found = attempt(() => files.stat(path));
  if ('value' in found && found.value) return found.value;
  const read = attempt(() => files.read(path));
  return 'reason' in read ? read.reason : 'No such file or directory';
}
