/** Letters that GNU sed writes with a backslash. */
const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What one escape stands for, its backslash included; undefined where it is none of these. */
export function escapedLetter(escape: string): string | undefined {
  const [, base, digits = '', control] =
    /^\\(?:([xod])([\da-fA-F]+)|c([\s\S]))$/u.exec(escape) ?? [];
  if (control !== undefined) return String.fromCharCode(control.toUpperCase().charCodeAt(0) ^ 0x40);
  if (base === undefined) return controls[escape.slice(1)];
  const radix = base === 'x' ? 16 : base === 'o' ? 8 : 10;
  return String.fromCharCode(Number.parseInt(digits, radix) & 255);
}

/** An escape: a letter by its number or as a control, or a backslash and any letter. */
export const escapes = /\\(?:x[\da-fA-F]{1,2}|o[0-7]{1,3}|d\d{1,3}|c[\s\S]|[\s\S])/gu;

/** A text with what its escapes stand for; `other` is asked of the letter of any other escape. */
export function unescaped(text: string, other: (letter: string) => string): string {
  return text.replace(escapes, (escape) => escapedLetter(escape) ?? other(escape.slice(1)));
}
