const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

export interface Decoded {
  text: string;
  /** `\c` was met: nothing more is printed. */
  isCut: boolean;
}

/**
 * The backslash escapes of `echo -e` and `printf %b` (octal as \0nnn), or of a printf format (octal as \nnn).
 * Bytes above 127 are put together as UTF-8 by whoever writes `\xc3\xa9`.
 */
export function decodeEscapes(source: string, octal: 'zero' | 'plain' | 'both'): Decoded {
  let isCut = false;
  const pattern =
    octal === 'zero'
      ? /\\(?:0([0-7]{0,3})|x([\dA-Fa-f]{1,2})|u([\dA-Fa-f]{1,4})|U([\dA-Fa-f]{1,8})|([^]))/gu
      : octal === 'plain'
        ? /\\(?:([0-7]{1,3})|x([\dA-Fa-f]{1,2})|u([\dA-Fa-f]{1,4})|U([\dA-Fa-f]{1,8})|([^]))/gu
        : /\\(?:0?([0-7]{1,3})|x([\dA-Fa-f]{1,2})|u([\dA-Fa-f]{1,4})|U([\dA-Fa-f]{1,8})|([^]))/gu;
  const cut = octal === 'plain' ? -1 : cutAt(source);
  isCut = cut >= 0;
  const text = (isCut ? source.slice(0, cut) : source).replace(pattern, (...groups: string[]) =>
    decodeOne(groups, octal === 'zero'),
  );
  return { text: joinBytes(text), isCut };
}

function decodeOne(groups: readonly (string | undefined)[], keepsQuotes: boolean): string {
  const [whole = '', digits, hex, short, long, char = ''] = groups;
  if (digits !== undefined) return byte(Number.parseInt(digits || '0', 8) & 255);
  if (hex !== undefined) return byte(Number.parseInt(hex, 16));
  const point = short ?? long;
  if (point !== undefined) return codePoint(Number.parseInt(point, 16));
  if (!keepsQuotes && (char === '"' || char === "'")) return char;
  return simple[char] ?? whole;
}

function cutAt(source: string): number {
  for (let at = source.indexOf('\\'); at >= 0; at = source.indexOf('\\', at + 2)) {
    if (source.charAt(at + 1) === 'c') return at;
  }
  return -1;
}

function codePoint(value: number): string {
  return value > 0x10ffff ? '' : String.fromCodePoint(value);
}

// Bytes wait in a private range until all are there.
const byte = (value: number): string =>
  value < 128 ? String.fromCharCode(value) : String.fromCharCode(0xf700 + value);

function joinBytes(text: string): string {
  return text.replace(/[\uf780-\uf7ff]+/gu, (bytes) =>
    new TextDecoder().decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0) - 0xf700)),
  );
}
