/** Text to values as Go's strconv and time read them, with their refusals. */

/** Go's `%q`. */
export function quote(text: string): string {
  let quoted = '';
  for (const char of text) quoted += quoteChar(char);
  return `"${quoted}"`;
}

const escapes: Record<string, string> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

function quoteChar(char: string): string {
  const escape = escapes[char];
  if (escape !== undefined) return escape;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x7f || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(char)) return char;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A refusal, whose text goes into a bigger one. */
export class ValueError extends Error {
  override name = 'ValueError';
}

export function parseBool(text: string): boolean {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false;
  throw new ValueError(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`);
}

/** Base 0, as pflag does: 0x1f, 0b11, 0o17, 017, 1_000. */
export function parseInteger(text: string, { bits = 64, signed = true } = {}): number {
  const name = signed ? 'ParseInt' : 'ParseUint';
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const value = !signed && sign !== '' ? undefined : parseDigits(digits);
  if (value === undefined)
    throw new ValueError(`strconv.${name}: parsing ${quote(text)}: invalid syntax`);
  const limit = 1n << BigInt(signed ? bits - 1 : bits);
  if (sign === '-' ? value > limit : value >= limit)
    throw new ValueError(`strconv.${name}: parsing ${quote(text)}: value out of range`);
  return Number(sign === '-' ? -value : value);
}

function parseDigits(digits: string): bigint | undefined {
  const plain = digits.replaceAll(/(?<=[\da-fxob])_(?=[\da-f])/gi, '');
  if (/^(0|[1-9]\d*|0x[\da-f]+|0b[01]+|0o[0-7]+)$/i.test(plain)) return BigInt(plain.toLowerCase());
  if (/^0[0-7]+$/.test(plain)) return BigInt(`0o${plain.slice(1)}`);
  return undefined;
}

const unitMs = new Map([
  ['ns', 1e-6],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** time.ParseDuration, in milliseconds. */
export function parseDuration(text: string): number {
  const invalid = () => new ValueError(`time: invalid duration ${quote(text)}`);
  const [, sign, whole = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (whole === '0') return 0;
  if (whole === '') throw invalid();
  let rest = whole;
  let total = 0;
  while (rest !== '') {
    const [all = '', amount = '', unit = ''] = /^(\d*\.?\d*)([^\d.]*)/.exec(rest) ?? [];
    if (!/\d/.test(amount)) throw invalid();
    if (unit === '') throw new ValueError(`time: missing unit in duration ${quote(text)}`);
    const ms = unitMs.get(unit);
    if (ms === undefined)
      throw new ValueError(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    total += Number(amount) * ms;
    rest = rest.slice(all.length);
  }
  return sign === '-' ? -total : total;
}

/** One record of encoding/csv: what pflag's string slices are. */
export function parseCsv(text: string): string[] {
  if (text === '') return [];
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const [field, end] = text[at] === '"' ? quotedField(text, at) : bareField(text, at);
    fields.push(field);
    if (end >= text.length) return fields;
    at = end + 1;
  }
}

function bareField(text: string, start: number): [string, number] {
  const comma = text.indexOf(',', start);
  const end = comma < 0 ? text.length : comma;
  const field = text.slice(start, end);
  if (field.includes('"'))
    throw csvError(start + field.indexOf('"') + 1, 'bare " in non-quoted-field');
  return [field, end];
}

function quotedField(text: string, start: number): [string, number] {
  let field = '';
  let at = start + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) throw csvError(text.length + 1, 'extraneous or missing " in quoted-field');
    field += text.slice(at, end);
    if (text[end + 1] !== '"') {
      if (end + 1 < text.length && text[end + 1] !== ',')
        throw csvError(end + 1, 'extraneous or missing " in quoted-field');
      return [field, end + 1];
    }
    field += '"';
    at = end + 2;
  }
}

function csvError(column: number, what: string): ValueError {
  return new ValueError(`parse error on line 1, column ${column}: ${what}`);
}
