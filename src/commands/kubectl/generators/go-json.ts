import type { Json } from '#cluster/api/object.ts';

/** Compact JSON as Go's encoder writes it: `<`, `>` and `&` escaped. */
export function goJson(value: Json | undefined): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same with keys in order, as unstructured objects are written. */
export function sortedJson(value: Json | undefined): string {
  return goJson(inOrder(value));
}

function inOrder(value: Json | undefined): Json | undefined {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Json) => inOrder(item) ?? null);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, inOrder(item)]),
  );
}
