import { createTextOutput } from '#process/pipe.ts';
import type { Process } from '#process/program.ts';
import { complain, parseOptions, type Options } from '#shell/programs/arguments.ts';

export interface Settings {
  style: 'brief' | 'normal' | 'unified';
  /** Lines shown around a change. */
  context: number;
  isRecursive: boolean;
  /** A file that is not there is as one that is empty. */
  takesMissing: boolean;
  tellsIdentical: boolean;
  isText: boolean;
  isColored: boolean;
  /** What of a line is compared, where it is not all of it. */
  keyOf: ((line: string) => string) | undefined;
  /** Lines that do not count, where some do not. */
  isBlank: ((line: string) => boolean) | undefined;
  /** The options as they were typed: they head each file of two folders. */
  typed: string;
  operands: readonly [string, string];
}

/** What the course has, and then what it only knows. */
const letters = 'qsruU:NiwbBZadHcC:yefnlptTED:F:I:PS:W:X:x:L:v';
const simulated = new Set([...Array.from('qsruUNiwbBZadH'), 'normal', 'color']);

const long = {
  brief: 'q',
  'report-identical-files': 's',
  recursive: 'r',
  unified: 'u',
  'new-file': 'N',
  'ignore-case': 'i',
  'ignore-all-space': 'w',
  'ignore-space-change': 'b',
  'ignore-blank-lines': 'B',
  'ignore-trailing-space': 'Z',
  text: 'a',
  minimal: 'd',
  'speed-large-files': 'H',
  normal: 'normal',
  color: 'color',
  context: 'c',
  'side-by-side': 'y',
  ed: 'e',
  rcs: 'n',
  paginate: 'l',
  'show-c-function': 'p',
  'expand-tabs': 't',
  'initial-tab': 'T',
  'ignore-tab-expansion': 'E',
  'ifdef:': 'D',
  'show-function-line:': 'F',
  'ignore-matching-lines:': 'I',
  'unidirectional-new-file': 'P',
  'starting-file:': 'S',
  'width:': 'W',
  'exclude-from:': 'X',
  'exclude:': 'x',
  'label:': 'L',
  'from-file:': '-from-file',
  'to-file:': '-to-file',
  'strip-trailing-cr': '-strip-trailing-cr',
  'suppress-common-lines': '-suppress-common-lines',
  'left-column': '-left-column',
  'ignore-file-name-case': '-ignore-file-name-case',
  'no-dereference': '-no-dereference',
  version: 'v',
  help: '-help',
};

/** Undefined once the complaint is printed. */
export async function parseSettings(process: Process): Promise<Settings | undefined> {
  const { argv, stderr, stdout } = process;
  const fail = async (reason: string): Promise<undefined> => {
    await stderr.write(`diff: ${reason}\ndiff: Try 'diff --help' for more information.\n`);
  };
  const said = createTextOutput();
  const options = await parseOptions({ ...process, stderr: said }, { letters, long });
  if (!options) return fail(said.text().replace(/^diff: (.*)\n[^]*$/u, '$1'));
  const unknown = [...options.values.keys()].find((letter) => !simulated.has(letter));
  if (unknown !== undefined) {
    await complain(process, `maillage: « diff -${unknown} » n’est pas simulé dans ce cours`);
    return undefined;
  }
  const contexts = [options.values.get('U'), options.values.get('u')].filter(Boolean);
  const wrong = contexts.find((text) => !/^\d+$/u.test(text ?? ''));
  if (wrong !== undefined) return fail(`invalid context length '${wrong}'`);
  const color = options.values.get('color') ?? 'never';
  if (!/^(?:always|auto|never|)$/u.test(color)) return fail(`invalid color '${color}'`);
  const [first, second, extra] = options.rest;
  if (first === undefined || second === undefined)
    return fail(`missing operand after '${first ?? argv.at(-1) ?? ''}'`);
  if (extra !== undefined) return fail(`extra operand '${extra}'`);
  const isUnified = options.has('u', 'U');
  if (options.values.get('u') === '') contexts.push('3');
  return {
    style: options.has('q') ? 'brief' : isUnified ? 'unified' : 'normal',
    context: isUnified ? Math.max(...contexts.map(Number)) : 0,
    isRecursive: options.has('r'),
    takesMissing: options.has('N'),
    tellsIdentical: options.has('s'),
    isText: options.has('a'),
    isColored: color === 'always' || (color !== 'never' && stdout.isTerminal),
    ...ignoring(options),
    typed: typedOptions(argv.slice(1)),
    operands: [first, second],
  };
}

const space = /[ \t\n\v\f\r]+/gu;

function ignoring({ has }: Options): Pick<Settings, 'keyOf' | 'isBlank'> {
  const parts: ((line: string) => string)[] = [];
  if (has('w')) parts.push((line) => line.replace(space, ''));
  else if (has('b')) parts.push((line) => line.trimEnd().replace(space, ' '));
  else if (has('Z')) parts.push((line) => line.trimEnd());
  const blank = parts.length > 0 ? /^[ \t\n\v\f\r]*$/u : /^\n?$/u;
  if (has('i')) parts.push((line) => line.toLowerCase());
  return {
    keyOf: parts.length > 0 ? (line) => parts.reduce((key, part) => part(key), line) : undefined,
    isBlank: has('B') ? (line) => blank.test(line) : undefined,
  };
}

/** With a space before each, quoted as a shell needs it. */
function typedOptions(args: readonly string[]): string {
  const end = args.includes('--') ? args.indexOf('--') + 1 : args.length;
  return args
    .slice(0, end)
    .filter((arg, i) => /^-./u.test(arg) || /^-[a-zA-Z]*U$/u.test(args[i - 1] ?? ''))
    .map((arg) => (/^[\w@%+:,./-]+$/u.test(arg) ? ` ${arg}` : ` '${arg.replaceAll("'", "'\\''")}'`))
    .join('');
}
