import { join, nameOf, normalise, parentOf } from './file-paths.ts';
import { FileError, type FileErrorCode, type FileStat, type FileSystem } from './files.ts';

/** Puts back the tree of when it was made. May be called more than once. */
type RestoreFiles = () => void;

export interface MemoryFiles extends FileSystem {
  save: () => RestoreFiles;
}

export interface FilesOptions {
  now: () => number;
  /** Bytes, all files together; a write past it is `ENOSPC`. */
  quota?: number;
  /** What is there from the start, by absolute path; of the same path, what comes last. */
  layers?: readonly Layer[];
}

export type Layer = Readonly<Record<string, string>>;

interface File {
  readonly type: 'file';
  readonly bytes: Uint8Array;
  /** Bytes in use; the rest of `bytes` is room for appending. */
  readonly size: number;
  readonly mode: number;
  readonly modified: number;
}

interface Folder {
  readonly type: 'folder';
  /** By absolute path, so that a folder is one value. */
  readonly names: ReadonlySet<string>;
  readonly mode: number;
  readonly modified: number;
}

type Node = File | Folder;

interface State {
  nodes: Map<string, Node>;
  used: number;
}

const defaultQuota = 16 * 1024 * 1024;

/** A tree of files in memory. A node is never changed once stored, so saving copies one map. */
export function createFiles({ now, quota = defaultQuota, layers = [] }: FilesOptions): MemoryFiles {
  let state = planted(layers, now());
  const tree = createTree(() => state, now);
  return {
    ...createReaders(tree),
    ...createWriters(tree, { now, quota, state: () => state }),
    save: () => {
      const saved = { nodes: new Map(state.nodes), used: state.used };
      return () => {
        state = { nodes: new Map(saved.nodes), used: saved.used };
      };
    },
  };
}

/** Each folder is made once, with all of its names: not again for each file that comes. */
function planted(layers: readonly Layer[], modified: number): State {
  const root = new Set<string>();
  const folders = new Map([['/', root]]);
  const namesOf = (path: string): Set<string> => {
    let names = folders.get(path);
    if (names === undefined) {
      names = new Set();
      folders.set(path, names);
      namesOf(parentOf(path)).add(nameOf(path));
    }
    return names;
  };
  const nodes = new Map<string, Node>();
  let used = 0;
  for (const layer of layers)
    for (const [path, bytes] of bytesOf(layer)) {
      namesOf(parentOf(path)).add(nameOf(path));
      used += bytes.length;
      nodes.set(path, { type: 'file', bytes, size: bytes.length, mode: 0o644, modified });
    }
  for (const [path, names] of folders)
    nodes.set(path, { type: 'folder', names, mode: 0o755, modified });
  return { nodes, used };
}

const encoded = new WeakMap<Layer, readonly (readonly [path: string, bytes: Uint8Array])[]>();

/** The files of an image are those of all of its containers: bytes are never changed in place. */
function bytesOf(layer: Layer) {
  let known = encoded.get(layer);
  if (known === undefined) {
    known = Object.entries(layer).map(
      ([path, text]) => [path, new TextEncoder().encode(text)] as const,
    );
    encoded.set(layer, known);
  }
  return known;
}

type Tree = ReturnType<typeof createTree>;

function createTree(state: () => State, now: () => number) {
  /** The node at a path; every folder above it must be one. */
  const find = (path: string): Node | undefined => {
    const node = state().nodes.get(path);
    if (node || path === '/') return node;
    const parent = parentOf(path);
    if (find(parent)?.type === 'file') throw new FileError('ENOTDIR', path);
    return undefined;
  };
  const need = (path: string): Node => {
    const node = find(path);
    if (!node) throw new FileError('ENOENT', path);
    return node;
  };
  const needFolder = (path: string, shown = path): Folder => {
    const node = find(path);
    if (!node) throw new FileError('ENOENT', shown);
    if (node.type !== 'folder') throw new FileError('ENOTDIR', shown);
    return node;
  };
  const put = (path: string, node: Node): void => {
    const parentPath = parentOf(path);
    const parent = needFolder(parentPath, path);
    const { nodes } = state();
    nodes.set(path, node);
    const name = nameOf(path);
    if (parent.names.has(name)) return;
    nodes.set(parentPath, { ...parent, names: new Set(parent.names).add(name), modified: now() });
  };
  const drop = (path: string): void => {
    const { nodes } = state();
    nodes.delete(path);
    const parentPath = parentOf(path);
    const parent = needFolder(parentPath, path);
    const names = new Set(parent.names);
    names.delete(nameOf(path));
    nodes.set(parentPath, { ...parent, names, modified: now() });
  };
  return { find, need, needFolder, put, drop };
}

