import type { Process, Program } from '#process/program.ts';
import { fileOutput } from '#shell/descriptors.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';
import { complain, linesOf, openFile, parseOptions, type Source } from './arguments.ts';

const cat: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'nbsETAevtu',
    long: {
      number: 'n',
      'number-nonblank': 'b',
      'squeeze-blank': 's',
      'show-ends': 'E',
      'show-tabs': 'T',
      'show-all': 'A',
    },
  });
  if (!options) return 1;
  const names = options.rest.length > 0 ? options.rest : ['-'];
  const isPlain = options.values.size === 0 || [...options.values.keys()].join('') === 'u';
  const decorate = decorator(options.has);
  let status = 0;
  for (const name of names) {
    const source = openFile(process, name);
    if (typeof source === 'string') status = await complain(process, `${name}: ${source}`);
    else if (isPlain) for await (const chunk of source.bytes) await process.stdout.write(chunk);
    else for await (const line of linesOf(source.bytes)) await process.stdout.write(decorate(line));
  }
  return status;
};

function decorator(has: (...names: string[]) => boolean): (line: string) => string {
  let number = 0;
  let wasBlank = false;
  return (line) => {
    const isBlank = line === '\n';
    if (has('s') && isBlank && wasBlank) return '';
    wasBlank = isBlank;
    let text = line;
    if (has('T', 'A', 't')) text = text.replaceAll('\t', '^I');
    if (has('E', 'A', 'e')) text = text.replace(/\n$/u, '$\n');
    if (!(has('b') ? !isBlank : has('n'))) return text;
    number += 1;
    return `${String(number).padStart(6)}\t${text}`;
  };
}

/** `-5`, as head and tail still take it. */
function withOldCount(argv: Process['argv']): [string, ...string[]] {
  const [name, ...args] = argv;
  return [
    name,
    ...args.flatMap((arg, i) => (i === 0 && /^-\d+$/.test(arg) ? ['-n', arg.slice(1)] : [arg])),
  ];
}

const sizes: Readonly<Record<string, number>> = {
  k: 1024,
  K: 1024,
  M: 1_048_576,
  G: 1_073_741_824,
};

function countOf(text: string): number | undefined {
  const match = /^([-+]?\d+)([kKMG]?)B?$/.exec(text);
  return match ? Number(match[1]) * (sizes[match[2] ?? ''] ?? 1) : undefined;
}

interface Ends {
  unit: 'lines' | 'bytes';
  text: string;
  count: number;
  names: string[];
  has: (...names: string[]) => boolean;
}

async function endsOf(process: Process, letters: string): Promise<Ends | undefined> {
  const options = await parseOptions(
    { ...process, argv: withOldCount(process.argv) },
    {
      letters,
      long: { 'lines:': 'n', 'bytes:': 'c', quiet: 'q', verbose: 'v', follow: 'f', retry: 'F' },
    },
  );
  if (!options) return undefined;
  const unit = options.has('c') ? 'bytes' : 'lines';
  const text = options.values.get('c') ?? options.values.get('n') ?? '10';
  const count = countOf(text);
  if (count === undefined) {
    await complain(process, `invalid number of ${unit}: ‘${text}’`);
    return undefined;
  }
  const names = options.rest.length > 0 ? options.rest : ['-'];
  return { unit, text, count, names, has: options.has };
}

type Copy = (source: Source) => Promise<void>;

async function eachFile(process: Process, { names, has }: Ends, copy: Copy): Promise<number> {
  let status = 0;
  const isTitled = has('v') || (names.length > 1 && !has('q'));
  let isFirst = true;
  for (const name of names) {
    const source = openFile(process, name);
    if (typeof source === 'string') {
      const verb = source === 'Is a directory' ? 'error reading' : 'cannot open';
      const tail = source === 'Is a directory' ? `: ${source}` : ` for reading: ${source}`;
      status = await complain(process, `${verb} '${name}'${tail}`);
      continue;
    }
    if (isTitled)
      await process.stdout.write(
        `${isFirst ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`,
      );
    isFirst = false;
    await copy(source);
  }
  return status;
}

const head: Program = async (process) => {
  const ends = await endsOf(process, 'n:c:qvz');
  if (!ends) return 1;
  const { unit, count } = ends;
  return eachFile(process, ends, async ({ bytes }) => {
    if (count < 0) return headAllBut(process, bytes, ends);
    let left = count;
    if (left === 0) return;
    if (unit === 'bytes') {
      for await (const chunk of bytes) {
        await process.stdout.write(chunk.subarray(0, left));
        left -= chunk.length;
        if (left <= 0) break;
      }
      return;
    }
    for await (const line of linesOf(bytes)) {
      await process.stdout.write(line);
      left -= 1;
      if (left === 0) break;
    }
  });
};

async function headAllBut(
  process: Process,
  bytes: AsyncIterable<Uint8Array>,
  { count, unit }: Ends,
): Promise<void> {
  const parts: string[] = [];
  for await (const line of linesOf(bytes)) parts.push(line);
  const text = unit === 'bytes' ? parts.join('').slice(0, count) : parts.slice(0, count).join('');
  await process.stdout.write(text);
}

