import { Bash, type IFileSystem } from 'just-bash/browser';
import { FileError, type FileErrorCode, type FileSystem } from '#process/files.ts';
import type { Process } from '#process/program.ts';
import { joined } from '#shell/descriptors.ts';
import { attempt, reasonOf } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { readsInput } from './reads-input.ts';

/** Runs one program in just-bash, on our files: all its input is read first, its output comes at the end. */
export async function runInToolbox(process: Process): Promise<number> {
  const { argv, env, cwd, stdin, stdout, stderr, signal, time } = process;
  const [name, ...args] = argv;
  const parts: Uint8Array[] = [];
  const isFile = (path: string): boolean => existsFile(process.files, absolute(cwd, path));
  if (readsInput(argv, { isFile, isTerminal: stdin.isTerminal }))
    for await (const chunk of stdin) parts.push(chunk);
  const bash = new Bash({
    fs: adapt(process.files, time.now),
    cwd,
    sleep: (ms) => time.sleep(ms, signal),
    executionLimits: { maxOutputSize: 8_000_000 },
  });
  const run = bash.exec(name, {
    args,
    cwd,
    env: { ...Object.fromEntries(env), PWD: cwd },
    replaceEnv: true,
    rawScript: true,
    stdin: latin1(joined(parts)),
    stdinKind: 'bytes',
    signal,
  });
  const result = await time.hold(run);
  await stdout.write(result.stdoutKind === 'bytes' ? fromLatin1(result.stdout) : result.stdout);
  await stderr.write(result.stderr.replace(/^bash: /gmu, ''));
  return result.exitCode;
}

function existsFile(files: FileSystem, path: string): boolean {
  const found = attempt(() => files.stat(path));
  return 'value' in found && found.value?.type === 'file';
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function fromLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Errors in the words that just-bash looks for. */
async function translated<T>(work: () => T): Promise<T> {
  await Promise.resolve();
  try {
    return work();
  } catch (error) {
    if (error instanceof FileError)
      throw new Error(`${error.code}: ${reasonOf(error).toLowerCase()}, '${error.path}'`);
    throw error;
  }
}

function adapt(files: FileSystem, now: () => number): IFileSystem {
  return { ...readers(files, now), ...writers(files) };
}

type Reading =
  | 'readFile'
  | 'readFileBuffer'
  | 'exists'
  | 'stat'
  | 'lstat'
  | 'readdir'
  | 'resolvePath'
  | 'getAllPaths'
  | 'readlink'
  | 'realpath';

function readers(files: FileSystem, now: () => number): Pick<IFileSystem, Reading> {
  const stat: IFileSystem['stat'] = (path) =>
    translated(() => {
      const found = files.stat(path);
      if (!found) throw new FileError('ENOENT', path);
      return {
        isFile: found.type === 'file',
        isDirectory: found.type === 'folder',
        isSymbolicLink: false,
        mode: found.mode,
        size: found.size,
        mtime: new Date(found.modified || now()),
      };
    });
  return {
    readFile: (path) => translated(() => files.readText(path)),
    readFileBuffer: (path) => translated(() => files.read(path)),
    exists: (path) => translated(() => files.stat(path) !== undefined).catch(() => false),
    stat,
    lstat: stat,
    readdir: (path) => translated(() => [...files.list(path)]),
    resolvePath: absolute,
    getAllPaths: () => allPaths(files, '/'),
    readlink: (path) => fail('EINVAL', path),
    realpath: (path) =>
      translated(() => {
        if (!files.stat(path)) throw new FileError('ENOENT', path);
        return absolute('/', path);
      }),
  };
}

function writers(files: FileSystem): Omit<IFileSystem, Reading> {
  const write = (path: string, content: string | Uint8Array, append: boolean): Promise<void> =>
    translated(() => {
      files.write(path, content, { append });
    });
  return {
    writeFile: (path, content) => write(path, content, false),
    appendFile: (path, content) => write(path, content, true),
    mkdir: (path, options) =>
      translated(() => {
        files.makeFolder(path, { parents: options?.recursive === true });
      }),
    rm: (path, options) =>
      translated(() => {
        if (options?.force && !files.stat(path)) return;
        files.remove(path, { recursive: options?.recursive === true });
      }),
    cp: (from, to) => write(to, files.read(from), false),
    mv: (from, to) =>
      translated(() => {
        files.rename(from, to);
      }),
    chmod: (path, mode) =>
      translated(() => {
        files.setMode(path, mode);
      }),
    symlink: (_, path) => fail('EACCES', path),
    link: (_, path) => fail('EACCES', path),
    utimes: () => Promise.resolve(),
  };
}

const fail = (code: FileErrorCode, path: string): Promise<never> =>
  translated(() => {
    throw new FileError(code, path);
  });

function allPaths(files: FileSystem, folder: string): string[] {
  return files.list(folder).flatMap((name) => {
    const path = absolute(folder, name);
    return files.stat(path)?.type === 'folder' ? [path, ...allPaths(files, path)] : [path];
  });
}
