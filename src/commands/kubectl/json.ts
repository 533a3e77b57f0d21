import type { JsonObject } from '#cluster/api/object.ts';

/** Reading JSON of any shape by dotted path: what is absent or of another type reads as empty. */

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `at(pod, 'spec.nodeName')`; a number is an index. */
export function at(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path === '' ? [] : path.split('.')) {
    if (Array.isArray(found)) found = found[Number(key)];
    else if (isRecord(found) && Object.hasOwn(found, key)) found = found[key];
    else return undefined;
  }
  return found;
}

export function textAt(value: unknown, path: string): string {
  const found = at(value, path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : '';
}

/** A value of no known type, as text; empty when it has none. */
export function textOf(value: unknown): string {
  return textAt(value, '');
}

export function numberAt(value: unknown, path: string): number {
  const found = at(value, path);
  return typeof found === 'number' ? found : 0;
}

export function recordAt(value: unknown, path: string): JsonObject {
  const found = at(value, path);
  return isRecord(found) ? found : {};
}

export function listAt(value: unknown, path: string): readonly JsonObject[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

export function textsAt(value: unknown, path: string): readonly string[] {
  const found = at(value, path);
  return Array.isArray(found) ? found.map(String) : [];
}
