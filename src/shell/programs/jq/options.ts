import type { Style } from './json.ts';

export interface JqOptions {
  readonly filter: string | undefined;
  /** A file that holds the filter. */
  readonly filterFile: string | undefined;
  readonly files: readonly string[];
  readonly named: readonly {
    readonly kind: 'arg' | 'argjson' | 'slurpfile' | 'rawfile';
    readonly name: string;
    readonly value: string;
  }[];
  readonly positional: readonly { readonly isJson: boolean; readonly text: string }[];
  readonly style: Style;
  readonly isRaw: boolean;
  readonly isJoined: boolean;
  readonly isSlurped: boolean;
  readonly hasNoInput: boolean;
  readonly isRawInput: boolean;
  readonly setsStatus: boolean;
  readonly asks: 'help' | 'version' | undefined;
}

const short: Readonly<Record<string, string>> = {
  r: 'raw-output',
  j: 'join-output',
  a: 'ascii-output',
  c: 'compact-output',
  s: 'slurp',
  n: 'null-input',
  e: 'exit-status',
  S: 'sort-keys',
  C: 'color-output',
  M: 'monochrome-output',
  R: 'raw-input',
  f: 'from-file',
  h: 'help',
  V: 'version',
};

/** What jq 1.6 has besides. */
const notSimulated = new Set([
  'stream',
  'seq',
  'color-output',
  'argfile',
  'stream-errors',
  'run-tests',
]);

const flags = new Set([...Object.values(short), 'tab', 'unbuffered', 'args', 'jsonargs']);
/** Options of two words, with jq's example of the second. */
const named = {
  arg: 'value',
  argjson: 'text',
  slurpfile: 'filename',
  rawfile: 'filename',
} as const;

/** Reads the command line as jq 1.6 does: options may stand anywhere. */
export function parseJqOptions(args: readonly string[]): JqOptions | { error: string } {
  const reading: Reading = {
    seen: new Set(),
    named: [],
    rest: [],
    positional: [],
    indent: 2,
    mode: 'files',
  };
  let isLiteral = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (isLiteral || !/^-(?:-|[A-Za-z])/u.test(arg)) takeOperand(reading, arg);
    else if (arg === '--') isLiteral = true;
    else {
      for (const name of namesOf(arg)) {
        const taken = takeOption(reading, name, args.slice(at + 1));
        if (typeof taken === 'string') return { error: taken };
        if (taken === undefined) return { error: `Unknown option ${arg}` };
        at += taken;
      }
    }
  }
  return optionsOf(reading);
}

interface Reading {
  readonly seen: Set<string>;
  readonly named: JqOptions['named'][number][];
  readonly rest: string[];
  readonly positional: JqOptions['positional'][number][];
  indent: number;
  mode: 'files' | 'args' | 'jsonargs';
}

function namesOf(arg: string): string[] {
  return arg.startsWith('--')
    ? [arg.slice(2)]
    : Array.from(arg.slice(1), (letter) => short[letter] ?? '');
}

function takeOperand({ rest, positional, seen, mode }: Reading, text: string): void {
  const hasFilter = rest.length > 0 || seen.has('from-file');
  if (mode === 'files' || !hasFilter) rest.push(text);
  else positional.push({ isJson: mode === 'jsonargs', text });
}

/** How many of the words after it an option takes, or what is wrong; undefined where jq has no such option. */
function takeOption(
  reading: Reading,
  name: string,
  [key, value]: readonly string[],
): number | string | undefined {
  if (isNamed(name)) {
    if (key === undefined || value === undefined)
      return `--${name} takes two parameters (e.g. --${name} varname ${named[name]})`;
    reading.named.push({ kind: name, name: key, value });
    return 2;
  }
  if (name === 'indent') {
    reading.indent = Number(key);
    return reading.indent >= -1 && reading.indent <= 7
      ? 1
      : '--indent takes a number between -1 and 7';
  }
  if (notSimulated.has(name)) return `maillage: « --${name} » de jq n’est pas simulé dans ce cours`;
  if (!flags.has(name)) return undefined;
  if (name === 'args' || name === 'jsonargs') reading.mode = name;
  reading.seen.add(name);
  return 0;
}

function isNamed(name: string): name is keyof typeof named {
  return Object.hasOwn(named, name);
}

function optionsOf({ seen, rest, indent, named: values, positional }: Reading): JqOptions {
  const [first, ...others] = rest;
  const fromFile = seen.has('from-file');
  const isCompact = seen.has('compact-output') || indent === 0;
  return {
    named: values,
    positional,
    filter: fromFile ? undefined : first,
    filterFile: fromFile ? first : undefined,
    files: others,
    style: {
      indent: seen.has('tab') ? '\t' : isCompact ? '' : ' '.repeat(Math.max(0, indent)),
      sortsKeys: seen.has('sort-keys'),
      isAscii: seen.has('ascii-output'),
    },
    isRaw: seen.has('raw-output') || seen.has('join-output'),
    isJoined: seen.has('join-output'),
    isSlurped: seen.has('slurp'),
    hasNoInput: seen.has('null-input'),
    isRawInput: seen.has('raw-input'),
    setsStatus: seen.has('exit-status'),
    asks: seen.has('help') ? 'help' : seen.has('version') ? 'version' : undefined,
  };
}
