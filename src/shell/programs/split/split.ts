import type { Process, Program } from '#process/program.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { complain, openFile } from '#shell/programs/arguments.ts';
import { allBytes, bytesOf, lettersOf, lettersOfText } from '#shell/programs/bytes.ts';
import {
  misuse,
  notSimulated,
  readCommandLine,
  type CommandLine,
} from '#shell/programs/command-line.ts';
import { nameOf, type Naming } from './names.ts';
import {
  byBytes,
  byLineBytes,
  byLines,
  inChunks,
  inLineChunks,
  inTurns,
  type Part,
} from './pieces.ts';

const long = {
  'bytes:': 'b',
  'lines:': 'l',
  'line-bytes:': 'C',
  'number:': 'n',
  'elide-empty-files': 'e',
  unbuffered: 'u',
  'suffix-length:': 'a',
  'additional-suffix:': 'additional',
  'numeric-suffixes::': 'd',
  'hex-suffixes::': 'x',
  'filter:': 'filter',
  verbose: 'verbose',
  'separator:': 't',
};

type Way =
  | { by: 'lines' | 'bytes' | 'line-bytes'; count: number }
  | { by: 'chunks' | 'line-chunks' | 'turns'; count: number; only: number | undefined };

/** GNU split (coreutils 9.1), but for --filter. */
export const split: Program = async (process) => {
  const [name, ...args] = process.argv;
  const argv: [string, ...string[]] = [
    name,
    ...args.map((arg) => arg.replace(/^-(\d+)$/u, '-l$1')),
  ];
  const line = await readCommandLine({ ...process, argv }, { letters: 'C:a:b:del:n:t:ux', long });
  if ('status' in line) return line.status;
  if (line.has('filter')) return notSimulated(process, 'split --filter');
  const [file = '-', prefix = 'x', extra] = line.rest;
  if (extra !== undefined) return misuse(process, `extra operand ‘${extra}’`);
  const way = wayOf(line);
  if ('misused' in way) return misuse(process, way.misused);
  if ('wrong' in way) return complain(process, way.wrong);
  const naming = namingOf(line, prefix, way);
  if ('misused' in naming) return misuse(process, naming.misused);
  if ('wrong' in naming) return complain(process, naming.wrong);
  const source = openFile(process, file);
  if (source === 'Is a directory') return complain(process, `${file}: ${source}`);
  if (typeof source === 'string')
    return complain(process, `cannot open '${file}' for reading: ${source}`);
  const given = line.last('t');
  const separator = given === undefined ? '\n' : given === '\\0' ? '\0' : lettersOfText(given);
  return new Splitting(process, naming, line).run(source.bytes, way, separator);
};

const ways = { l: 'lines', b: 'bytes', C: 'line-bytes' } as const;

function wayOf(line: CommandLine): Way | { wrong: string } | { misused: string } {
  const chosen = line.given.filter(({ letter }) => 'lbCn'.includes(letter));
  if (chosen.length > 1) return { misused: 'cannot split in more than one way' };
  const given = line.last('t');
  if (given === '') return { wrong: 'empty record separator' };
  if (given !== undefined && given !== '\\0' && lettersOfText(given).length > 1)
    return { wrong: `multi-character separator ‘${given}’` };
  const [one] = chosen;
  if (!one) return { by: 'lines', count: 1000 };
  const { letter, value = '' } = one;
  if (letter === 'n') return chunksOf(value);
  const by = ways[letter === 'b' || letter === 'C' ? letter : 'l'];
  const count = countOf(value);
  if (count !== undefined && count > 0) return { by, count };
  const what = by === 'lines' ? 'lines' : 'bytes';
  return { wrong: `invalid number of ${what}: ‘${value}’${outOfRange(count)}` };
}

function chunksOf(value: string): Way | { wrong: string } {
  const [, kind = '', ...parts] = /^(?:([lr])\/)?(.*)$/su.exec(value) ?? [];
  const [first = '', second] = (parts[0] ?? '').split(/\/(.*)/su);
  const count = Number(second ?? first);
  const only = second === undefined ? undefined : Number(first);
  if (!/^\d+$/u.test(second ?? first) || count === 0)
    return { wrong: `invalid number of chunks: ‘${second ?? first}’${outOfRange(count)}` };
  if (second !== undefined && (!/^\d+$/u.test(first) || only === 0 || Number(first) > count))
    return { wrong: `invalid chunk number: ‘${first}’${outOfRange(only)}` };
  return { by: kind === 'l' ? 'line-chunks' : kind === 'r' ? 'turns' : 'chunks', count, only };
}

