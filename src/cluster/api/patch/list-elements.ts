import { fieldsOf, isFields } from '#cluster/api/json.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';

/** How a value is owned: whole, field by field, or element by element. */
export type Shape = 'whole' | 'fields' | 'elements';

export function shapeOf(value: unknown, schema: Schema | undefined): Shape {
  if (Array.isArray(value)) {
    const kind = schema?.list?.kind;
    return kind === 'map' || kind === 'set' ? 'elements' : 'whole';
  }
  return isFields(value) && schema?.atomic !== true && schema?.type !== 'list' ? 'fields' : 'whole';
}

/** The schema of a field; what is not declared is deduced from its value: fields are granular, lists atomic. */
export function fieldSchema(schema: Schema | undefined, name: string): Schema | undefined {
  if (schema?.type === 'map') return schema.items;
  return schema?.fields?.get(name)?.schema;
}

/** Key fields that the schema gives a default. */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** `k:{"name":"a"}` or `v:"x"`: how an element of an associative list is called. */
export function elementKey(item: unknown, schema: Schema | undefined): string {
  const list = schema?.list;
  if (list?.kind !== 'map') return `v:${JSON.stringify(item)}`;
  const fields = fieldsOf(item);
  const keys = list.keys.toSorted().map((key) => [key, fields[key] ?? keyDefaults[key]]);
  return `k:${JSON.stringify(Object.fromEntries(keys))}`;
}

export function byElement(
  items: readonly unknown[],
  schema: Schema | undefined,
): Map<string, unknown> {
  return new Map(items.map((item) => [elementKey(item, schema), item]));
}
