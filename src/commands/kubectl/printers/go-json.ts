import { isRecord } from '#commands/kubectl/json.ts';

const unsafe: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** encoding/json's Marshal: keys sorted as those of a map (numbers too), HTML escaped. */
export function goJson(value: unknown, indent = '', keysOf = sortedKeys): string {
  return escapeHtml(serialize(value, { indent, keysOf }, '\n'));
}

export const sortedKeys = (value: object): string[] =>
  Object.keys(value).toSorted((a, b) => (a < b ? -1 : 1));

/** A field of a type is no number: what has one is a map, whose keys are sorted. An object would have them first. */
export function typedKeys(value: object): string[] {
  const keys = Object.keys(value);
  return /^\d/.test(keys[0] ?? '') ? sortedKeys(value) : keys;
}

interface Form {
  indent: string;
  keysOf: (value: object) => string[];
}

function serialize(value: unknown, form: Form, newline: string): string {
  const { indent, keysOf } = form;
  const isList = Array.isArray(value);
  if (!isList && !isRecord(value)) return JSON.stringify(value) ?? 'null';
  const inner = newline + indent;
  const parts = isList
    ? value.map((item) => serialize(item, form, inner))
    : keysOf(value)
        .filter((key) => value[key] !== undefined)
        .map(
          (key) => `${JSON.stringify(key)}:${indent && ' '}${serialize(value[key], form, inner)}`,
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
  return `${goJson(value, '    ', typedKeys)}\n`;
}

export function escapeHtml(json: string): string {
  return json.replaceAll(/[<>&\u2028\u2029]/g, (char) => unsafe[char] ?? char);
}
