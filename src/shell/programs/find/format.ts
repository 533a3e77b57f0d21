import type { Process } from '#process/program.ts';
import { modeLetters } from '#shell/programs/mode.ts';
import { FindError } from './find-error.ts';
import type { Entry } from './walk.ts';

type Shown = (entry: Entry, process: Process) => string;

const owner: Shown = (_, { env }) => env.get('USER') ?? 'root';
const ownerNumber: Shown = (entry, process) => (owner(entry, process) === 'root' ? '0' : '1000');

const directives: Readonly<Record<string, Shown>> = {
  '%': () => '%',
  p: ({ path }) => path,
  f: ({ path }) => path.replace(/^.*\/(?=[^/])/su, ''),
  h: ({ path }) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'),
  P: ({ path, start }) => path.slice(start.length).replace(/^\//u, ''),
  H: ({ start }) => start,
  d: ({ depth }) => String(depth),
  s: ({ stat }) => String(stat.size),
  y: ({ stat }) => (stat.type === 'folder' ? 'd' : 'f'),
  m: ({ stat }) => stat.mode.toString(8),
  M: ({ stat }) => (stat.type === 'folder' ? 'd' : '-') + modeLetters(stat.mode),
  u: owner,
  g: owner,
  U: ownerNumber,
  G: ownerNumber,
};

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** A format of -printf; those directives that the files here have no answer for are refused. */
export function parseFormat(format: string): Shown {
  const parts: Shown[] = [];
  const pieces = /\\([0-7]{1,3})|\\(.)|%(-?)(\d*)(.)|([^\\%]+|[\\%])/gsu;
  for (const match of format.matchAll(pieces)) {
    const [whole, octal, escape, left = '', width = '', letter, text] = match;
    if (text !== undefined) parts.push(() => text);
    else if (octal !== undefined) parts.push(() => String.fromCharCode(Number.parseInt(octal, 8)));
    else if (letter !== undefined) {
      const shown = directives[letter];
      if (!shown)
        throw new FindError(`maillage: « find -printf ${whole} » n’est pas simulé dans ce cours`);
      parts.push((entry, process) => {
        const value = shown(entry, process);
        return left === '' ? value.padStart(Number(width)) : value.padEnd(Number(width));
      });
    } else {
      const known = escapes[escape ?? ''];
      if (known === undefined)
        throw new FindError(`maillage: « find -printf ${whole} » n’est pas simulé dans ce cours`);
      parts.push(() => known);
    }
  }
  return (entry, process) => parts.map((part) => part(entry, process)).join('');
}
