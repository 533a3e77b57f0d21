import { isRecord } from '#commands/kubectl/json.ts';

const unsafe: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** encoding/json's Marshal: keys sorted as those of a map, HTML escaped. */
export function goJson(value: unknown, indent = ''): string {
  return escapeHtml(JSON.stringify(sortKeys(value), undefined, indent));
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

/** A copy whose keys are in the order of their bytes, all the way down. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sortKeys(one)]),
  );
}
