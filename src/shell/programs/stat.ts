import type { FileStat } from '#process/files.ts';
import type { Process, Program } from '#process/program.ts';
import { formatTime } from '#shell/format-time.ts';
import { absolute } from '#shell/path.ts';
import { misuse, notSimulated, readCommandLine } from './command-line.ts';
import { lookUp } from './look-up.ts';
import { modeLetters } from './mode.ts';
import { quoteName } from './quote-name.ts';

const long = {
  dereference: 'L',
  'file-system': 'f',
  'format:': 'c',
  'printf:': 'printf',
  'cached:': 'cached',
  terse: 't',
};

/** GNU stat (coreutils 9.1), for what the files of this terminal have: no inode, no device, one time. */
export const stat: Program = async (process) => {
  const { files, cwd, stdout, stderr } = process;
  const line = await readCommandLine(process, { letters: 'Lfc:t', long });
  if ('status' in line) return line.status;
  if (line.rest.length === 0) return misuse(process, 'missing operand');
  if (line.has('f')) return notSimulated(process, 'stat -f');
  const given = line.given.findLast(({ letter }) => letter === 'c' || letter === 'printf');
  if (given?.value === undefined || line.has('t')) {
    const hint = 'stat -c "%n %s %A %a %U %y"';
    await notSimulated(process, line.has('t') ? 'stat -t' : 'stat sans -c');
    await stderr.write(`maillage: « ${hint} » montre ce que les fichiers ont ici\n`);
    return 1;
  }
  const format = given.letter === 'printf' ? unescaped(given.value) : `${given.value}\n`;
  const odd = [...format.matchAll(directive)].find(
    ([, flags = '', letter = '']) => !(letter in values) || (letter === 'Y' && flags.includes('.')),
  );
  if (odd) return notSimulated(process, `stat -c ${odd[0]}`);
  const wrong = [...format.matchAll(directive)].find(
    ([, flags, letter]) => letter === '%' && flags !== '',
  );
  if (wrong) {
    await stderr.write(`stat: ‘${wrong[0]}’: invalid directive\n`);
    return 1;
  }
  let status = 0;
  for (const name of line.rest) {
    const one = name === '' ? 'No such file or directory' : lookUp(files, absolute(cwd, name));
    if (typeof one === 'string') {
      await stderr.write(`stat: cannot statx '${name}': ${one}\n`);
      status = 1;
    } else await stdout.write(formatted(format, { process, name, stat: one }));
  }
  return status;
};

const directive = /%([-#0+ ']*\d*(?:\.\d*)?)([A-Za-z%])/gu;

interface Subject {
  process: Process;
  name: string;
  stat: FileStat;
}

const owner = ({ process }: Subject): string => process.env.get('USER') ?? 'root';
const ownerNumber = (subject: Subject): number => (owner(subject) === 'root' ? 0 : 1000);

const values: Readonly<Record<string, (subject: Subject) => string | number>> = {
  a: ({ stat: { mode } }) => mode.toString(8),
  A: ({ stat: { type, mode } }) => (type === 'folder' ? 'd' : '-') + modeLetters(mode),
  b: ({ stat: { size } }) => Math.ceil(size / 4096) * 8,
  B: () => 512,
  f: ({ stat: { type, mode } }) => ((type === 'folder' ? 0o040000 : 0o100000) | mode).toString(16),
  F: ({ stat: { type, size } }) =>
    type === 'folder' ? 'directory' : `regular ${size === 0 ? 'empty ' : ''}file`,
  g: ownerNumber,
  G: owner,
  h: linksOf,
  n: ({ name }) => name,
  N: ({ name }) => `'${name}'`,
  o: () => 4096,
  s: ({ stat: { size } }) => size,
  u: ownerNumber,
  U: owner,
  y: ({ stat: { modified } }) => formatTime(modified, '%Y-%m-%d %H:%M:%S.%N +0000'),
  Y: ({ stat: { modified } }) => Math.floor(modified / 1000),
  '%': () => '%',
};

/** Each folder in a folder has a name for it. */
function linksOf({ process: { files, cwd }, name, stat: { type } }: Subject): number {
  if (type === 'file') return 1;
  const path = absolute(cwd, name);
  return (
    2 + files.list(path).filter((one) => files.stat(absolute(path, one))?.type === 'folder').length
  );
}

const isNumber = (letter: string): boolean => 'abBfghosuY'.includes(letter);

function formatted(format: string, subject: Subject): string {
  return format.replace(directive, (_, flags: string, letter: string) => {
    const [, marks = '', width = '', precision] =
      /^([-#0+ ']*)(\d*)(?:\.(\d*))?$/u.exec(flags) ?? [];
    // Quotes are for all names where %N stands alone once, and else for those that need them.
    const value =
      letter === 'N' && !format.includes('%N')
        ? quoteName(subject.name)
        : values[letter]?.(subject);
    const text = shown(String(value ?? ''), letter, { marks, precision });
    if (marks.includes('-')) return text.padEnd(Number(width));
    const isPadded = marks.includes('0') && isNumber(letter) && precision === undefined;
    return text.padStart(Number(width), isPadded ? '0' : ' ');
  });
}

/** As printf(3) shows it: of a number a precision is the least of its digits, of a text the most of its letters. */
function shown(
  value: string,
  letter: string,
  { marks, precision }: { marks: string; precision: string | undefined },
): string {
  if (!isNumber(letter)) return precision === undefined ? value : value.slice(0, Number(precision));
  const digits = precision === undefined ? value : value.padStart(Number(precision), '0');
  const sign = letter === 's' && marks.includes('+') ? '+' : '';
  if (!marks.includes('#') || value === '0') return sign + digits;
  if (letter === 'f') return `0x${digits}`;
  return letter === 'a' && !digits.startsWith('0') ? `0${digits}` : sign + digits;
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescaped(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|x([\da-fA-F]{1,2})|(.))/gsu,
    (_, octal?: string, hex?: string, letter?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return escapes[letter ?? ''] ?? letter ?? '';
    },
  );
}
