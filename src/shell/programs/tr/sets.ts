/** A set that `tr` refuses, in the words of GNU coreutils 9.1. */
export class SetError extends Error {
  override name = 'SetError';
}

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z\d]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /(?![\x80-\x9f])\p{Cc}/u,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  xdigit: /[A-Fa-f\d]/,
};

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
};

/** A set, of bytes: an element that repeats as often as there is room has no place of its own. */
export interface ByteSet {
  readonly bytes: readonly number[];
  /** `[x*]`: where it stands, and its byte. */
  readonly filler: { readonly at: number; readonly byte: number } | undefined;
  /** Classes by name, in their order. */
  readonly classNames: readonly string[];
}

const token =
  /\[:(\w*):\]|\[=([\s\S])=\]|\[(\\[0-7]{1,3}|\\?[\s\S])\*(\d*)\]|\\[0-7]{1,3}|\\[\s\S]|[\s\S]/gu;

/** Reads `a-z`, `[:alpha:]`, `[=a=]`, `[x*3]` and escapes. Throws a `SetError`. */
export function parseSet(text: string): ByteSet {
  const bytes: number[] = [];
  const classNames: string[] = [];
  let filler: ByteSet['filler'];
  /** The start of a range, when its hyphen was read. */
  let from: { byte: number; text: string } | undefined;
  let before: { byte: number; text: string } | undefined;
  const tokens = [...latin1(text).matchAll(token)];
  for (const [at, [whole, name, equivalent, repeated, count]] of tokens.entries()) {
    if (name !== undefined) {
      bytes.push(...membersOf(name));
      classNames.push(name);
      before = undefined;
    } else if (repeated !== undefined) {
      const byte = byteOf(repeated);
      const times = Number.parseInt(count ?? '', count?.startsWith('0') === true ? 8 : 10);
      if (times > 0) bytes.push(...Array.from({ length: times }, () => byte));
      else filler = { at: bytes.length, byte };
      before = undefined;
    } else if (whole === '-' && before && at < tokens.length - 1) {
      from = before;
      before = undefined;
    } else {
      const byte = equivalent === undefined ? byteOf(whole) : equivalent.charCodeAt(0);
      if (from) {
        bytes.push(...range(from, { byte, text: whole }));
        [from, before] = [undefined, undefined];
      } else {
        bytes.push(byte);
        before = { byte, text: whole };
      }
    }
  }
  return { bytes, filler, classNames };
}

function byteOf(text: string): number {
  if (text.length === 1) return text.charCodeAt(0);
  const rest = text.slice(1);
  return /^[0-7]/u.test(rest)
    ? Number.parseInt(rest, 8) & 255
    : (escapes[rest] ?? rest.charCodeAt(0));
}

interface End {
  byte: number;
  text: string;
}

/** Its first byte is there already. */
function range(from: End, to: End): number[] {
  if (to.byte < from.byte)
    throw new SetError(
      `range-endpoints of '${from.text}-${to.text}' are in reverse collating sequence order`,
    );
  return Array.from({ length: to.byte - from.byte }, (_, i) => from.byte + i + 1);
}

function membersOf(name: string): number[] {
  const members = classes[name];
  if (!members) throw new SetError(`invalid character class ‘${name}’`);
  return allBytes.filter((byte) => members.test(String.fromCharCode(byte)));
}

const allBytes = Array.from({ length: 256 }, (_, byte) => byte);

export function complementOf(bytes: readonly number[]): number[] {
  const set = new Set(bytes);
  return allBytes.filter((byte) => !set.has(byte));
}

/** The second set at the length of the first: its filler, or its last byte, as often as it takes. */
export function stretched({ bytes, filler }: ByteSet, length: number): number[] {
  const missing = Math.max(0, length - bytes.length);
  if (filler)
    return bytes.toSpliced(filler.at, 0, ...Array.from({ length: missing }, () => filler.byte));
  const last = bytes.at(-1);
  if (last === undefined) return [];
  return [...bytes, ...Array.from({ length: missing }, () => last)];
}

/** Its bytes in UTF-8, each as a letter: tr knows bytes only. */
function latin1(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
