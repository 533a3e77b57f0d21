import type { Process } from '#process/program.ts';
import { type Given, getopt, type GetoptSpec } from './getopt.ts';

export interface CommandLine {
  /** In the order of the line, each time that one is given. */
  given: readonly Given[];
  rest: readonly string[];
  has: (...letters: string[]) => boolean;
  /** The value of the last one of that letter. */
  last: (letter: string) => string | undefined;
}

export interface CommandLineSpec extends GetoptSpec {
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
  const read = getopt(args, spec);
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
