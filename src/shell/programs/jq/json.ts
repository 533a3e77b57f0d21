export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type TypeName = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export function typeOf(value: Json): TypeName {
  if (value === null) return 'null';
  if (isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' ? 'string' : 'object';
}

export function isTrue(value: Json): boolean {
  return value !== null && value !== false;
}

const ranks: Readonly<Record<TypeName, number>> = {
  null: 0,
  boolean: 1,
  number: 3,
  string: 4,
  array: 5,
  object: 6,
};

function rankOf(value: Json): number {
  return value === true ? 2 : ranks[typeOf(value)];
}

/** jq's order of all values: by type, then by what they are. */
export function compare(a: Json, b: Json): number {
  const byType = rankOf(a) - rankOf(b);
  if (byType !== 0) return byType;
  // Not a number is less than any number, itself included.
  if (typeof a === 'number' && typeof b === 'number')
    return a < b || Number.isNaN(a) ? -1 : a === b ? 0 : 1;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a !== null && b !== null && isArray(a) && isArray(b)) return compareLists(a, b);
  if (isObject(a) && isObject(b)) return compareObjects(a, b);
  return 0;
}

/** By code point, as UTF-8 is ordered. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [Array.from(a), Array.from(b)];
  for (const [at, one] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    if (one !== other) return (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return -1;
}

function compareLists(a: readonly Json[], b: readonly Json[]): number {
  for (const [at, one] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 1;
    const order = compare(one, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: JsonObject, b: JsonObject): number {
  const [left, right] = [sortedKeys(a), sortedKeys(b)];
  const byKeys = compareLists(left, right);
  if (byKeys !== 0) return byKeys;
  for (const key of left) {
    const order = compare(a[key] ?? null, b[key] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

export function sortedKeys(value: JsonObject): string[] {
  return Object.keys(value).toSorted(compareText);
}

/** A number as jq 1.6 prints it: seventeen digits, and the largest one for infinity. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value))
    return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  if (Object.is(value, -0)) return '-0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e17 || magnitude < 1e-5))
    return value.toExponential().replace(/e([+-])(\d)$/u, 'e$10$2');
  return String(value);
}

/** What stands for what behind a backslash, in JSON and in filters. */
export const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

export interface Style {
  /** What one level is set in by; empty writes all in one line. */
  readonly indent: string;
  readonly sortsKeys: boolean;
  readonly isAscii: boolean;
}

const compact: Style = { indent: '', sortsKeys: false, isAscii: false };

export function jsonText(value: Json, style: Style = compact, margin = ''): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'string') return stringText(value, style.isAscii);
  if (value === null || typeof value === 'boolean') return String(value);
  const inner = margin + style.indent;
  const isFlat = style.indent === '';
  const between = isFlat ? ',' : `,\n${inner}`;
  const wrap = (open: string, items: readonly string[], close: string): string =>
    items.length === 0
      ? open + close
      : isFlat
        ? open + items.join(',') + close
        : `${open}\n${inner}${items.join(between)}\n${margin}${close}`;
  if (isArray(value))
    return wrap(
      '[',
      value.map((item) => jsonText(item, style, inner)),
      ']',
    );
  const keys = style.sortsKeys ? sortedKeys(value) : Object.keys(value);
  const colon = isFlat ? ':' : ': ';
  return wrap(
    '{',
    keys.map(
      (key) => stringText(key, style.isAscii) + colon + jsonText(value[key] ?? null, style, inner),
    ),
    '}',
  );
}

function stringText(text: string, isAscii: boolean): string {
  const quoted = JSON.stringify(text).replaceAll('\x7f', '\\u007f');
  return isAscii
    ? quoted.replace(
        /[\u0080-\uffff]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
    : quoted;
}
