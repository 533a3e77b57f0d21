import type { Program } from '#process/program.ts';
import type { Environment } from '#shell/environment.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute, baseName } from '#shell/path.ts';

export type Found =
  | { type: 'program'; program: Program; path: string }
  | { type: 'script'; path: string; text: string }
  | { type: 'refused'; message: string; status: number }
  | undefined;

/** Where the programs of the system are said to be. */
const systemFolders = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/** Programs that the course brings, beside those of the system. */
const isLocal = (name: string): boolean => /^(?:kubectl|istioctl|linkerd|helm|step)$/.test(name);

/** Programs that run others are inside the shell, but are files to whoever asks. */
const isDisguised = (name: string): boolean =>
  /^(?:env|printenv|timeout|nohup|nice|xargs|which)$/.test(name);

function pathOfProgram(name: string): string {
  return isLocal(name) ? `/usr/local/bin/${name}` : `/usr/bin/${name}`;
}

/** What a name runs, once it is no function and no builtin: a program, or a script on PATH. */
export function findCommand(sh: Environment, name: string): Found {
  if (name.includes('/')) return findPath(sh, name);
  const path = sh.variables.get('PATH') ?? '';
  const folders = path.split(':');
  for (const folder of folders) {
    const script = systemFolders.includes(folder)
      ? undefined
      : findScript(sh, absolute(sh.cwd, folder || '.'), name);
    if (script) return script;
  }
  const program = sh.host.programs.get(name);
  if (!program && isDisguised(name)) {
    return { type: 'program', program: () => Promise.resolve(0), path: pathOfProgram(name) };
  }
  if (program && folders.some((folder) => systemFolders.includes(folder))) {
    return { type: 'program', program, path: pathOfProgram(name) };
  }
  return undefined;
}

function findScript(sh: Environment, folder: string, name: string): Found {
  const path = `${folder === '/' ? '' : folder}/${name}`;
  const found = attempt(() => sh.host.files.stat(path));
  if (!('value' in found) || found.value?.type !== 'file' || (found.value.mode & 0o111) === 0)
    return undefined;
  return runnable(sh, path, path);
}

/** A program that came as a file is listed under the bytes of that file; anything else is a script. */
function runnable(sh: Environment, path: string, name: string): Found {
  const text = sh.host.files.readText(path);
  const program = sh.host.programs.get(text);
  return program ? { type: 'program', program, path } : { type: 'script', path: name, text };
}

function findPath(sh: Environment, name: string): Found {
  const path = absolute(sh.cwd, name);
  const found = attempt(() => sh.host.files.stat(path));
  const stat = 'value' in found ? found.value : undefined;
  if (!stat) {
    const program = sh.host.programs.get(baseName(path));
    const folder = path.slice(0, -baseName(path).length - 1);
    if (program && systemFolders.includes(folder)) return { type: 'program', program, path };
    const reason = 'reason' in found ? found.reason : 'No such file or directory';
    return {
      type: 'refused',
      message: `${name}: ${reason}`,
      status: reason === 'Not a directory' ? 126 : 127,
    };
  }
  if (stat.type === 'folder')
    return { type: 'refused', message: `${name}: Is a directory`, status: 126 };
  if ((stat.mode & 0o111) === 0)
    return { type: 'refused', message: `${name}: Permission denied`, status: 126 };
  return runnable(sh, path, name);
}
