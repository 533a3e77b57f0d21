import type { Process, Program } from '#process/program.ts';
import { complain, openFile } from './arguments.ts';
import { bytesOf, letterLines, lettersOfText } from './bytes.ts';
import { misuse, readCommandLine, type CommandLine } from './command-line.ts';
import { quoteName } from './quote-name.ts';

const long = {
  'ignore-case': 'i',
  'check-order': 'check',
  'nocheck-order': 'nocheck',
  'zero-terminated': 'z',
  header: 'header',
};

/** A field of the output: of a file (from 1), or what joins them (0). */
interface Place {
  file: number;
  field: number;
}

interface Settings {
  /** Where the field that joins is in each file, from 0. */
  keys: readonly [number, number];
  /** Undefined for blanks. */
  tab: string | undefined;
  filler: string;
  places: readonly Place[] | 'auto' | undefined;
  unpaired: readonly [boolean, boolean];
  showsPairs: boolean;
  order: 'checked' | 'usual' | 'ignored';
  ignoresCase: boolean;
  hasHeader: boolean;
  end: string;
}

/** GNU join (coreutils 9.1). */
export const join: Program = async (process) => {
  const line = await readCommandLine(process, { letters: 'a:e:i1:2:j:o:t:v:z', long });
  if ('status' in line) return line.status;
  const settings = settingsOf(line);
  if (typeof settings === 'string') return complain(process, settings);
  const [first, second, extra] = line.rest;
  if (first === undefined) return misuse(process, 'missing operand');
  if (second === undefined) return misuse(process, `missing operand after ‘${first}’`);
  if (extra !== undefined) return misuse(process, `extra operand '${extra}'`);
  if (first === '-' && second === '-')
    return complain(process, 'both files cannot be standard input');
  const sources = [first, second].map((name) => ({ name, source: openFile(process, name) }));
  for (const { name, source } of sources)
    if (typeof source === 'string')
      return complain(
        process,
        source === 'Is a directory' ? `read error: ${source}` : `${quoteName(name)}: ${source}`,
      );
  const sides = sources.map(({ name, source }, i) => {
    const bytes = typeof source === 'string' ? emptyInput() : source.bytes;
    return new Side(letterLines(bytes, settings.end), {
      name,
      key: settings.keys[i] ?? 0,
      settings,
    });
  });
  const [left, right] = sides;
  return left && right ? new Joining(process, settings, { left, right }).run() : 1;
};

async function* emptyInput(): AsyncGenerator<Uint8Array> {}

function settingsOf(line: CommandLine): Settings | string {
  const keys: [number | undefined, number | undefined] = [undefined, undefined];
  const unpaired: [boolean, boolean] = [false, false];
  let places: Place[] | 'auto' | undefined;
  for (const { letter, value = '' } of line.given) {
    if (letter === 'a' || letter === 'v') {
      if (value !== '1' && value !== '2') return `invalid field number: ‘${value}’`;
      unpaired[value === '1' ? 0 : 1] = true;
    } else if ('12j'.includes(letter)) {
      const field = /^\d+$/u.test(value) ? Number(value) : 0;
      if (field === 0) return `invalid field number: ‘${value}’`;
      for (const i of letter === 'j'
        ? ([0, 1] as const)
        : [letter === '1' ? (0 as const) : (1 as const)]) {
        const known = keys[i];
        if (known !== undefined && known !== field - 1)
          return `incompatible join fields ${known + 1}, ${field}`;
        keys[i] = field - 1;
      }
    } else if (letter === 'o') {
      const parsed = value === 'auto' ? value : parsePlaces(value);
      if (typeof parsed === 'string' && parsed !== 'auto') return parsed;
      places = parsed === 'auto' || places === 'auto' || !places ? parsed : [...places, ...parsed];
    }
  }
  const given = line.last('t');
  const tab =
    given === undefined
      ? undefined
      : lettersOfText(given === '' ? '\n' : given === '\\0' ? '\0' : given);
  if (tab !== undefined && tab.length > 1) return `multi-character tab ‘${given ?? ''}’`;
  return {
    keys: [keys[0] ?? 0, keys[1] ?? 0],
    tab,
    filler: lettersOfText(line.last('e') ?? ''),
    places,
    unpaired,
    showsPairs: !line.has('v'),
    order: line.has('check') ? 'checked' : line.has('nocheck') ? 'ignored' : 'usual',
    ignoresCase: line.has('i'),
    hasHeader: line.has('header'),
    end: line.has('z') ? '\0' : '\n',
  };
}