const tail: Program = async (process) => {
  const ends = await endsOf(process, 'n:c:qvfF');
  if (!ends) return 1;
  const { unit, count, text, has } = ends;
  const fromStart = text.startsWith('+');
  const status = await eachFile(process, ends, async ({ bytes }) => {
    if (unit === 'bytes') {
      const all = await collect(bytes);
      await process.stdout.write(
        fromStart
          ? all.subarray(Math.max(0, count - 1))
          : all.subarray(Math.max(0, all.length - Math.abs(count))),
      );
      return;
    }
    const last: string[] = [];
    let number = 0;
    for await (const line of linesOf(bytes)) {
      number += 1;
      if (fromStart) {
        if (number >= count) await process.stdout.write(line);
        continue;
      }
      last.push(line);
      if (last.length > Math.abs(count)) last.shift();
    }
    await process.stdout.write(last.join(''));
  });
  return has('f', 'F') && ends.names[0] !== '-' ? follow(process, ends.names) : status;
};

/** What is added to a file, looked at every second. */
async function follow(
  { files, cwd, stdout, time, signal }: Process,
  names: readonly string[],
): Promise<number> {
  const path = absolute(cwd, names.at(-1) ?? '');
  let size = files.stat(path)?.size ?? 0;
  while (!signal.aborted) {
    await time.sleep(1000, signal);
    const now = files.stat(path)?.size ?? 0;
    if (now > size) await stdout.write(files.read(path).subarray(size));
    size = now;
  }
  return 130;
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    parts.push(chunk);
    length += chunk.length;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const tee: Program = async (process) => {
  const options = await parseOptions(process, { letters: 'aip', long: { append: 'a' } });
  if (!options) return 1;
  const { files, cwd, stdin, stdout } = process;
  let status = 0;
  const outputs = [stdout];
  for (const name of options.rest) {
    const path = absolute(cwd, name);
    const opened = attempt(() => {
      files.write(path, '', { append: options.has('a') });
    });
    if ('reason' in opened) status = await complain(process, `${name}: ${opened.reason}`);
    else outputs.push(fileOutput(files, path));
  }
  for await (const chunk of stdin) for (const output of outputs) await output.write(chunk);
  return status;
};

interface Counts {
  lines: number;
  words: number;
  chars: number;
  bytes: number;
  longest: number;
}

const wc: Program = async (process) => {
  const options = await parseOptions(process, {
    letters: 'lwcmL',
    long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' },
  });
  if (!options) return 1;
  const shown = options.values.size === 0 ? 'lwc' : 'lwmcL';
  const wanted = Array.from(shown).filter((one) => options.values.size === 0 || options.has(one));
  const names = options.rest.length > 0 ? options.rest : ['-'];
  const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
  const rows: [Counts, string][] = [];
  let status = 0;
  for (const name of names) {
    const source = openFile(process, name);
    if (typeof source === 'string') {
      status = await complain(process, `${name}: ${source}`);
      if (source === 'Is a directory')
        rows.push([{ lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 }, name]);
      continue;
    }
    const counts = countAll(await collect(source.bytes));
    total.lines += counts.lines;
    total.words += counts.words;
    total.chars += counts.chars;
    total.bytes += counts.bytes;
    total.longest = Math.max(total.longest, counts.longest);
    rows.push([counts, options.rest.length > 0 ? name : '']);
  }
  if (names.length > 1) rows.push([total, 'total']);
  await process.stdout.write(table(rows, { wanted, isInput: options.rest.length === 0, total }));
  return status;
};

function countAll(bytes: Uint8Array): Counts {
  const text = new TextDecoder().decode(bytes);
  const lines = text.split('\n');
  return {
    lines: lines.length - 1,
    words: text.match(/\S+/gu)?.length ?? 0,
    chars: Array.from(text).length,
    bytes: bytes.length,
    longest: Math.max(...lines.slice(0, 100_000).map((line) => Array.from(line).length)),
  };
}

const columns: Readonly<Record<string, keyof Counts>> = {
  l: 'lines',
  w: 'words',
  m: 'chars',
  c: 'bytes',
  L: 'longest',
};

/** One width for all the numbers, as GNU wc chooses it. */
function table(
  rows: readonly [Counts, string][],
  { wanted, isInput, total }: { wanted: readonly string[]; isInput: boolean; total: Counts },
): string {
  const isSingle = wanted.length === 1 && rows.length === 1;
  const width = isSingle ? 1 : isInput ? 7 : String(total.bytes).length;
  return rows
    .map(([counts, name]) => {
      const numbers = wanted.map((one) => String(counts[columns[one] ?? 'bytes']).padStart(width));
      return `${numbers.join(' ')}${name === '' ? '' : ` ${name}`}\n`;
    })
    .join('');
}

const yes: Program = async ({ argv, stdout, time, signal }) => {
  const line = `${argv.slice(1).join(' ') || 'y'}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  while (!signal.aborted) await Promise.all([stdout.write(block), time.hold(Promise.resolve())]);
  return 130;
};

export const streams: Readonly<Record<string, Program>> = { cat, head, tail, tee, wc, yes };
