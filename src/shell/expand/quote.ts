const control = /\p{Cc}/u;

/** As `printf %q` writes a word. */
export function quoteWord(text: string): string {
  if (text === '') return "''";
  if (control.test(text)) return ansiQuoted(text);
  return text
    .replace(/[^\w@%+=:./\-\u0080-\u{10ffff}]/gu, '\\$&')
    .replace(/^[~#]/u, '\\$&')
    .replace(/^\\\\/u, '\\\\');
}

/** As `${x@Q}` and `set` write a value. */
export function quoteValue(text: string): string {
  if (control.test(text)) return ansiQuoted(text);
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** As `declare -p` writes a value. */
export function quoteDeclared(text: string): string {
  if (control.test(text)) return ansiQuoted(text);
  return `"${text.replace(/["$`\\]/g, '\\$&')}"`;
}

/** As `set`, `trap` and `alias` show a value: bare where nothing in it is special. */
export function quoteIfNeeded(text: string): string {
  return /^[\w@%+:,./=-]+$/u.test(text) ? text : quoteValue(text);
}

const names: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\v': '\\v',
  "'": String.raw`\'`,
  '\\': '\\\\',
};

function ansiQuoted(text: string): string {
  const inner = text.replace(
    /[\p{Cc}'\\]/gu,
    (char) => names[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `$'${inner}'`;
}
