import type { Json } from '#cluster/api/object.ts';

/** Compact JSON of one of kubectl's own types: fields in their order, `<`, `>` and `&` escaped as Go does. */
export function typedJson(value: Json | undefined): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
