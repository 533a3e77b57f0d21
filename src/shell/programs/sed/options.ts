/** What sed was asked for on its command line. */
export interface SedOptions {
  /** `-e` and `-f`, in their order. */
  readonly scripts: readonly { readonly type: 'expression' | 'file'; readonly text: string }[];
  readonly files: readonly string[];
  readonly isQuiet: boolean;
  readonly isExtended: boolean;
  readonly isSeparate: boolean;
  readonly isNullData: boolean;
  /** The suffix of the copies that `-i` keeps; empty for none, undefined without `-i`. */
  readonly inPlace: string | undefined;
  readonly width: number;
  readonly asks: 'help' | 'version' | 'debug' | undefined;
}

const letters: Readonly<Record<string, string>> = {
  quiet: 'n',
  silent: 'n',
  expression: 'e',
  file: 'f',
  'regexp-extended': 'E',
  'in-place': 'i',
  'line-length': 'l',
  separate: 's',
  unbuffered: 'u',
  'null-data': 'z',
  'follow-symlinks': '-',
  posix: '-',
  sandbox: '-',
  debug: 'debug',
  help: 'help',
  version: 'version',
};

/** Reads them as getopt_long(3) does, or tells what is wrong. */
export function parseSedOptions(args: readonly string[]): SedOptions | { error: string } {
  const given: [letter: string, value: string][] = [];
  const rest: string[] = [];
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
    const taken = arg.startsWith('--') ? takeLong(arg, args[at + 1]) : takeShort(arg, args[at + 1]);
    if ('error' in taken) return taken;
    given.push(...taken.given);
    if (taken.usesNext) at += 1;
  }
  return optionsOf(given, rest);
}

type Taken = { given: [string, string][]; usesNext: boolean } | { error: string };

function takeLong(arg: string, next: string | undefined): Taken {
  const [, name = '', value] = /^--([^=]*)(?:=([\s\S]*))?$/u.exec(arg) ?? [];
  const full = Object.keys(letters).filter((one) => one === name || one.startsWith(name));
  const letter = letters[full.includes(name) ? name : (full[0] ?? '')];
  if (letter === undefined) return { error: `sed: unrecognized option '${arg}'` };
  if (!'efl'.includes(letter)) return { given: [[letter, value ?? '']], usesNext: false };
  if (value === undefined && next === undefined)
    return { error: `sed: option '--${full[0] ?? name}' requires an argument` };
  return { given: [[letter, value ?? next ?? '']], usesNext: value === undefined };
}

function takeShort(arg: string, next: string | undefined): Taken {
  const given: [string, string][] = [];
  for (let at = 1; at < arg.length; at += 1) {
    const letter = arg.charAt(at);
    const value = arg.slice(at + 1);
    if (!'nefErilsuz'.includes(letter)) return { error: `sed: invalid option -- '${letter}'` };
    if (letter === 'i') return { given: [...given, ['i', value]], usesNext: false };
    if ('efl'.includes(letter)) {
      if (value === '' && next === undefined)
        return { error: `sed: option requires an argument -- '${letter}'` };
      return {
        given: [...given, [letter, value === '' ? (next ?? '') : value]],
        usesNext: value === '',
      };
    }
    given.push([letter === 'r' ? 'E' : letter, '']);
  }
  return { given, usesNext: false };
}

function optionsOf(given: readonly [string, string][], rest: readonly string[]): SedOptions {
  const has = (letter: string): boolean => given.some(([one]) => one === letter);
  const last = (letter: string): string | undefined =>
    given.findLast(([one]) => one === letter)?.[1];
  const scripts = given.flatMap(([letter, text]) =>
    letter === 'e' || letter === 'f'
      ? [{ type: letter === 'e' ? ('expression' as const) : ('file' as const), text }]
      : [],
  );
  const [first, ...others] = rest;
  const isFirst = scripts.length === 0 && first !== undefined;
  const inPlace = last('i');
  return {
    scripts: isFirst ? [{ type: 'expression', text: first }] : scripts,
    files: isFirst ? others : rest,
    isQuiet: has('n'),
    isExtended: has('E'),
    isSeparate: has('s') || inPlace !== undefined,
    isNullData: has('z'),
    inPlace,
    width: Number(last('l') ?? 70),
    asks: (['help', 'version', 'debug'] as const).find(has),
  };
}