function createReaders({ find, need, needFolder }: Tree) {
  const read = (path: string): Uint8Array => {
    const node = need(normalise(path));
    if (node.type === 'folder') throw new FileError('EISDIR', path);
    return node.bytes.subarray(0, node.size);
  };
  return {
    read: (path: string) => read(path).slice(),
    readText: (path: string) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(read(path)),
    stat: (path: string): FileStat | undefined => {
      const node = findOrNothing(find, normalise(path));
      if (!node) return undefined;
      const { type, mode, modified } = node;
      return { type, size: node.type === 'file' ? node.size : 4096, mode, modified };
    },
    list: (path: string) =>
      [...needFolder(normalise(path), path).names].sort((a, b) => (a < b ? -1 : 1)),
  };
}

interface WriteOptions {
  now: () => number;
  quota: number;
  state: () => State;
}

function createWriters(tree: Tree, options: WriteOptions) {
  const { find, need, put, drop } = tree;
  const makeFolder: FileSystem['makeFolder'] = (given, { parents = false } = {}) => {
    const path = normalise(given);
    const node = find(path);
    if (node && parents && node.type === 'folder') return;
    if (node) fail('EEXIST', given);
    if (parents && !find(parentOf(path))) makeFolder(parentOf(path), { parents });
    put(path, { type: 'folder', names: new Set(), mode: 0o755, modified: options.now() });
  };
  const remove: FileSystem['remove'] = (given, { recursive = false } = {}) => {
    const path = normalise(given);
    if (path === '/') fail('EINVAL', given);
    const node = need(path);
    if (node.type === 'folder') {
      if (node.names.size > 0 && !recursive) fail('ENOTEMPTY', given);
      for (const name of node.names) remove(join(path, name), { recursive });
    } else {
      options.state().used -= node.size;
    }
    drop(path);
  };
  return {
    write: createWrite(tree, options),
    makeFolder,
    remove,
    rename: createRename(tree, remove),
    setMode: (path: string, mode: number): void => {
      const node = need(normalise(path));
      options.state().nodes.set(normalise(path), { ...node, mode });
    },
  };
}

function createWrite(
  { find, put }: Tree,
  { now, quota, state }: WriteOptions,
): FileSystem['write'] {
  return (given, data, { append = false } = {}) => {
    const path = normalise(given);
    const old = find(path);
    if (old?.type === 'folder') fail('EISDIR', given);
    const added = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    const kept = append && old?.type === 'file' ? old : undefined;
    const size = (kept?.size ?? 0) + added.length;
    const growth = size - (old?.type === 'file' ? old.size : 0);
    if (state().used + growth > quota) fail('ENOSPC', given);
    const bytes = kept ? extended(kept, added) : added.slice();
    put(path, { type: 'file', bytes, size, mode: old?.mode ?? 0o644, modified: now() });
    state().used += growth;
  };
}

/** Room is doubled, so that a file written line by line is not copied at each of them. */
function extended(file: File, added: Uint8Array): Uint8Array {
  const size = file.size + added.length;
  // Past its size, a buffer is free unless a saved tree has written there: only its last writer may go on in place.
  const isLast = lastWritten.get(file.bytes.buffer) === file.size;
  let bytes = file.bytes;
  if (size > bytes.length || !isLast) {
    bytes = new Uint8Array(Math.max(size, file.size * 2));
    bytes.set(file.bytes.subarray(0, file.size));
  }
  bytes.set(added, file.size);
  lastWritten.set(bytes.buffer, size);
  return bytes;
}

const lastWritten = new WeakMap<ArrayBufferLike, number>();

function createRename(
  { find, need, put, drop }: Tree,
  remove: FileSystem['remove'],
): FileSystem['rename'] {
  const move = (from: string, to: string): void => {
    const node = need(from);
    put(to, node.type === 'folder' ? { ...node, names: new Set() } : node);
    if (node.type === 'folder') {
      for (const name of node.names) move(join(from, name), join(to, name));
    }
    drop(from);
  };
  return (givenFrom, givenTo) => {
    const [from, to] = [normalise(givenFrom), normalise(givenTo)];
    const node = need(from);
    if (from === to) return;
    if (to.startsWith(`${from}/`)) fail('EINVAL', givenTo);
    if (find(parentOf(to))?.type !== 'folder') fail('ENOENT', givenTo);
    const target = find(to);
    if (target?.type === 'folder' && node.type === 'file') fail('EISDIR', givenTo);
    if (target?.type === 'file' && node.type === 'folder') fail('ENOTDIR', givenTo);
    if (target) remove(to);
    move(from, to);
  };
}

function findOrNothing(find: Tree['find'], path: string): Node | undefined {
  try {
    return find(path);
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

function fail(code: FileErrorCode, path: string): never {
  throw new FileError(code, path);
}
