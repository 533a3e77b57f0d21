import type { Process } from '#process/program.ts';

/** An option as it was typed, by the letter that it stands for. */
interface Given {
  letter: string;
  value: string | undefined;
}

export interface CommandLine {
  /** In the order of the line, each time that one is given. */
  given: readonly Given[];
  rest: readonly string[];
  has: (...letters: string[]) => boolean;
  /** The value of the last one of that letter. */
  last: (letter: string) => string | undefined;
}

export interface CommandLineSpec {
  /** As getopt(3) takes them: `b:` has a value, `w::` may have one, in the same word. */
  letters: string;
  /** Long names with the letter that each stands for; a colon after those that take a value, two after those that may. */
  long?: Readonly<Record<string, string>>;
  /** Of a line that is wrong. */
  status?: number;
  /** Who complains, and where it sends the reader. */
  name?: string;
  hint?: string;
}

/** The status of a program that could not read its line: its complaint is printed. */
export interface Misused {
  status: number;
}

/** Options as getopt_long(3) of glibc reads them, in any order, with its complaints. */
export async function readCommandLine(
  process: Process,
  spec: CommandLineSpec,
): Promise<CommandLine | Misused> {
  const [typed, ...args] = process.argv;
  const { status = 1, name = typed } = spec;
  const read = readArguments(args, spec);
  if ('wrong' in read) {
    const hint = spec.hint ?? `Try '${name} --help' for more information.`;
    await process.stderr.write(`${name}: ${read.wrong}\n${hint}\n`);
    return { status };
  }
  const { given, rest } = read;
  const asked = given.find(({ letter }) => letter === 'help' || letter === 'version');
  if (asked) return { status: await notSimulated(process, `--${asked.letter}`, { status, name }) };
  return {
    given,
    rest,
    has: (...letters) => given.some(({ letter }) => letters.includes(letter)),
    last: (wanted) => given.findLast(({ letter }) => letter === wanted)?.value,
  };
}

/** Says of an option that the course has no true answer for it. */
export async function notSimulated(
  process: Process,
  what: string,
  { status = 1, name = process.argv[0] }: { status?: number; name?: string } = {},
): Promise<number> {
  await process.stderr.write(`${name}: maillage: « ${what} » n’est pas simulé dans ce cours\n`);
  return status;
}

/** What ends a program that was typed wrong: its complaint, and where help is. */
export async function misuse(process: Process, reason: string, status = 1): Promise<number> {
  const [name] = process.argv;
  await process.stderr.write(`${name}: ${reason}\nTry '${name} --help' for more information.\n`);
  return status;
}

type Read = { given: Given[]; rest: string[] } | { wrong: string };

function readArguments(args: readonly string[], { letters, long }: CommandLineSpec): Read {
  const given: Given[] = [];
  const rest: string[] = [];
  const names = { ...long, help: 'help', version: 'version' };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg);
      continue;
    }
    const next = args[at + 1];
    const taken = arg.startsWith('--') ? takeLong(arg, next, names) : takeShort(arg, next, letters);
    if ('wrong' in taken) return taken;
    given.push(...taken.given);
    if (taken.usesNext) at += 1;
  }
  return { given, rest };
}

type Taken = { given: Given[]; usesNext: boolean } | { wrong: string };

function takeLong(
  arg: string,
  next: string | undefined,
  long: Readonly<Record<string, string>>,
): Taken {
  const [, typed = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/u.exec(arg) ?? [];
  const names = Object.keys(long).map((key) => ({ key, name: key.replace(/:+$/u, '') }));
  const begun = names.filter(({ name }) => name.startsWith(typed));
  const found = names.find(({ name }) => name === typed) ?? begun[0];
  if (!found)
    return { wrong: `unrecognized option '--${typed}${value === undefined ? '' : `=${value}`}'` };
  const meanings = new Set(begun.map(({ key }) => long[key]));
  if (found.name !== typed && meanings.size > 1) {
    const list = begun.map(({ name }) => `'--${name}'`).join(' ');
    return { wrong: `option '${arg}' is ambiguous; possibilities: ${list}` };
  }
  const letter = long[found.key] ?? '';
  if (found.key === found.name && value !== undefined)
    return { wrong: `option '--${found.name}' doesn't allow an argument` };
  const needs = found.key.endsWith(':') && !found.key.endsWith('::');
  if (!needs || value !== undefined) return { given: [{ letter, value }], usesNext: false };
  if (next === undefined) return { wrong: `option '--${found.name}' requires an argument` };
  return { given: [{ letter, value: next }], usesNext: true };
}

function takeShort(arg: string, next: string | undefined, letters: string): Taken {
  const given: Given[] = [];
  for (let at = 1; at < arg.length; at += 1) {
    const letter = arg.charAt(at);
    const place = letters.indexOf(letter);
    if (place < 0 || letter === ':') return { wrong: `invalid option -- '${letter}'` };
    if (letters.charAt(place + 1) !== ':') {
      given.push({ letter, value: undefined });
      continue;
    }
    const value = arg.slice(at + 1);
    if (value !== '' || letters.charAt(place + 2) === ':')
      return {
        given: [...given, { letter, value: value === '' ? undefined : value }],
        usesNext: false,
      };
    if (next === undefined) return { wrong: `option requires an argument -- '${letter}'` };
    return { given: [...given, { letter, value: next }], usesNext: true };
  }
  return { given, usesNext: false };
}
