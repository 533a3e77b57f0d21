import { quote } from '#commands/kubectl/go-values.ts';
import { formatGo, formatNumber, goType } from '#commands/kubectl/jsonpath/evaluate.ts';

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
export function sprintf(format: string, values: readonly unknown[]): string {
  const rest = [...values];
  const text = format.replaceAll(
    /%([-+# 0]*)(\d+|\*)?(?:\.(\d+))?(.)/gsu,
    (_, ...found: (string | undefined)[]) => {
      const [flags = '', width, precision, verb = ''] = found;
      if (verb === '%') return '%';
      if (rest.length === 0) return `%!${verb}(MISSING)`;
      const size = width === '*' ? Number(rest.shift()) : Number(width ?? 0);
      const value = rest.shift();
      const plain = formatVerb(verb, value, { flags, precision });
      if (flags.includes('-')) return plain.padEnd(size);
      const isZeroed = flags.includes('0') && typeof value === 'number';
      if (!isZeroed) return plain.padStart(size);
      const sign = /^[+-]/.exec(plain)?.[0] ?? '';
      return sign + plain.slice(sign.length).padStart(size - sign.length, '0');
    },
  );
  if (rest.length === 0) return text;
  return `${text}%!(EXTRA ${rest.map((value) => `${goType(value).replace('int64', 'int')}=${formatGo(value)}`).join(', ')})`;
}

function formatVerb(
  verb: string,
  value: unknown,
  { flags, precision }: { flags: string; precision: string | undefined },
): string {
  const wrong = () =>
    `%!${verb}(${value === null || value === undefined ? '<nil>' : `${goType(value)}=${formatGo(value)}`})`;
  const plus = (text: string) => (flags.includes('+') && !text.startsWith('-') ? `+${text}` : text);
  switch (verb) {
    case 'v':
      return typeof value === 'number' ? plus(formatNumber(value)) : formatGo(value);
    case 's':
      if (typeof value === 'number' || typeof value === 'boolean' || value === null) return wrong();
      return precision === undefined
        ? formatGo(value)
        : Array.from(formatGo(value)).slice(0, Number(precision)).join('');
    case 'q':
      return typeof value === 'string' ? quote(value) : wrong();
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong();
    case 'T':
      return goType(value);
    case 'd':
      return Number.isInteger(value) ? plus(String(value)) : wrong();
    case 'x':
    case 'X': {
      const hex =
        typeof value === 'string'
          ? hexOf(value)
          : Number.isInteger(value)
            ? Number(value).toString(16)
            : wrong();
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    case 'c':
      return Number.isInteger(value) ? String.fromCodePoint(Number(value)) : wrong();
    case 'f':
    case 'F':
      return typeof value === 'number' && !Number.isInteger(value)
        ? plus(value.toFixed(Number(precision ?? 6)))
        : wrong();
    case 'g':
    case 'e':
      return typeof value === 'number' && !Number.isInteger(value)
        ? plus(
            verb === 'e'
              ? value.toExponential(Number(precision ?? 6)).replace(/e([+-])(\d)$/, 'e$10$2')
              : formatNumber(value),
          )
        : wrong();
    default:
      return wrong();
  }
}

function hexOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
