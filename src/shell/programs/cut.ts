import type { Process, Program } from '#process/program.ts';
import { complain, linesOf, openFile, parseOptions, type Options } from './arguments.ts';

const long = {
  'bytes:': 'b',
  'characters:': 'c',
  'fields:': 'f',
  'delimiter:': 'd',
  'output-delimiter:': 'output',
  'only-delimited': 's',
  complement: 'complement',
  'zero-terminated': 'z',
};

/** GNU cut: a character is a byte to it, whatever -c promises. It streams. */
export const cut: Program = async (process) => {
  const options = await parseOptions(process, { letters: 'b:c:f:d:nsz', long });
  if (!options) return 1;
  const ranges = misuse(options) ?? rangesOf(options);
  if (typeof ranges === 'string') {
    await process.stderr.write(`cut: ${ranges}\nTry 'cut --help' for more information.\n`);
    return 1;
  }
  const end = options.has('z') ? '\0' : '\n';
  const select = options.has('f') ? fieldsOf(options, ranges) : bytesOf(options, ranges);
  let status = 0;
  for (const name of options.rest.length > 0 ? options.rest : ['-']) {
    const source = openFile(process, name);
    if (typeof source === 'string') status = await complain(process, `${name}: ${source}`);
    else await cutLines(process, linesOf(source.bytes, end), { end, select });
  }
  return status;
};

async function cutLines(
  { stdout }: Process,
  lines: AsyncIterable<string>,
  { end, select }: { end: string; select: (line: string) => Uint8Array | string | undefined },
): Promise<void> {
  for await (const ended of lines) {
    const part = select(ended.endsWith(end) ? ended.slice(0, -1) : ended);
    if (typeof part === 'string') await stdout.write(part + end);
    else if (part) {
      await stdout.write(part);
      await stdout.write(end);
    }
  }
}

function misuse({ has, values }: Options): string | undefined {
  const lists = ['b', 'c', 'f'].filter((letter) => has(letter)).length;
  if (lists > 1) return 'only one list may be specified';
  if ((values.get('d') ?? '').length > 1) return 'the delimiter must be a single character';
  if (lists === 0) return 'you must specify a list of bytes, characters, or fields';
  if (has('f')) return undefined;
  if (has('d')) return 'an input delimiter may be specified only when operating on fields';
  const only = 'suppressing non-delimited lines makes sense\n\tonly when operating on fields';
  return has('s') ? only : undefined;
}

/** From 1 on, both ends included. */
type Range = readonly [first: number, last: number];

/** In order, without overlaps; those that only touch stay apart, as the output delimiter goes between them. */
function rangesOf({ values, has }: Options): Range[] | string {
  const list = values.get('f') ?? values.get('b') ?? values.get('c') ?? '';
  const found: Range[] = [];
  for (const text of list.split(/[, \t]/u)) {
    const range = rangeOf(text, has('f'));
    if (typeof range === 'string') return range;
    found.push(range);
  }
  const merged: Range[] = [];
  for (const [first, last] of found.toSorted(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before && first <= before[1])
      merged[merged.length - 1] = [before[0], Math.max(before[1], last)];
    else merged.push([first, last]);
  }
  return has('complement') ? others(merged) : merged;
}

function rangeOf(text: string, isField: boolean): Range | string {
  if (text === '-') return 'invalid range with no endpoint: -';
  if (/^\d*-\d*-/u.test(text)) return `invalid ${isField ? 'field' : 'byte or character'} range`;
  const match = /^(\d*)(-?)(\d*)$/u.exec(text);
  if (!match) return `invalid ${isField ? 'field value' : 'byte/character position'} ‘${text}’`;
  const [, start = '', dash, end = ''] = match;
  const first = start === '' && dash ? 1 : Number(start);
  const last = dash ? (end === '' ? Infinity : Number(end)) : first;
  if (first === 0) return `${isField ? 'fields' : 'byte/character positions'} are numbered from 1`;
  return last < first ? 'invalid decreasing range' : [first, last];
}

function others(ranges: readonly Range[]): Range[] {
  const starts = [1, ...ranges.map(([, last]) => last + 1)];
  const ends = [...ranges.map(([first]) => first - 1), Infinity];
  return starts
    .map((start, i): Range => [start, ends[i] ?? Infinity])
    .filter(([first, last]) => first <= last && first !== Infinity);
}

/** One that is given empty is a zero byte. */
function outputDelimiter(values: Options['values'], otherwise: string): string {
  return values.has('output') ? values.get('output') || '\0' : otherwise;
}

function fieldsOf(
  { values, has }: Options,
  ranges: readonly Range[],
): (line: string) => string | undefined {
  const delimiter = values.has('d') ? values.get('d') || '\0' : '\t';
  const output = outputDelimiter(values, delimiter);
  return (line) => {
    const fields = line.split(delimiter);
    if (fields.length === 1) return has('s') ? undefined : line;
    return ranges.flatMap(([first, last]) => fields.slice(first - 1, last)).join(output);
  };
}

function bytesOf({ values }: Options, ranges: readonly Range[]): (line: string) => Uint8Array {
  const encoder = new TextEncoder();
  const output = encoder.encode(outputDelimiter(values, ''));
  return (line) => {
    const bytes = encoder.encode(line);
    const parts = ranges
      .filter(([first]) => first <= bytes.length)
      .map(([first, last]) => bytes.subarray(first - 1, last));
    return Uint8Array.from(parts.flatMap((part, i) => [...(i > 0 ? output : []), ...part]));
  };
}
