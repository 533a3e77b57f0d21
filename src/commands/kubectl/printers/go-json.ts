import { isRecord } from '#commands/kubectl/json.ts';

const unsafe: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** encoding/json's Marshal: keys sorted as those of a map (numbers too), HTML escaped. */
export function goJson(value: unknown, indent = ''): string {
  return escapeHtml(serialize(value, indent, '\n'));
}

/** JSON.stringify would put keys like `10` first, whatever their order. */
function serialize(value: unknown, indent: string, newline: string): string {
  const isList = Array.isArray(value);
  if (!isList && !isRecord(value)) return JSON.stringify(value) ?? 'null';
  const inner = newline + indent;
  const parts = isList
    ? value.map((item) => serialize(item, indent, inner))
    : Object.keys(value)
        .filter((key) => value[key] !== undefined)
        .toSorted((a, b) => (a < b ? -1 : 1))
        .map(
          (key) => `${JSON.stringify(key)}:${indent && ' '}${serialize(value[key], indent, inner)}`,
        );
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  if (indent === '') return `${open}${parts.join(',')}${close}`;
  return `${open}${inner}${parts.join(`,${inner}`)}${newline}${close}`;
}

/** `-o json` */
export function printJson(value: unknown): string {
  return `${goJson(value, '    ')}\n`;
}

/** The same, fields in the order they have: what kubectl prints of its own types. */
export function printTypedJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(value, undefined, '    '))}\n`;
}

export function escapeHtml(json: string): string {
  return json.replaceAll(/[<>&\u2028\u2029]/g, (char) => unsafe[char] ?? char);
}
