import { FileError, type FileSystem } from '#process/files.ts';

/** True of a file that can be read; false where nothing is, or a folder of the path is a file. */
export function isFile(files: FileSystem, path: string): boolean {
  try {
    return files.stat(path)?.type === 'file';
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return false;
  }
}

/** As strerror(3) says it. */
export function fileReason({ code }: FileError): string {
  return reasons[code];
}

const reasons = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  ENOSPC: 'No space left on device',
  EINVAL: 'Invalid argument',
} as const;
