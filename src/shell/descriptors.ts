import type { FileSystem } from '#process/files.ts';
import { FileError } from '#process/files.ts';
import type { Input, Output } from '#process/streams.ts';

/** What a file descriptor is open on. */
export interface Descriptor {
  readonly input?: Reader | undefined;
  readonly output?: Output | undefined;
}

/** An input that several programs share: what one leaves is there for the next one. */
export class Reader implements Input {
  readonly isTerminal: boolean;
  private readonly iterator: AsyncIterator<Uint8Array>;
  private left: Uint8Array | undefined;

  constructor(input: Input) {
    this.isTerminal = input.isTerminal;
    this.iterator = input[Symbol.asyncIterator]();
  }

  /** Undefined at the end. */
  async chunk(): Promise<Uint8Array | undefined> {
    if (this.left) {
      const { left } = this;
      this.left = undefined;
      return left;
    }
    const { done, value } = await this.iterator.next();
    return done ? undefined : value;
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.left = bytes;
  }

  /** Up to a byte, which is not in the result; `limit` bytes at most. */
  async until(end: number, limit = Infinity): Promise<{ bytes: Uint8Array; isEnd: boolean }> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (let chunk = await this.chunk(); chunk; chunk = await this.chunk()) {
      const room = limit - length;
      const found = chunk.indexOf(end);
      if (found >= 0 && found < room) {
        this.unread(chunk.subarray(found + 1));
        return { bytes: joined([...parts, chunk.subarray(0, found)]), isEnd: false };
      }
      parts.push(chunk.subarray(0, room));
      length += Math.min(room, chunk.length);
      if (length < limit) continue;
      this.unread(chunk.subarray(room));
      return { bytes: joined(parts), isEnd: false };
    }
    return { bytes: joined(parts), isEnd: true };
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: async () => {
        const value = await this.chunk();
        return value ? { done: false, value } : { done: true, value: undefined };
      },
    };
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function readerOf(bytes: Uint8Array): Reader {
  return new Reader({
    isTerminal: false,
    async *[Symbol.asyncIterator]() {
      if (bytes.length > 0) yield await Promise.resolve(bytes);
    },
  });
}

/** Writes at the end of a file. */
export function fileOutput(files: FileSystem, path: string): Output {
  return {
    isTerminal: false,
    write: (data) =>
      new Promise((resolve) => {
        files.write(path, data, { append: true });
        resolve();
      }),
  };
}

export const nothing: Output = { isTerminal: false, write: () => Promise.resolve() };

/** A file that is not in the tree: `/dev/null`, or what a substitution gives. */
export interface Device {
  read?: () => Uint8Array;
  write?: (data: string | Uint8Array) => void;
}

/** The tree with devices in it. */
export function withDevices(files: FileSystem, devices: ReadonlyMap<string, Device>): FileSystem {
  const read = (path: string): Uint8Array => {
    const device = devices.get(path);
    if (!device) return files.read(path);
    return device.read?.() ?? new Uint8Array();
  };
  return {
    ...files,
    read,
    readText: (path) =>
      devices.has(path) ? new TextDecoder().decode(read(path)) : files.readText(path),
    write: (path, data, options) => {
      const device = devices.get(path);
      if (!device) files.write(path, data, options);
      else device.write?.(data);
    },
    stat: (path) => {
      if (devices.has(path)) return { type: 'file', size: 0, mode: 0o666, modified: 0 };
      return files.stat(path) ?? (path === '/dev' ? devFolder : undefined);
    },
    remove: (path, options) => {
      if (devices.has(path)) throw new FileError('EACCES', path);
      files.remove(path, options);
    },
  };
}

const devFolder = { type: 'folder', size: 0, mode: 0o755, modified: 0 } as const;

/** The tree, where what is made lacks the permissions of a mask. */
export function withUmask(files: FileSystem, umask: number): FileSystem {
  return {
    ...files,
    write: (path, data, options) => {
      const isNew = !files.stat(path);
      files.write(path, data, options);
      if (isNew) files.setMode(path, 0o666 & ~umask);
    },
    makeFolder: (path, options) => {
      const isNew = !files.stat(path);
      files.makeFolder(path, options);
      if (isNew) files.setMode(path, 0o777 & ~umask);
    },
  };
}
