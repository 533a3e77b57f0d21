import { FileError, type FileErrorCode } from '#process/files.ts';

const texts: Readonly<Record<FileErrorCode, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  EEXIST: 'File exists',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  ENOSPC: 'No space left on device',
  EINVAL: 'Invalid argument',
};

/** As strerror(3) says it. */
export function reasonOf(error: FileError): string {
  return texts[error.code];
}

/** What the work gives, or why the tree refused it. */
export function attempt<T>(work: () => T): { value: T } | { reason: string; code: FileErrorCode } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { reason: reasonOf(error), code: error.code };
  }
}
