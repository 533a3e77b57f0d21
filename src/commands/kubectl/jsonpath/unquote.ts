import { PathError } from './path-error.ts';

const named: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** strconv.Unquote, single quotes allowed around more than one character. */
export function unquote(text: string): string {
  const inside = text.slice(1, -1);
  const mark = text[0] ?? '';
  const refuse = () => new PathError(`unquote string ${text} error invalid syntax`);
  return inside.replaceAll(/\\(x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[0-7]{3}|[^])?/gi, (_, code) => {
    const escape = String(code ?? '');
    if (/^[xu]/i.test(escape) && escape.length > 1)
      return String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
    if (/^[0-7]{3}$/.test(escape)) return String.fromCodePoint(Number.parseInt(escape, 8));
    const char = named[escape];
    if (char === undefined || ((escape === '"' || escape === "'") && escape !== mark))
      throw refuse();
    return char;
  });
}
