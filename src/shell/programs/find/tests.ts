import { matches } from '#shell/expand/pattern.ts';
import { baseName } from '#shell/path.ts';
import { changeMode, parseMode } from '#shell/programs/mode.ts';
import { FindError } from './find-error.ts';
import type { Maker } from './parse.ts';
import type { Entry } from './walk.ts';

/** The name of an entry; that of `d//` is `d`. */
function nameOf({ path }: Entry): string {
  return baseName(path.replace(/(?<=.)\/+$/u, '')) || '/';
}

/** fnmatch(3) has no groups: what opens one in the shell is a letter. */
const plain = (pattern: string): string => pattern.replace(/([?*+@!])(?=\()/gu, '$1\\');

const name =
  (ignoreCase: boolean): Maker =>
  (words, { warn }) => {
    const pattern = words.argument();
    const option = ignoreCase ? 'i' : '';
    if (pattern.includes('/'))
      warn(
        `‘-${option}name’ matches against basenames only, but the given pattern contains a directory separator (‘/’), thus the expression will evaluate to false all the time.  Did you mean ‘-${option}wholename’?`,
      );
    return (entry) => matches(nameOf(entry), plain(pattern), { ignoreCase });
  };

const path =
  (ignoreCase: boolean): Maker =>
  (words, { warn }) => {
    const pattern = words.argument();
    if (pattern.endsWith('/'))
      warn(
        `-${ignoreCase ? 'i' : ''}path ${pattern} will not match anything because it ends with /.`,
      );
    return (entry) => matches(entry.path, plain(pattern), { ignoreCase });
  };

const type: Maker = (words) => {
  const text = words.argument();
  if (text === '') throw new FindError('Arguments to -type should contain at least one letter');
  const letters: string[] = [];
  for (let at = 0; at < text.length; at += 2) {
    const letter = text.charAt(at);
    if (!'bcdflpsD'.includes(letter)) throw new FindError(`Unknown argument to -type: ${letter}`);
    letters.push(letter);
    if (at + 1 < text.length && text.charAt(at + 1) !== ',')
      throw new FindError("Must separate multiple arguments to -type using: ','");
    if (at + 2 === text.length)
      throw new FindError(
        "Last file type in list argument to -type is missing, i.e., list is ending on: ','",
      );
  }
  return ({ stat }) => letters.includes(stat.type === 'folder' ? 'd' : 'f');
};

/** `+3` is more, `-3` less, `3` just as many. */
function compared(text: string): ((count: number) => boolean) | undefined {
  const [, sign, digits] = /^([-+]?)(\d+)$/u.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const wanted = Number(digits);
  if (sign === '+') return (count) => count > wanted;
  return sign === '-' ? (count) => count < wanted : (count) => count === wanted;
}

const units: Readonly<Record<string, number>> = {
  b: 512,
  c: 1,
  w: 2,
  k: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
};

const size: Maker = (words) => {
  const text = words.argument();
  const unit = /[a-zA-Z]$/u.exec(text)?.[0];
  const bytes = units[unit ?? 'b'];
  const isPlain = /^[-+]?\d+$/u.test(text);
  if (bytes === undefined || (unit === undefined && !isPlain))
    throw new FindError(`invalid -size type \`${text.slice(-1)}'`);
  const isWanted = compared(unit === undefined ? text : text.slice(0, -1));
  if (!isWanted) throw new FindError(`Invalid argument \`${text}' to -size`);
  return ({ stat }) => isWanted(Math.ceil(stat.size / bytes));
};

/** How old what a file holds is. Days are counted whole; of minutes, the one that has begun counts. */
const age =
  (option: string, unit: number): Maker =>
  (words, { now }) => {
    const text = words.argument();
    if (/^[-+]?\d*\.\d+$/u.test(text))
      throw new FindError(`maillage: « find -${option} ${text} » n’est pas simulé dans ce cours`);
    const isWanted = compared(text);
    if (!isWanted) throw new FindError(`invalid argument \`${text}' to \`-${option}'`);
    const wanted = Number(text.replace(/^[-+]/u, ''));
    return ({ stat: { modified } }) => {
      const units = (now - modified) / unit;
      if (option === 'mtime') return isWanted(Math.floor(units));
      if (text.startsWith('+')) return units > wanted;
      return text.startsWith('-') ? units < wanted : isWanted(Math.floor(units) + 1);
    };
  };

const newer: Maker = (words, { modified }) => {
  const name = words.argument();
  const time = modified(name);
  if (time === undefined) throw new FindError(`‘${name}’: No such file or directory`);
  return ({ stat }) => stat.modified > time;
};

const perm: Maker = (words) => {
  const text = words.argument();
  const sign = /^[-/]/u.exec(text)?.[0];
  const changes = parseMode(sign === undefined ? text : text.slice(1));
  if (!changes) throw new FindError(`invalid mode ‘${text}’`);
  return ({ stat }) => {
    const wanted = changeMode(0, changes, { isFolder: stat.type === 'folder', umask: 0 });
    if (sign === '-') return (stat.mode & wanted) === wanted;
    if (sign === '/') return wanted === 0 || (stat.mode & wanted) !== 0;
    return stat.mode === wanted;
  };
};

const empty: Maker =
  () =>
  ({ stat, absolute }, { process: { files } }) =>
    stat.type === 'folder' ? files.list(absolute).length === 0 : stat.size === 0;

export const tests: Readonly<Record<string, Maker>> = {
  name: name(false),
  iname: name(true),
  path: path(false),
  wholename: path(false),
  ipath: path(true),
  iwholename: path(true),
  type,
  size,
  mtime: age('mtime', 86_400_000),
  mmin: age('mmin', 60_000),
  newer,
  perm,
  empty,
  true: () => () => true,
  false: () => () => false,
  readable: () => () => true,
  writable: () => () => true,
  executable:
    () =>
    ({ stat }) =>
      stat.type === 'folder' || (stat.mode & 0o111) !== 0,
};
