import type { FileSystem } from '#process/files.ts';
import type { Environment } from '#shell/environment.ts';
import { ShellError } from '#shell/leave.ts';
import { absolute } from '#shell/path.ts';
import { patternOf, regexOf } from './pattern.ts';
import { checkRisk } from './risk.ts';
import { textOf, type Text } from './pieces.ts';

/** The names that a pattern matches, sorted; undefined when there is none and the word stays as it is. */
export function expandPathname(sh: Environment, field: readonly Text[]): string[] | undefined {
  const pattern = patternOf(field);
  const { options } = sh;
  const names = glob(sh, pattern);
  if (names.length > 0) return names.sort(byName);
  if (options.has('failglob')) throw new ShellError(`no match: ${textOf(field)}`, 1, 'line');
  return options.has('nullglob') ? [] : undefined;
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function glob(sh: Environment, pattern: string): string[] {
  const isAbsolute = pattern.startsWith('/');
  const parts = splitPath(pattern);
  let found = [isAbsolute ? '/' : ''];
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1;
    if (part === '' && isLast) {
      found = found.filter((path) => isFolder(sh, path)).map((path) => `${path}/`);
    } else if (part !== '') {
      const one = { part, isLast };
      found = found.flatMap((path) =>
        part === '**' && sh.options.has('globstar')
          ? descend(sh, path, isLast)
          : matching(sh, path, one),
      );
    }
  }
  return found;
}

/** At its slashes, but not those inside brackets or groups. */
function splitPath(pattern: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (let at = pattern.startsWith('/') ? 1 : 0; at < pattern.length; at += 1) {
    const char = pattern.charAt(at);
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === '\\' && pattern.charAt(at + 1) === '/') continue;
    if (char === '/' && depth <= 0) {
      parts.push(part);
      part = '';
    } else {
      part += char;
      if (char === '\\') {
        at += 1;
        part += pattern.charAt(at);
      }
    }
  }
  return [...parts, part];
}

function matching(
  sh: Environment,
  folder: string,
  { part, isLast }: { part: string; isLast: boolean },
): string[] {
  const join = (name: string): string =>
    folder === '' || folder === '/' ? folder + name : `${folder}/${name}`;
  const plain = part.replace(/\\([^])/gu, '$1');
  if (!/(?<!\\)[*?[]|[+@!]\(/u.test(part)) {
    const path = join(plain);
    return sh.host.files.stat(absolute(sh.cwd, path)) ? [path] : [];
  }
  const regex = regexOf(part, { path: true, ignoreCase: sh.options.has('nocaseglob') });
  const matches = (name: string): boolean => {
    checkRisk(regex.source, name);
    return regex.test(name);
  };
  const hasDot = part.startsWith('.') || part.startsWith('\\.');
  return entries(sh.host.files, absolute(sh.cwd, folder || '.'))
    .filter(
      (name) => matches(name) && (!name.startsWith('.') || hasDot || sh.options.has('dotglob')),
    )
    .map(join)
    .filter((path) => isLast || isFolder(sh, path));
}

/** `**`: the folder itself and everything below. */
function descend(sh: Environment, folder: string, isLast: boolean): string[] {
  const below = matching(sh, folder, { part: '*', isLast }).flatMap((path) => {
    if (!isFolder(sh, path)) return [path];
    const inside = descend(sh, path, isLast);
    return isLast ? [path, ...inside.slice(1)] : inside;
  });
  if (!isLast) return [folder, ...below];
  return folder === '' ? below : [`${folder}/`, ...below];
}

function isFolder(sh: Environment, path: string): boolean {
  return sh.host.files.stat(absolute(sh.cwd, path || '.'))?.type === 'folder';
}

function entries(files: FileSystem, folder: string): readonly string[] {
  return files.stat(folder)?.type === 'folder' ? files.list(folder) : [];
}
