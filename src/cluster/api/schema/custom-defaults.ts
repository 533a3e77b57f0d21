import { isFields, type Fields } from '#cluster/api/json.ts';
import type { Schema } from './schema.ts';

/**
 * The defaults of a custom kind (apiextensions-apiserver/pkg/apiserver/schema/defaulting, v1.35): where a field is missing,
 * or null and may not be. The object itself when nothing was missing.
 */
export function customDefaults<T extends Fields>(object: T, schema: Schema): T {
  // Only adds what the schema says.
  return walk(object, schema) as T;
}

function walk(value: unknown, schema: Schema): unknown {
  if (Array.isArray(value)) return walkList(value, schema.items);
  if (!isFields(value)) return value;
  let result: Record<string, unknown> | undefined;
  const set = (name: string, next: unknown): void => {
    if (next === value[name]) return;
    result ??= { ...value };
    result[name] = next;
  };
  for (const [name, field] of schema.fields ?? []) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const fallback = field.schema.source?.['default'];
    const isMissing =
      given === undefined || (given === null && field.schema.source?.['nullable'] !== true);
    if (isMissing && fallback !== undefined) set(name, walk(fallback, field.schema));
    else if (given !== undefined) set(name, walk(given, field.schema));
  }
  if (schema.type === 'map' && schema.items !== undefined) {
    for (const [name, item] of Object.entries(value)) {
      if (name !== '__proto__') set(name, walk(item, schema.items));
    }
  }
  return result ?? value;
}

function walkList(value: readonly unknown[], items: Schema | undefined): readonly unknown[] {
  if (items === undefined) return value;
  const next = value.map((item) => walk(item, items));
  return next.some((item, index) => item !== value[index]) ? next : value;
}
