import { output, print, type Environment } from '#shell/environment.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { parseOptions, report, type Builtin } from './builtin.ts';

function shorten(sh: Environment, path: string): string {
  const home = sh.variables.get('HOME');
  if (home === undefined || home === '') return path;
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** Goes to a folder; the reason is undefined when it did. */
function enter(sh: Environment, target: string): string | undefined {
  const path = absolute(sh.cwd, target);
  const found = attempt(() => sh.host.files.stat(path));
  if ('reason' in found) return found.reason;
  if (!found.value) return 'No such file or directory';
  if (found.value.type !== 'folder') return 'Not a directory';
  if ((found.value.mode & 0o100) === 0) return 'Permission denied';
  sh.variables.set('OLDPWD', sh.cwd);
  sh.cwd = path;
  sh.variables.set('PWD', path);
  return undefined;
}

export const cd: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'LPe@');
  if (!options) return 2;
  const [given, extra] = options.rest;
  if (extra !== undefined) return report(sh, argv, 'too many arguments');
  const name = given === undefined ? 'HOME' : given === '-' ? 'OLDPWD' : undefined;
  const target = name === undefined ? given : sh.variables.get(name);
  if (target === undefined) return report(sh, argv, `${name ?? ''} not set`);
  const byPath = /^\.{0,2}(?:\/|$)/.test(target) ? undefined : alongPath(sh, target);
  const reason = enter(sh, byPath ?? target);
  if (reason !== undefined) return report(sh, argv, `${target}: ${reason}`);
  if (given === '-' || byPath !== undefined) await print(sh, `${sh.cwd}\n`);
  return 0;
};

/** CDPATH. */
function alongPath(sh: Environment, target: string): string | undefined {
  const folders = (sh.variables.get('CDPATH') ?? '').split(':').filter((folder) => folder !== '');
  return folders
    .map((folder) => absolute(absolute(sh.cwd, folder), target))
    .find((path) => sh.host.files.stat(path)?.type === 'folder');
}

export const pwd: Builtin = async (sh) => {
  await print(sh, `${sh.cwd}\n`);
  return 0;
};

const show = async (sh: Environment): Promise<number> => {
  await print(sh, `${[sh.cwd, ...sh.folders].map((path) => shorten(sh, path)).join(' ')}\n`);
  return 0;
};

export const pushd: Builtin = async (sh, argv) => {
  const args = argv.slice(1).filter((arg) => arg !== '-n');
  const [given] = args;
  const all = [sh.cwd, ...sh.folders];
  if (given === undefined || /^[-+]\d+$/.test(given)) {
    if (given === undefined && all.length < 2) return report(sh, argv, 'no other directory');
    const at =
      given === undefined
        ? 1
        : given.startsWith('+')
          ? Number(given)
          : all.length - 1 + Number(given);
    if (at < 0 || at >= all.length)
      return report(sh, argv, `${given ?? ''}: directory stack index out of range`);
    const turned =
      given === undefined
        ? [all[1] ?? '', sh.cwd, ...all.slice(2)]
        : [...all.slice(at), ...all.slice(0, at)];
    const reason = enter(sh, turned[0] ?? '/');
    if (reason !== undefined) return report(sh, argv, `${turned[0] ?? ''}: ${reason}`);
    sh.folders = turned.slice(1);
    return show(sh);
  }
  const before = sh.cwd;
  const reason = enter(sh, given);
  if (reason !== undefined) return report(sh, argv, `${given}: ${reason}`);
  sh.folders = [before, ...sh.folders];
  return show(sh);
};

export const popd: Builtin = async (sh, argv) => {
  const all = [sh.cwd, ...sh.folders];
  const given = argv.slice(1).find((arg) => arg !== '-n') ?? '+0';
  if (all.length < 2) return report(sh, argv, 'directory stack empty');
  const at = given.startsWith('+') ? Number(given) : all.length - 1 + Number(given);
  if (!(at >= 0 && at < all.length))
    return report(sh, argv, `${given}: directory stack index out of range`);
  all.splice(at, 1);
  const [first = '/', ...rest] = all;
  const reason = at === 0 ? enter(sh, first) : undefined;
  if (reason !== undefined) return report(sh, argv, `${first}: ${reason}`);
  sh.folders = rest;
  return show(sh);
};

export const dirs: Builtin = async (sh, argv) => {
  const all = [sh.cwd, ...sh.folders];
  if (argv[1] === '-c') {
    sh.folders = [];
    return 0;
  }
  const paths = argv.includes('-l') ? all : all.map((path) => shorten(sh, path));
  if (argv.includes('-v'))
    await print(sh, paths.map((path, i) => `${String(i).padStart(2)}  ${path}\n`).join(''));
  else if (argv.includes('-p')) await print(sh, paths.map((path) => `${path}\n`).join(''));
  else await print(sh, `${paths.join(' ')}\n`);
  return 0;
};

export const umask: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'pS');
  if (!options) return 2;
  const [mask] = options.rest;
  if (mask === undefined) {
    const octal = sh.umask.toString(8).padStart(4, '0');
    const letters = [6, 3, 0].map((shift, i) => {
      const allowed = ~(sh.umask >> shift) & 7;
      return `${'ugo'.charAt(i)}=${Array.from('rwx')
        .filter((_, bit) => allowed & (4 >> bit))
        .join('')}`;
    });
    await print(
      sh,
      `${options.flags.has('p') ? 'umask ' : ''}${options.flags.has('S') ? letters.join(',') : octal}\n`,
    );
    return 0;
  }
  if (!/^[0-7]{1,4}$/.test(mask)) return report(sh, argv, `${mask}: octal number out of range`);
  sh.umask = Number.parseInt(mask, 8);
  return 0;
};

export const ulimit: Builtin = async (sh) => {
  await output(sh, 2).write('maillage: ulimit n’est pas simulé dans ce cours\n');
  return 1;
};
