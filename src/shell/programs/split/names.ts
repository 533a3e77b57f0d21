/** How the pieces are named. */
export interface Naming {
  prefix: string;
  alphabet: string;
  /** Of the suffix; names get longer by themselves where it is undefined. */
  length: number | undefined;
  /** The number of the first one. */
  first: number;
  additional: string;
}

/** The name of a piece; undefined where suffixes of that length are used up. */
export function nameOf(index: number, naming: Naming): string | undefined {
  const suffix =
    naming.length === undefined
      ? widening(index + naming.first, naming.alphabet)
      : fixed(index + naming.first, naming.alphabet, naming.length);
  return suffix === undefined ? undefined : `${naming.prefix}${suffix}${naming.additional}`;
}

function fixed(index: number, alphabet: string, length: number): string | undefined {
  let [suffix, rest] = ['', index];
  for (let i = 0; i < length; i += 1) {
    suffix = alphabet.charAt(rest % alphabet.length) + suffix;
    rest = Math.floor(rest / alphabet.length);
  }
  return rest > 0 ? undefined : suffix;
}

/** aa to yz, zaaa to zyzz, zzaaaa: all in the order of their letters. */
function widening(index: number, alphabet: string): string | undefined {
  const size = alphabet.length;
  let rest = index;
  for (let length = 2; ; length += 1) {
    const count = (size - 1) * size ** (length - 1);
    if (rest < count)
      return alphabet.charAt(size - 1).repeat(length - 2) + (fixed(rest, alphabet, length) ?? '');
    rest -= count;
  }
}
