import { normalise, parentOf } from '#process/file-paths.ts';
import { FileError, type FileSystem } from '#process/files.ts';
import { createFiles, type Layer, type MemoryFiles } from '#process/memory-files.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type { VolumeSource } from './pod-volumes.ts';
import type { ProjectedFiles } from './projections.ts';

export interface Mount {
  /** Absolute, no trailing slash. */
  readonly path: string;
  readonly source: VolumeSource;
  /** Inside the volume; empty for all of it. */
  readonly subPath: string;
  readonly isReadOnly: boolean;
}

export interface ContainerFiles extends FileSystem {
  save: () => Restore;
}

interface Layout {
  now: () => number;
  /** What the image and the kubelet put there. */
  layers: () => readonly Layer[];
  mounts: readonly Mount[];
}

/** The root of a container: built when it is first looked at, because most never are. */
export function createContainerFiles({ now, layers, mounts }: Layout): ContainerFiles {
  let root: MemoryFiles | undefined;
  const byDepth = mounts.toSorted((a, b) => b.path.length - a.path.length);
  const openRoot = (): MemoryFiles => {
    root ??= buildRoot(now, layers(), mounts);
    return root;
  };
  const route = (given: string, isWrite = false): { files: FileSystem; path: string } => {
    const path = normalise(given);
    const mount = byDepth.find((one) => path === one.path || path.startsWith(`${one.path}/`));
    if (!mount) return { files: openRoot(), path };
    const inner = normalise(`/${mount.subPath}${path.slice(mount.path.length)}`);
    if (mount.source.type === 'files') {
      if (isWrite && mount.isReadOnly) throw new FileError('EACCES', given);
      return { files: subFolder(mount.source.files, mount.subPath), path: inner };
    }
    if (isWrite) throw new FileError('EACCES', given);
    return { files: filesOf(mount.source.read(), now), path: inner };
  };
  return {
    ...createOperations(route),
    save: () => {
      const saved = root;
      const restore = root?.save();
      return () => {
        root = saved;
        restore?.();
      };
    },
  };
}

type Route = (path: string, isWrite?: boolean) => { files: FileSystem; path: string };

function createOperations(route: Route): FileSystem {
  return {
    read: (at) => {
      const { files, path } = route(at);
      return files.read(path);
    },
    readText: (at) => {
      const { files, path } = route(at);
      return files.readText(path);
    },
    write: (at, data, options) => {
      const { files, path } = route(at, true);
      files.write(path, data, options);
    },
    stat: (at) => {
      const { files, path } = route(at);
      return files.stat(path);
    },
    list: (at) => {
      const { files, path } = route(at);
      return files.list(path);
    },
    makeFolder: (at, options) => {
      const { files, path } = route(at, true);
      files.makeFolder(path, options);
    },
    remove: (at, options) => {
      const { files, path } = route(at, true);
      files.remove(path, options);
    },
    rename: (from, to) => {
      const source = route(from, true);
      const target = route(to, true);
      if (source.files !== target.files) throw new FileError('EINVAL', to);
      source.files.rename(source.path, target.path);
    },
    setMode: (at, mode) => {
      const { files, path } = route(at, true);
      files.setMode(path, mode);
    },
  };
}

function buildRoot(
  now: () => number,
  layers: readonly Layer[],
  mounts: readonly Mount[],
): MemoryFiles {
  const root = createFiles({ now, layers });
  for (const folder of ['/tmp', '/etc', '/root', '/dev'])
    root.makeFolder(folder, { parents: true });
  // Mount points, so that listing their folder shows them.
  for (const { path, source, subPath } of mounts) {
    const isFile = source.type === 'projected' && subPath !== '' && source.read().has(subPath);
    root.makeFolder(isFile ? parentOf(path) : path, { parents: true });
    if (isFile) root.write(path, '');
  }
  return root;
}

function filesOf(projected: ProjectedFiles, now: () => number): FileSystem {
  const files = createFiles({ now });
  for (const [name, { data, mode }] of projected) {
    const path = normalise(`/${name}`);
    files.makeFolder(parentOf(path), { parents: true });
    files.write(path, data);
    files.setMode(path, mode);
  }
  return files;
}

/** A subPath that does not exist yet is made, as a folder. */
function subFolder(files: MemoryFiles, subPath: string): FileSystem {
  if (subPath !== '' && !files.stat(normalise(`/${subPath}`))) {
    files.makeFolder(normalise(`/${subPath}`), { parents: true });
  }
  return files;
}