/** What is a number, but not one that serves. */
function outOfRange(count: number | undefined): string {
  return count === undefined || Number.isNaN(count) ? '' : ': Numerical result out of range';
}

const multiples: Readonly<Record<string, number>> = {
  '': 1,
  b: 512,
  k: 1024,
  K: 1024,
  m: 1024 ** 2,
  M: 1024 ** 2,
  G: 1024 ** 3,
  kB: 1000,
  KB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
};

function countOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([a-zA-Z]*)$/u.exec(text) ?? [];
  const multiple = multiples[unit];
  return digits === undefined || multiple === undefined ? undefined : Number(digits) * multiple;
}

function namingOf(
  line: CommandLine,
  prefix: string,
  way: Way,
): Naming | { wrong: string } | { misused: string } {
  const additional = line.last('additional') ?? '';
  if (additional.includes('/'))
    return { misused: `invalid suffix ‘${additional}’, contains directory separator` };
  const kind = line.given.findLast(({ letter }) => letter === 'd' || letter === 'x');
  const isHex = kind?.letter === 'x';
  const alphabet = kind
    ? isHex
      ? '0123456789abcdef'
      : '0123456789'
    : 'abcdefghijklmnopqrstuvwxyz';
  const start = kind?.value;
  if (start !== undefined && !(isHex ? /^[\da-fA-F]+$/u : /^\d+$/u).test(start))
    return {
      misused: `‘${start}’: invalid start value for ${isHex ? 'hexadecimal' : 'numerical'} suffix`,
    };
  const first = Number.parseInt(start ?? '0', isHex ? 16 : 10);
  const given = line.last('a') ?? '0';
  if (!/^\d+$/u.test(given)) return { wrong: `invalid suffix length: ‘${given}’` };
  const needed = 'only' in way ? String((way.count - 1).toString(alphabet.length)).length : 0;
  if (Number(given) > 0 && Number(given) < needed)
    return { wrong: `the suffix length needs to be at least ${needed}` };
  const isFixed = Number(given) > 0 || needed > 0 || start !== undefined;
  const length = isFixed ? Number(given) || Math.max(2, needed, start?.length ?? 0) : undefined;
  return { prefix, alphabet, length, first, additional };
}

class Splitting {
  readonly #process: Process;
  readonly #naming: Naming;
  readonly #line: CommandLine;

  constructor(process: Process, naming: Naming, line: CommandLine) {
    this.#process = process;
    this.#naming = naming;
    this.#line = line;
  }

  async run(bytes: AsyncIterable<Uint8Array>, way: Way, separator: string): Promise<number> {
    switch (way.by) {
      case 'lines':
        return this.#each(byLines(bytes, separator, way.count));
      case 'line-bytes':
        return this.#each(byLineBytes(bytes, separator, way.count));
      case 'bytes':
        return this.#each(byBytes(lettersOf(await allBytes(bytes)), way.count));
      case 'chunks':
      case 'line-chunks':
      case 'turns':
        return this.#chunks(lettersOf(await allBytes(bytes)), way, separator);
    }
  }

  async #each(parts: AsyncIterable<Part>): Promise<number> {
    let current = -1;
    for await (const { piece, letters } of parts) {
      const status = await this.#write(piece, letters, piece > current);
      if (status !== 0) return status;
      current = piece;
    }
    return 0;
  }

  async #chunks(
    letters: string,
    { by, count, only }: Extract<Way, { only: number | undefined }>,
    separator: string,
  ): Promise<number> {
    const chunks =
      by === 'chunks'
        ? inChunks(letters, count)
        : (by === 'turns' ? inTurns : inLineChunks)(letters, separator, count);
    if (only !== undefined) {
      await this.#process.stdout.write(bytesOf(chunks[only - 1] ?? ''));
      return 0;
    }
    const kept = this.#line.has('e') ? chunks.filter((chunk) => chunk !== '') : chunks;
    for (const [i, chunk] of kept.entries()) {
      const status = await this.#write(i, chunk, true);
      if (status !== 0) return status;
    }
    return 0;
  }

  async #write(piece: number, letters: string, isNew: boolean): Promise<number> {
    const { files, cwd, stdout } = this.#process;
    const name = nameOf(piece, this.#naming);
    if (name === undefined) return complain(this.#process, 'output file suffixes exhausted');
    if (isNew && this.#line.has('verbose')) await stdout.write(`creating file '${name}'\n`);
    const written = attempt(() => {
      files.write(absolute(cwd, name), bytesOf(letters), { append: !isNew });
    });
    return 'reason' in written ? complain(this.#process, `${name}: ${written.reason}`) : 0;
  }
}