function parsePlaces(text: string): Place[] | string {
  const places: Place[] = [];
  for (const part of text.split(/[, \t]/u)) {
    if (part === '0') places.push({ file: 0, field: 0 });
    else {
      const [, file, field] = /^([12])\.(\d+)$/u.exec(part) ?? [];
      if (file === undefined || field === undefined || Number(field) === 0) return wrongPlace(part);
      places.push({ file: Number(file), field: Number(field) - 1 });
    }
  }
  return places;
}

function wrongPlace(part: string): string {
  if (part.startsWith('0')) return `invalid field specifier: ‘${part}’`;
  if (!/^[12]/u.test(part)) return `invalid file number in field spec: ‘${part}’`;
  if (part.charAt(1) !== '.') return `invalid field specifier: ‘${part}’`;
  return `invalid field number: ‘${part.slice(2)}’`;
}

interface Line {
  text: string;
  fields: readonly string[];
}

/** One of the files: the lines that have the same key, and after them the first that has another. */
class Side {
  /** Of the current key. */
  lines: Line[] = [];
  isDisordered = false;
  readonly name: string;
  readonly key: number;
  /** Of the line that was read last. */
  number = 0;
  before: Line | undefined;
  readonly #lines: AsyncIterator<string>;
  readonly #settings: Settings;

  constructor(
    lines: AsyncIterator<string>,
    { name, key, settings }: { name: string; key: number; settings: Settings },
  ) {
    this.#lines = lines;
    this.name = name;
    this.key = key;
    this.#settings = settings;
  }

  async read(): Promise<Line | undefined> {
    const { end, tab } = this.#settings;
    const { done, value } = await this.#lines.next();
    if (done === true) return undefined;
    this.number += 1;
    const text = value.endsWith(end) ? value.slice(0, -1) : value;
    return { text, fields: fieldsOf(text, tab) };
  }
}

/** An empty line has none. */
function fieldsOf(text: string, tab: string | undefined): string[] {
  if (tab !== undefined) return text === '' ? [] : text.split(tab);
  const rest = text.replace(/^[ \t\n]+/u, '');
  return rest === '' ? [] : rest.split(/[ \t\n]+/u);
}

class Joining {
  readonly #process: Process;
  readonly #settings: Settings;
  readonly #left: Side;
  readonly #right: Side;
  #hasUnpaired = false;
  #counts: readonly [number, number] = [0, 0];

  constructor(process: Process, settings: Settings, { left, right }: { left: Side; right: Side }) {
    this.#process = process;
    this.#settings = settings;
    this.#left = left;
    this.#right = right;
  }

