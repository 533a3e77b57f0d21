import type { FileStat } from '#process/files.ts';
import type { Process, Program } from '#process/program.ts';
import { matches } from '#shell/expand/pattern.ts';
import { formatTime } from '#shell/format-time.ts';
import { absolute } from '#shell/path.ts';
import { lettersOfText } from './bytes.ts';
import { notSimulated } from './command-line.ts';
import { lookUp } from './look-up.ts';
import { modeLetters } from './mode.ts';

interface Settings {
  /** Letters, and long names without their dashes. */
  on: ReadonlySet<string>;
  level: number;
  shown: readonly string[];
  hidden: readonly string[];
}

/** tree 2.1, but for its colours, its other formats and what the files here do not have. */
export const tree: Program = async (process) => {
  const read = readArguments(process.argv.slice(1));
  if ('odd' in read) return notSimulated(process, `tree ${read.odd}`);
  if ('wrong' in read) {
    await process.stderr.write(`tree: ${read.wrong}\n`);
    return 1;
  }
  const drawing = new Drawing(process, read.settings);
  for (const name of read.names.length > 0 ? read.names : ['.']) await drawing.start(name);
  await drawing.report();
  return drawing.status;
};

const letters = new Set('adfilnpsughDFNQrx');
const words = new Set('noreport dirsfirst filesfirst prune ignore-case'.split(' '));

type Read = { settings: Settings; names: string[] } | { wrong: string } | { odd: string };

function readArguments(args: readonly string[]): Read {
  const on = new Set<string>();
  const names: string[] = [];
  const given: Record<string, string[]> = { L: [], P: [], I: [] };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (!arg.startsWith('-') || arg === '-') {
      names.push(arg);
      continue;
    }
    const isWord = arg.startsWith('--') && arg.length > 2;
    if (isWord && !words.has(arg.slice(2))) return { odd: arg };
    for (const option of isWord ? [arg.slice(2)] : arg.slice(1)) {
      const values = given[option];
      if (!values && !isWord && !letters.has(option)) return { odd: `-${option}` };
      if (!values) on.add(option);
      else if (args[at + 1] === undefined)
        return { wrong: `Missing argument to -${option} option.` };
      else {
        at += 1;
        values.push(args[at] ?? '');
      }
    }
  }
  const levels = given['L']?.map((text) => Number.parseInt(text, 10)) ?? [];
  if (levels.some((level) => !(level > 0)))
    return { wrong: 'Invalid level, must be greater than 0.' };
  const patterns = (option: string): string[] =>
    given[option]?.flatMap((text) => text.split('|')) ?? [];
  const settings = {
    on,
    level: levels.at(-1) ?? Infinity,
    shown: patterns('P'),
    hidden: patterns('I'),
  };
  return { settings, names };
}

interface Entry {
  name: string;
  path: string;
  stat: FileStat;
}

const utf8 = { branch: '├── ', last: '└── ', line: '│\u00a0\u00a0 ' };
const ascii = { branch: '|-- ', last: '`-- ', line: '|   ' };

class Drawing {
  status = 0;
  #folders = 0;
  #files = 0;
  readonly #process: Process;
  readonly #settings: Settings;
  readonly #marks: typeof utf8;

  constructor(process: Process, settings: Settings) {
    this.#process = process;
    this.#settings = settings;
    const { env } = process;
    const locale = env.get('LC_ALL') || env.get('LC_CTYPE') || env.get('LANG') || '';
    this.#marks = /utf-?8/iu.test(locale) ? utf8 : ascii;
  }

