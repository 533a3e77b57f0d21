import type { Program } from '#process/program.ts';
import { absolute } from '#shell/path.ts';
import { complain, linesOf, openFile, parseOptions } from './arguments.ts';

interface Key {
  from: number;
  fromChar: number;
  to: number;
  toChar: number;
  flags: string;
}

const long = {
  reverse: 'r',
  'numeric-sort': 'n',
  unique: 'u',
  'key:': 'k',
  'field-separator:': 't',
  'human-numeric-sort': 'h',
  'version-sort': 'V',
  'ignore-case': 'f',
  stable: 's',
  'output:': 'o',
  check: 'c',
};

/** sort, in the order of bytes (LC_ALL=C). */
export const sort: Program = async (process) => {
  const keyTexts = process.argv.flatMap((arg, i) =>
    arg === '-k' ? [process.argv[i + 1] ?? ''] : /^-k./.test(arg) ? [arg.slice(2)] : [],
  );
  const options = await parseOptions(process, { letters: 'bcdfghiMnrRsuVzk:t:o:', long });
  if (!options) return 2;
  if (keyTexts.length === 0 && options.has('k')) keyTexts.push(options.values.get('k') ?? '');
  const globals = Array.from('nrhVfbdgM')
    .filter((letter) => options.has(letter))
    .join('');
  const keys = keyTexts.map((text) => parseKey(text, globals));
  const lines: string[] = [];
  for (const name of options.rest.length > 0 ? options.rest : ['-']) {
    const source = openFile(process, name);
    if (typeof source === 'string')
      return complain(process, `cannot read: ${name}: ${source}`).then(() => 2);
    for await (const line of linesOf(source.bytes)) lines.push(line.replace(/\n$/u, ''));
  }
  const separator = options.values.get('t');
  const all =
    keys.length > 0 ? keys : [{ from: 1, fromChar: 1, to: Infinity, toChar: 0, flags: globals }];
  const cache = new Map<string, string[]>();
  const partsOf = (line: string): string[] => {
    let parts = cache.get(line);
    if (!parts) cache.set(line, (parts = all.map((key) => extract(line, key, separator))));
    return parts;
  };
  const compareKeys = (a: string, b: string): number => {
    const [left, right] = [partsOf(a), partsOf(b)];
    for (const [i, key] of all.entries()) {
      const order = compare(left[i] ?? '', right[i] ?? '', key.flags);
      if (order !== 0) return key.flags.includes('r') ? -order : order;
    }
    return 0;
  };
  const isStable = options.has('s', 'u');
  const compareLines = (a: string, b: string): number => {
    const order = compareKeys(a, b);
    if (order !== 0 || isStable) return order;
    return options.has('r') ? byText(b, a) : byText(a, b);
  };
  if (options.has('c')) {
    const wrong = lines.findIndex((line, i) => i > 0 && compareLines(lines[i - 1] ?? '', line) > 0);
    return wrong < 0
      ? 0
      : complain(
          process,
          `${options.rest[0] ?? '-'}:${wrong + 1}: disorder: ${lines[wrong] ?? ''}`,
        );
  }
  lines.sort(compareLines);
  const kept = options.has('u')
    ? lines.filter((line, i) => i === 0 || compareKeys(lines[i - 1] ?? '', line) !== 0)
    : lines;
  const text = kept.map((line) => `${line}\n`).join('');
  const output = options.values.get('o');
  if (output === undefined) await process.stdout.write(text);
  else process.files.write(absolute(process.cwd, output), text);
  return 0;
};

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function parseKey(text: string, globals: string): Key {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  const own = (match?.[3] ?? '') + (match?.[6] ?? '');
  return {
    from: Number(match?.[1] ?? 1),
    fromChar: Number(match?.[2] ?? 1),
    to: Number(match?.[4] ?? Infinity),
    toChar: Number(match?.[5] ?? 0),
    flags: own === '' ? globals : own,
  };
}

function extract(line: string, key: Key, separator: string | undefined): string {
  if (key.from === 1 && key.to === Infinity && key.fromChar === 1) return line;
  const fields = separator === undefined ? (line.match(/\s*\S+/gu) ?? []) : line.split(separator);
  const parts = fields.slice(key.from - 1, key.to);
  if (key.fromChar > 1) parts[0] = (parts[0] ?? '').slice(key.fromChar - 1);
  if (key.toChar > 0 && parts.length === key.to - key.from + 1)
    parts[parts.length - 1] = (parts.at(-1) ?? '').slice(
      0,
      key.toChar - (key.to === key.from ? key.fromChar - 1 : 0),
    );
  return parts.join(separator ?? '');
}

function compare(a: string, b: string, flags: string): number {
  if (flags.includes('n') || flags.includes('g')) return numberOf(a) - numberOf(b);
  if (flags.includes('h')) return humanOf(a) - humanOf(b);
  if (flags.includes('V')) return compareVersions(a.trim(), b.trim());
  if (flags.includes('M')) return monthOf(a) - monthOf(b);
  const [left, right] = flags.includes('b') ? [a.trimStart(), b.trimStart()] : [a, b];
  return flags.includes('f')
    ? byText(left.toUpperCase(), right.toUpperCase())
    : byText(left, right);
}

const numberOf = (text: string): number => Number(/^\s*(-?\d*\.?\d+)/.exec(text)?.[1] ?? 0);

function humanOf(text: string): number {
  const match = /^\s*(-?[\d.]+)([kKMGTP]?)/.exec(text);
  return (
    Number(match?.[1] ?? 0) *
    1024 ** Math.max(0, ' KMGTP'.indexOf((match?.[2] ?? '').toUpperCase() || ' '))
  );
}

const monthOf = (text: string): number =>
  'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.indexOf(text.trim().slice(0, 3).toUpperCase());

function compareVersions(a: string, b: string): number {
  const parts = (text: string): string[] => text.match(/\d+|\D+/gu) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (const [i, part] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order =
      /^\d/.test(part) && /^\d/.test(other) ? Number(part) - Number(other) : byText(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
