/** A tree of files in memory. Paths are absolute. Every operation that fails throws a `FileError`. */
export interface FileSystem {
  read: (path: string) => Uint8Array;
  readText: (path: string) => string;
  /** Creates or replaces a file; its folder must exist. */
  write: (path: string, data: string | Uint8Array, options?: { append?: boolean }) => void;
  /** Undefined where nothing is. */
  stat: (path: string) => FileStat | undefined;
  /** Names, sorted by code unit. */
  list: (path: string) => readonly string[];
  makeFolder: (path: string, options?: { parents?: boolean }) => void;
  remove: (path: string, options?: { recursive?: boolean }) => void;
  rename: (from: string, to: string) => void;
  setMode: (path: string, mode: number) => void;
}

export interface FileStat {
  type: 'file' | 'folder';
  /** Bytes. */
  size: number;
  /** Permission bits: 0o644, 0o755 … */
  mode: number;
  /** Milliseconds since 1970, by the cluster's clock. */
  modified: number;
}

export type FileErrorCode =
  'ENOENT' | 'EISDIR' | 'ENOTDIR' | 'EEXIST' | 'ENOTEMPTY' | 'EACCES' | 'ENOSPC' | 'EINVAL';

export class FileError extends Error {
  override name = 'FileError';
  readonly code: FileErrorCode;
  readonly path: string;
  constructor(code: FileErrorCode, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
    this.path = path;
  }
}
