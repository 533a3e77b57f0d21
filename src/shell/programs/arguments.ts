import type { Process } from '#process/program.ts';
import { attempt } from '#shell/file-error.ts';
import { absolute } from '#shell/path.ts';

export interface Options {
  /** Last value of each option given; '' for one without value. */
  values: Map<string, string>;
  has: (...names: string[]) => boolean;
  rest: string[];
}

export interface OptionSpec {
  /** Letters, as getopt(3) takes them. */
  letters: string;
  /** Long names, with a colon after those that take a value, and the letter that they stand for. */
  long?: Readonly<Record<string, string>>;
}

/** GNU options: anywhere on the line, until `--`. Undefined once the complaint is printed. */
export async function parseOptions(
  process: Process,
  { letters, long = {} }: OptionSpec,
): Promise<Options | undefined> {
  const values = new Map<string, string>();
  const rest: string[] = [];
  const [name, ...args] = process.argv;
  const fail = async (reason: string): Promise<undefined> => {
    await process.stderr.write(`${name}: ${reason}\nTry '${name} --help' for more information.\n`);
    return undefined;
  };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const [given = '', ...parts] = arg.slice(2).split('=');
      const full =
        Object.keys(long).find((one) => one === given || one === `${given}:`) ??
        Object.keys(long).find((one) => one.startsWith(given));
      if (full === undefined) return fail(`unrecognized option '${arg}'`);
      const letter = long[full] ?? '';
      const takes = full.endsWith(':');
      if (takes && parts.length === 0) at += 1;
      values.set(letter, parts.length > 0 ? parts.join('=') : takes ? (args[at] ?? '') : '');
    } else if (arg.startsWith('-') && arg !== '-') {
      const taken = takeLetters(arg, args[at + 1], letters);
      if (typeof taken === 'string') return fail(taken);
      for (const [letter, value] of taken.values) values.set(letter, value);
      if (taken.usesNext) at += 1;
    } else rest.push(arg);
  }
  return { values, rest, has: (...names) => names.some((one) => values.has(one)) };
}

function takeLetters(
  arg: string,
  next: string | undefined,
  letters: string,
): { values: [string, string][]; usesNext: boolean } | string {
  const values: [string, string][] = [];
  for (let i = 1; i < arg.length; i += 1) {
    const letter = arg.charAt(i);
    const place = letters.indexOf(letter);
    if (place < 0 || letter === ':') return `invalid option -- '${letter}'`;
    if (letters.charAt(place + 1) !== ':') {
      values.push([letter, '']);
      continue;
    }
    const value = arg.slice(i + 1);
    if (value === '' && next === undefined) return `option requires an argument -- '${letter}'`;
    values.push([letter, value === '' ? (next ?? '') : value]);
    return { values, usesNext: value === '' };
  }
  return { values, usesNext: false };
}

export interface Source {
  name: string;
  bytes: AsyncIterable<Uint8Array>;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield await Promise.resolve(bytes);
}

/** The bytes of a file, or of standard input for `-`; a reason where it cannot be read. */
export function openFile({ files, cwd, stdin }: Process, name: string): Source | string {
  if (name === '-') return { name, bytes: stdin };
  const read = attempt(() => files.read(absolute(cwd, name)));
  return 'value' in read ? { name, bytes: once(read.value) } : read.reason;
}

export async function complain(process: Process, reason: string): Promise<number> {
  await process.stderr.write(`${process.argv[0]}: ${reason}\n`);
  return 1;
}

/** Lines as they come, each with its newline (or what separates them) but perhaps the last. */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  separator = '\n',
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let at = rest.indexOf(separator); at >= 0; at = rest.indexOf(separator, from)) {
      yield rest.slice(from, at + 1);
      from = at + 1;
    }
    rest = rest.slice(from);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
