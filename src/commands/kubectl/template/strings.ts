import { quote } from '#commands/kubectl/go-values.ts';
import { isRecord } from '#commands/kubectl/json.ts';
import { formatGo, formatNumber, goType, sortedKeys } from '#commands/kubectl/jsonpath/evaluate.ts';

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

/** A Go string literal. */
export function unquoteGo(text: string): string {
  const inside = text.slice(1, -1);
  if (text.startsWith('`')) return inside.replaceAll('\r', '');
  return inside.replaceAll(
    /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|[^])/g,
    (_, code: string) => {
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
      if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
      return named[code] ?? code;
    },
  );
}

/** fmt.Sprint: a space between two operands that are not text. */
export function sprint(values: readonly unknown[]): string {
  let text = '';
  for (const [at, value] of values.entries()) {
    const isApart = at > 0 && typeof value !== 'string' && typeof values[at - 1] !== 'string';
    text += (isApart ? ' ' : '') + formatGo(value);
  }
  return text;
}

/** fmt.Sprintf, for what templates print. */
export function sprintf(
  format: string,
  values: readonly unknown[],
  types: readonly string[],
): string {
  const rest = values.map((value, at) => ({ value, type: types[at] ?? goType(value) }));
  const text = format.replaceAll(
    /%([-+# 0]*)(\d+|\*)?(?:\.(\d+))?(.|$)/gsu,
    (_, ...found: (string | undefined)[]) => {
      const [flags = '', width, precision, verb = ''] = found;
      if (verb === '%') return '%';
      if (verb === '') return '%!(NOVERB)';
      if (rest.length === 0) return `%!${verb}(MISSING)`;
      const size = Number(width === '*' ? rest.shift()?.value : (width ?? 0));
      const { value, type = '' } = rest.shift() ?? {};
      const plain = formatVerb(verb, value, { flags, precision, type });
      if (flags.includes('-')) return plain.padEnd(size);
      const isZeroed = flags.includes('0') && typeof value === 'number';
      if (!isZeroed) return plain.padStart(size);
      const sign = /^[+-]/.exec(plain)?.[0] ?? '';
      return sign + plain.slice(sign.length).padStart(size - sign.length, '0');
    },
  );
  if (rest.length === 0) return text;
  return `${text}%!(EXTRA ${rest.map(({ value, type }) => `${type}=${formatGo(value)}`).join(', ')})`;
}

interface Verb {
  flags: string;
  precision: string | undefined;
  /** Go's, of the value. */
  type: string;
}

function formatVerb(verb: string, value: unknown, how: Verb): string {
  if (verb === 'T') return how.type;
  if (verb === 'v') return formatPlain(value, how);
  const inside = (one: unknown): string => formatVerb(verb, one, { ...how, type: goType(one) });
  if (Array.isArray(value)) return `[${value.map(inside).join(' ')}]`;
  if (isRecord(value))
    return `map[${sortedKeys(value)
      .map((key) => `${inside(key)}:${inside(value[key])}`)
      .join(' ')}]`;
  return (
    formatBasic(verb, value, how) ??
    `%!${verb}(${value === null || value === undefined ? '<nil>' : `${how.type}=${formatGo(value)}`})`
  );
}

function formatPlain(value: unknown, { flags }: Verb): string {
  if (flags.includes('#') && typeof value === 'string') return quote(value);
  return typeof value === 'number' ? signed(formatNumber(value), flags) : formatGo(value);
}

function signed(text: string, flags: string): string {
  return flags.includes('+') && !text.startsWith('-') ? `+${text}` : text;
}

/** Undefined where the verb is not for such a value. */
function formatBasic(verb: string, value: unknown, { flags, precision }: Verb): string | undefined {
  if (typeof value === 'string') return formatText(verb, value, precision);
  if (typeof value === 'boolean') return verb === 't' ? String(value) : undefined;
  if (typeof value !== 'number') return undefined;
  const text = Number.isInteger(value)
    ? formatInteger(verb, value)
    : formatFloat(verb, value, precision);
  return text === undefined || !/[dfFeg]/.test(verb) ? text : signed(text, flags);
}

function formatText(verb: string, value: string, precision = ''): string | undefined {
  if (verb === 's')
    return precision === '' ? value : Array.from(value).slice(0, Number(precision)).join('');
  if (verb === 'q') return quote(value);
  if (verb === 'x') return hexOf(value);
  return verb === 'X' ? hexOf(value).toUpperCase() : undefined;
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, d: 10, x: 16, X: 16, U: 16 };

function formatInteger(verb: string, value: number): string | undefined {
  if (verb === 'c') return String.fromCodePoint(value);
  if (verb === 'q') return `'${String.fromCodePoint(value)}'`;
  const base = bases[verb];
  if (base === undefined) return undefined;
  const digits = value.toString(base);
  if (verb === 'U') return `U+${digits.toUpperCase().padStart(4, '0')}`;
  return verb === 'X' ? digits.toUpperCase() : digits;
}

function formatFloat(verb: string, value: number, precision = '6'): string | undefined {
  if (verb === 'f' || verb === 'F') return value.toFixed(Number(precision));
  if (verb === 'g') return formatNumber(value);
  if (verb !== 'e') return undefined;
  return value.toExponential(Number(precision)).replace(/e([+-])(\d)$/, 'e$10$2');
}

function hexOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
