import { type Given, getopt, type GetoptSpec } from '#shell/programs/getopt.ts';

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

const spec: GetoptSpec = {
  letters: 'ne:f:Eri::l:suz',
  // In the order of sed's own, in which what may be meant is listed.
  long: {
    'regexp-extended': 'E',
    debug: 'debug',
    'in-place::': 'i',
    'expression:': 'e',
    'file:': 'f',
    'line-length:': 'l',
    'null-data': 'z',
    'zero-terminated': 'z',
    quiet: 'n',
    posix: '-',
    silent: 'n',
    sandbox: '-',
    separate: 's',
    unbuffered: 'u',
    'follow-symlinks': '-',
  },
};

/** Reads them as getopt_long(3) does, or tells what is wrong. */
export function parseSedOptions(args: readonly string[]): SedOptions | { error: string } {
  const read = getopt(args, spec);
  return 'wrong' in read ? { error: `sed: ${read.wrong}` } : optionsOf(read.given, read.rest);
}

function optionsOf(given: readonly Given[], rest: readonly string[]): SedOptions {
  const has = (...letters: readonly string[]): boolean =>
    given.some(({ letter }) => letters.includes(letter));
  const last = (wanted: string): string | undefined =>
    given.findLast(({ letter }) => letter === wanted)?.value;
  const scripts = given.flatMap(({ letter, value = '' }) =>
    letter === 'e' || letter === 'f'
      ? [{ type: letter === 'e' ? ('expression' as const) : ('file' as const), text: value }]
      : [],
  );
  const [first, ...others] = rest;
  const isFirst = scripts.length === 0 && first !== undefined;
  const inPlace = has('i') ? (last('i') ?? '') : undefined;
  return {
    scripts: isFirst ? [{ type: 'expression', text: first }] : scripts,
    files: isFirst ? others : rest,
    isQuiet: has('n'),
    isExtended: has('E', 'r'),
    isSeparate: has('s') || inPlace !== undefined,
    isNullData: has('z'),
    inPlace,
    width: Number(last('l') ?? 70),
    asks: (['help', 'version', 'debug'] as const).find((one) => has(one)),
  };
}
