/** What awk was asked for on its command line. */
export interface AwkOptions {
  /** `-f` and `-e`, in their order. */
  readonly programs: readonly { readonly type: 'file' | 'text'; readonly text: string }[];
  readonly assignments: readonly string[];
  readonly separator: string | undefined;
  readonly rest: readonly string[];
  readonly asks: 'version' | 'help' | undefined;
  /** Options that change the language, and are not simulated. */
  readonly unknown: string | undefined;
}

const long: Readonly<Record<string, string>> = {
  file: 'f',
  'field-separator': 'F',
  assign: 'v',
  source: 'e',
  version: 'V',
  help: 'h',
  posix: 'P',
  traditional: 'c',
  lint: 'L',
  're-interval': 'r',
  'characters-as-bytes': 'b',
  bignum: 'M',
  sandbox: 'S',
  include: 'i',
  load: 'l',
  exec: 'E',
  'non-decimal-data': 'n',
  'pretty-print': 'o',
  profile: 'p',
  'dump-variables': 'd',
  debug: 'D',
  copyright: 'C',
  optimize: 'O',
  'no-optimize': 's',
  'lint-old': 't',
  'gen-pot': 'g',
  'use-lc-numeric': 'N',
  trace: 'I',
  csv: '?',
};

const withValue = 'fFveilE';
/** Those that change nothing here. */
const idle = 'rOsN';
const letters = `${withValue}${idle}VhPcLbMSnopdDCtgI`;

/**
 * Reads them up to the first argument that is none, as getopt_long(3) does with `+`; or tells what is wrong: of an option
 * that does not exist, gawk says nothing.
 */
export function parseAwkOptions(args: readonly string[]): AwkOptions | { error: string } {
  const given: [letter: string, value: string][] = [];
  let at = 0;
  for (; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      at += 1;
      break;
    }
    if (!arg.startsWith('-') || arg === '-') break;
    const taken = arg.startsWith('--') ? takeLong(arg, args[at + 1]) : takeShort(arg, args[at + 1]);
    if ('error' in taken) return taken;
    given.push(...taken.given);
    if (taken.usesNext) at += 1;
  }
  return optionsOf(given, args.slice(at));
}

type Taken = { given: [string, string][]; usesNext: boolean } | { error: string };

function takeLong(arg: string, next: string | undefined): Taken {
  const [, name = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/u.exec(arg) ?? [];
  const full = Object.keys(long).filter((one) => one === name || one.startsWith(name));
  const letter = long[full.includes(name) ? name : (full[0] ?? '')];
  if (letter === undefined || letter === '?') return { error: '' };
  if (!withValue.includes(letter)) return { given: [[letter, value ?? '']], usesNext: false };
  if (value === undefined && next === undefined)
    return { error: `option '--${full[0] ?? name}' requires an argument` };
  return { given: [[letter, value ?? next ?? '']], usesNext: value === undefined };
}

function takeShort(arg: string, next: string | undefined): Taken {
  const given: [string, string][] = [];
  for (let at = 1; at < arg.length; at += 1) {
    const letter = arg.charAt(at);
    if (!letters.includes(letter)) return { error: '' };
    if (!withValue.includes(letter)) {
      given.push([letter, '']);
      continue;
    }
    const value = arg.slice(at + 1);
    if (value === '' && next === undefined)
      return { error: `option requires an argument -- ${letter}` };
    given.push([letter, value === '' ? (next ?? '') : value]);
    return { given, usesNext: value === '' };
  }
  return { given, usesNext: false };
}

function optionsOf(given: readonly [string, string][], rest: readonly string[]): AwkOptions {
  const has = (letter: string): boolean => given.some(([one]) => one === letter);
  const programs = given.flatMap(([letter, text]) =>
    letter === 'f' || letter === 'e'
      ? [{ type: letter === 'f' ? ('file' as const) : ('text' as const), text }]
      : [],
  );
  const [first, ...others] = rest;
  const isFirst = programs.length === 0 && first !== undefined;
  return {
    programs: isFirst ? [{ type: 'text', text: first }] : programs,
    assignments: given.flatMap(([letter, value]) => (letter === 'v' ? [value] : [])),
    separator: given.findLast(([letter]) => letter === 'F')?.[1],
    rest: isFirst ? others : rest,
    asks: has('V') ? 'version' : has('h') ? 'help' : undefined,
    unknown: given.find(([letter]) => !`fFveVh${idle}`.includes(letter))?.[0],
  };
}
