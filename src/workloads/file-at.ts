import { FileError, type FileStat, type FileSystem } from '#process/files.ts';

/** What is at a path; undefined also where a folder of the path is a file. */
export function statAt(files: FileSystem, path: string): FileStat | undefined {
  try {
    return files.stat(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return undefined;
  }
}
