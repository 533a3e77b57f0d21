/** Letters that awk writes with a backslash, in texts and in regular expressions. */
const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The character that an escape stands for, after its backslash, and its length; undefined where it is none. */
function escapeAt(source: string, at: number): { text: string; length: number } | undefined {
  const letter = source.charAt(at);
  const control = controls[letter];
  if (control !== undefined) return { text: control, length: 1 };
  const [octal] = /^[0-7]{1,3}/u.exec(source.slice(at, at + 3)) ?? [];
  if (octal !== undefined)
    return { text: String.fromCharCode(Number.parseInt(octal, 8) & 255), length: octal.length };
  const [hex] = /^x[\da-fA-F]{1,2}/u.exec(source.slice(at, at + 3)) ?? [];
  if (hex === undefined) return undefined;
  return { text: String.fromCharCode(Number.parseInt(hex.slice(1), 16)), length: hex.length };
}

/**
 * A source whose escapes of one character are replaced. `other` makes of a backslash what it makes of the letter after it:
 * empty at the end of the source.
 */
export function replaceEscapes(source: string, other: (next: string) => string): string {
  if (!source.includes('\\')) return source;
  let result = '';
  for (let at = 0; at < source.length; at += 1) {
    const letter = source.charAt(at);
    if (letter !== '\\') {
      result += letter;
      continue;
    }
    at += 1;
    const escape = escapeAt(source, at);
    const next = at < source.length ? String.fromCodePoint(source.codePointAt(at) ?? 0) : '';
    result += escape ? escape.text : other(next);
    at += Math.max(escape?.length ?? next.length, 1) - 1;
  }
  return result;
}

/** A text between quotes, its escapes replaced; `warn` is told of letters that need no backslash. */
export function unescapeText(source: string, warn: (message: string) => void): string {
  return replaceEscapes(source, (next) => {
    if (next === '\n') return '';
    if (next === '') return '\\';
    if (next !== '\\' && next !== '"')
      warn(`warning: escape sequence \`\\${next}' treated as plain \`${next}'`);
    return next;
  });
}