  async run(): Promise<number> {
    try {
      await this.#all();
    } catch (error) {
      if (error instanceof Disorder) return 1;
      throw error;
    }
    if (!this.#left.isDisordered && !this.#right.isDisordered) return 0;
    return complain(this.#process, 'input is not in sorted order');
  }

  async #all(): Promise<void> {
    const [left, right] = [this.#left, this.#right];
    await this.#restart(left);
    await this.#restart(right);
    this.#counts = [left.lines[0]?.fields.length ?? 0, right.lines[0]?.fields.length ?? 0];
    if (this.#settings.hasHeader && (left.lines[0] ?? right.lines[0])) {
      await this.#write(left.lines[0], right.lines[0]);
      for (const side of [left, right]) {
        side.before = undefined;
        if (side.lines[0]) await this.#restart(side);
      }
    }
    for (let [a] = left.lines, [b] = right.lines; a && b; [a] = left.lines, [b] = right.lines) {
      const order = this.#order(a, b, this.#settings.keys);
      if (order !== 0) {
        const side = order < 0 ? left : right;
        if (this.#settings.unpaired[order < 0 ? 0 : 1])
          await (order < 0 ? this.#write(a, undefined) : this.#write(undefined, b));
        await this.#restart(side);
        this.#hasUnpaired = true;
      } else await this.#pair(a, b);
    }
    await this.#finish(left, 0);
    await this.#finish(right, 1);
  }

  /** The next line of a file is alone at first. */
  async #restart(side: Side): Promise<void> {
    const line = await this.#read(side);
    side.lines = line ? [line] : [];
  }

  async #pair(a: Line, b: Line): Promise<void> {
    const { keys, showsPairs } = this.#settings;
    const rest: (Line | undefined)[] = [];
    for (const side of [this.#left, this.#right]) {
      let next = await this.#read(side);
      const isSame = (line: Line): boolean =>
        side === this.#left ? this.#order(line, b, keys) === 0 : this.#order(a, line, keys) === 0;
      for (; next && isSame(next); next = await this.#read(side)) side.lines.push(next);
      rest.push(next);
    }
    if (showsPairs)
      for (const one of this.#left.lines)
        for (const other of this.#right.lines) await this.#write(one, other);
    this.#left.lines = rest[0] ? [rest[0]] : [];
    this.#right.lines = rest[1] ? [rest[1]] : [];
  }

  /** What is left of one file, once the other has ended. */
  async #finish(side: Side, i: 0 | 1): Promise<void> {
    const isShown = this.#settings.unpaired[i];
    const areWrong = this.#left.isDisordered && this.#right.isDisordered;
    const checks = this.#settings.order !== 'ignored' && !areWrong;
    let [line]: (Line | undefined)[] = side.lines;
    if (!(isShown || checks) || !line) return;
    const other = i === 0 ? this.#right : this.#left;
    if (other.lines.length > 0) this.#hasUnpaired = true;
    for (; line; line = await this.#read(side)) {
      if (isShown) await (i === 0 ? this.#write(line, undefined) : this.#write(undefined, line));
      else if (side.isDisordered) return;
    }
  }

  async #read(side: Side): Promise<Line | undefined> {
    const line = await side.read();
    const { before } = side;
    if (!line) return undefined;
    side.before = line;
    const { order } = this.#settings;
    const checks = order === 'checked' || (order === 'usual' && this.#hasUnpaired);
    if (!before || !checks || side.isDisordered) return line;
    if (this.#order(before, line, [side.key, side.key]) <= 0) return line;
    const { stderr } = this.#process;
    await stderr.write(
      bytesOf(
        `${lettersOfText(`join: ${side.name}:${side.number}: is not sorted: `)}${line.text}\n`,
      ),
    );
    side.isDisordered = true;
    if (order === 'checked') throw new Disorder();
    return line;
  }

  #order(a: Line, b: Line, [first, second]: readonly [number, number]): number {
    const [one, other] = [a.fields[first] ?? '', b.fields[second] ?? ''].map((text) =>
      this.#settings.ignoresCase ? text.replace(/[a-z]/gu, (letter) => letter.toUpperCase()) : text,
    );
    if (one === undefined || other === undefined || one === other) return 0;
    return one < other ? -1 : 1;
  }

  async #write(one: Line | undefined, other: Line | undefined): Promise<void> {
    const { places, tab, filler, keys, end } = this.#settings;
    const shown = (line: Line | undefined, field: number): string => line?.fields[field] || filler;
    const key = one ? shown(one, keys[0]) : shown(other, keys[1]);
    const fields =
      places && places !== 'auto'
        ? places.map(({ file, field }) =>
            file === 0 ? key : shown(file === 1 ? one : other, field),
          )
        : [
            key,
            ...[one, other].flatMap((line, i) =>
              this.#others(line, i).map((field) => shown(line, field)),
            ),
          ];
    const separator = tab ?? ' ';
    await this.#process.stdout.write(bytesOf(fields.join(separator) + end));
  }

  /** The fields of a line but for the one that joins. */
  #others(line: Line | undefined, i: number): number[] {
    const { places, keys } = this.#settings;
    const count = places === 'auto' ? (this.#counts[i] ?? 0) : (line?.fields.length ?? 0);
    return Array.from({ length: count }, (_, field) => field).filter((field) => field !== keys[i]);
  }
}

/** With --check-order, the first line out of order ends it. */
class Disorder extends Error {
  override name = 'Disorder';
}