  #has(option: string): boolean {
    return this.#settings.on.has(option);
  }

  async start(given: string): Promise<void> {
    const { files, cwd, stdout } = this.#process;
    const path = absolute(cwd, given);
    const stat = lookUp(files, path);
    if (typeof stat === 'string' || stat.type === 'file') {
      if (typeof stat === 'string') this.status = 2;
      else this.#files += 1;
      await stdout.write(`${given}  [error opening dir]\n`);
      return;
    }
    const name = this.#has('f') && given !== '/' ? given.replace(/\/+$/u, '') : given;
    await stdout.write(`${this.#shown({ name, path, stat })}\n`);
    const entries = this.#entries(path);
    if (entries.length > 0) this.#folders += 1;
    await this.#draw(entries, { prefix: '', above: name, depth: 1 });
  }

  async #draw(
    entries: readonly Entry[],
    { prefix, above, depth }: { prefix: string; above: string; depth: number },
  ): Promise<void> {
    const { branch, last, line } = this.#marks;
    for (const [i, entry] of entries.entries()) {
      const isLast = i === entries.length - 1;
      const name = this.#has('f') ? `${above.replace(/\/$/u, '')}/${entry.name}` : entry.name;
      const start = this.#has('i') ? '' : prefix + (isLast ? last : branch);
      await this.#process.stdout.write(`${start}${this.#shown({ ...entry, name })}\n`);
      if (entry.stat.type === 'file') {
        this.#files += 1;
        continue;
      }
      this.#folders += 1;
      if (depth >= this.#settings.level) continue;
      const below = prefix + (isLast ? '    ' : line);
      await this.#draw(this.#entries(entry.path), { prefix: below, above: name, depth: depth + 1 });
    }
  }

  #entries(folder: string): Entry[] {
    const { files } = this.#process;
    const entries = files.list(folder).flatMap((name): Entry[] => {
      const path = absolute(folder, name);
      const stat = files.stat(path);
      return stat && this.#isShown(name, stat) ? [{ name, path, stat }] : [];
    });
    const kept = this.#has('prune')
      ? entries.filter(({ path, stat }) => stat.type === 'file' || this.#entries(path).length > 0)
      : entries;
    if (this.#has('r')) kept.reverse();
    if (!this.#has('dirsfirst') && !this.#has('filesfirst')) return kept;
    const first = this.#has('dirsfirst') ? 'folder' : 'file';
    return [
      ...kept.filter(({ stat }) => stat.type === first),
      ...kept.filter(({ stat }) => stat.type !== first),
    ];
  }

  #isShown(name: string, { type }: FileStat): boolean {
    const { shown, hidden } = this.#settings;
    if (name.startsWith('.') && !this.#has('a')) return false;
    if (type === 'file' && this.#has('d')) return false;
    if (hidden.some((pattern) => this.#isLike(name, pattern, type))) return false;
    return (
      type === 'folder' ||
      shown.length === 0 ||
      shown.some((pattern) => this.#isLike(name, pattern, type))
    );
  }

  /** A pattern with a slash at its end is for folders only. */
  #isLike(name: string, pattern: string, type: FileStat['type']): boolean {
    if (pattern.endsWith('/') && type === 'file') return false;
    return matches(name, pattern.replace(/\/$/u, ''), { ignoreCase: this.#has('ignore-case') });
  }

  #shown({ name, stat }: Entry): string {
    const isFolder = stat.type === 'folder';
    const printed = this.#marks === utf8 ? withoutControls(name) : inAscii(name);
    const plain = this.#has('N') ? name : printed;
    const quoted = this.#has('Q') ? `"${plain}"` : plain;
    const slash = name.endsWith('/') ? '' : '/';
    const mark = isFolder ? slash : (stat.mode & 0o111) === 0 ? '' : '*';
    const about = this.#about(stat);
    return `${about === '' ? '' : `[${about}]  `}${quoted}${this.#has('F') ? mark : ''}`;
  }

  #about(stat: FileStat): string {
    const user = this.#process.env.get('USER') ?? 'root';
    const columns = [
      this.#has('p') ? (stat.type === 'folder' ? 'd' : '-') + modeLetters(stat.mode) : undefined,
      this.#has('u') ? user.slice(0, 32).padEnd(8) : undefined,
      this.#has('g') ? user.slice(0, 32).padEnd(8) : undefined,
      this.#has('h')
        ? humanSize(stat.size)
        : this.#has('s')
          ? String(stat.size).padStart(11)
          : undefined,
      this.#has('D') ? formatTime(stat.modified, this.#dateFormat(stat.modified)) : undefined,
    ];
    return columns.filter((column) => column !== undefined).join(' ');
  }

  #dateFormat(modified: number): string {
    const age = this.#process.time.now() - modified;
    return age > 15_768_000_000 || age < 0 ? '%b %e  %Y' : '%b %e %H:%M';
  }

  async report(): Promise<void> {
    if (this.#has('noreport')) return;
    const folders = `${this.#folders} director${this.#folders === 1 ? 'y' : 'ies'}`;
    const files = `, ${this.#files} file${this.#files === 1 ? '' : 's'}`;
    await this.#process.stdout.write(`\n${folders}${this.#has('d') ? '' : files}\n`);
  }
}

const octal = (letter: string): string => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`;

function withoutControls(name: string): string {
  // eslint-disable-next-line no-control-regex
  return name.replace(/[\0-\x1f\x7f]/gu, octal);
}

/** What the plain locale shows of a name. */
function inAscii(name: string): string {
  return lettersOfText(name)
    .replaceAll(' ', '\\ ')
    .replace(/[^ -~]/gu, octal);
}

/** In four letters. */
function humanSize(bytes: number): string {
  let [size, unit] = [bytes, -1];
  while (size >= 1024) {
    size /= 1024;
    unit += 1;
  }
  if (unit < 0) return String(bytes).padStart(4);
  return `${size < 10 ? size.toFixed(1) : size.toFixed(0)}${'KMGT'.charAt(unit)}`.padStart(4);
}
