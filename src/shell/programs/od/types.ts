/** How the bytes of a block are shown on one of its lines. */
export interface OutputType {
  /** Bytes that one field takes. */
  size: number;
  /** Letters that the widest field takes. */
  width: number;
  show: (field: Uint8Array) => string;
  /** `z`: the line ends with what can be printed. */
  hasText: boolean;
}

const sizes: Readonly<Record<string, number>> = {
  C: 1,
  S: 2,
  I: 4,
  L: 8,
  '1': 1,
  '2': 2,
  '4': 4,
  '8': 8,
};

const widths: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  o: { 1: 3, 2: 6, 4: 11, 8: 22 },
  d: { 1: 4, 2: 6, 4: 11, 8: 20 },
  u: { 1: 3, 2: 5, 4: 10, 8: 20 },
  x: { 1: 2, 2: 4, 4: 8, 8: 16 },
};

/** Types as -t takes them, several in a word: `x1z`, `cx2`. What is wrong with them, if anything is. */
export function parseTypes(text: string, isBig: boolean): OutputType[] | string {
  const types: OutputType[] = [];
  let rest = text;
  while (rest !== '') {
    const match = /^(?:([ac])|([doux])([CSIL]|\d+)?)(z?)/u.exec(rest);
    if (!match) {
      const letter = rest.charAt(0);
      if (letter === 'f') return `maillage: « od -t ${text} » n’est pas simulé dans ce cours`;
      return `invalid character '${letter}' in type string ‘${text}’`;
    }
    const [whole, named, radix = 'o', given = '4', mark] = match;
    rest = rest.slice(whole.length);
    const hasText = mark === 'z';
    if (named !== undefined) {
      const show = named === 'a' ? asciiName : character;
      types.push({ size: 1, width: 3, show: ([byte = 0]) => show(byte), hasText });
      continue;
    }
    const size = sizes[given];
    if (size === undefined)
      return `invalid type string ‘${text}’;\nthis system doesn't provide a ${given}-byte integral type`;
    const width = widths[radix]?.[size] ?? 0;
    types.push({ size, width, show: (field) => number(field, { radix, width, isBig }), hasText });
  }
  return types;
}

function number(
  field: Uint8Array,
  { radix, width, isBig }: { radix: string; width: number; isBig: boolean },
): string {
  const bytes = isBig ? field : field.toReversed();
  const value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  if (radix === 'u') return String(value);
  if (radix === 'd') return String(BigInt.asIntN(8 * bytes.length, value));
  return value.toString(radix === 'o' ? 8 : 16).padStart(width, '0');
}

const control =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(
    ' ',
  );

function asciiName(byte: number): string {
  const code = byte & 127;
  return code === 127 ? 'del' : (control[code] ?? String.fromCharCode(code));
}

const escapes = new Map([
  [0, '\\0'],
  [7, '\\a'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [11, '\\v'],
  [12, '\\f'],
  [13, '\\r'],
]);

function character(byte: number): string {
  const escape = escapes.get(byte);
  if (escape !== undefined) return escape;
  return isPrinted(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0');
}

export function isPrinted(byte: number): boolean {
  return byte >= 32 && byte < 127;
}
