import { isFields, type Fields } from '#cluster/api/json.ts';
import type { Schema, SchemaType } from '#cluster/api/schema/schema.ts';
import { elementKey, fieldSchema } from './list-elements.ts';
import { pathsOf } from './applied-fields.ts';

/** Why an applied configuration is not of its type, as structured-merge-diff v6 (typed/validate.go) tells it. */
export function appliedErrors(applied: Fields, schema: Schema): string[] {
  return schema.source === undefined ? errorsIn(applied, schema, '') : [];
}

function errorsIn(value: unknown, schema: Schema, path: string): string[] {
  if (value === null || value === undefined) return [];
  if (schema.type === 'object' || schema.type === 'map') {
    if (!isFields(value)) return [`${path}: expected map, got &{${String(JSON.stringify(value))}}`];
    return Object.entries(value).flatMap(([key, item]) => {
      const field = fieldSchema(schema, key);
      return field === undefined
        ? [`${path}.${key}: field not declared in schema`]
        : errorsIn(item, field, `${path}.${key}`);
    });
  }
  if (schema.type === 'list')
    return Array.isArray(value)
      ? listErrors(value, schema, path)
      : [`${path}: expected list, got &{${String(JSON.stringify(value))}}`];
  return scalarErrors(value, schema.type, path);
}

function listErrors(items: readonly unknown[], schema: Schema, path: string): string[] {
  const { list, items: itemSchema } = schema;
  if (itemSchema === undefined) return [];
  if (list === undefined || list.kind === 'atomic') {
    return items.flatMap((item, index) => errorsIn(item, itemSchema, `${path}[${index}]`));
  }
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const missing =
      list.kind === 'map'
        ? list.keys.find(
            (key) => key !== 'protocol' && (!isFields(item) || item[key] === undefined),
          )
        : undefined;
    if (missing !== undefined) {
      return [
        `${path}: element ${index}: associative list with keys has an element that omits key field ${JSON.stringify(missing)} (and doesn't have default value)`,
      ];
    }
    const element = elementKey(item, schema);
    const [shown = ''] = pathsOf({ [element]: {} });
    const duplicate = seen.has(element) ? [`${path}: duplicate entries for key ${shown}`] : [];
    seen.add(element);
    return [...duplicate, ...errorsIn(item, itemSchema, path + shown)];
  });
}

/** What each scalar type accepts, and how it is called. */
const expected: Partial<Record<SchemaType, { name: string; types: readonly string[] }>> = {
  string: { name: 'string', types: ['string'] },
  bytes: { name: 'string', types: ['string'] },
  int32: { name: 'numeric (int or float)', types: ['number'] },
  int64: { name: 'numeric (int or float)', types: ['number'] },
  double: { name: 'numeric (int or float)', types: ['number'] },
  boolean: { name: 'boolean', types: ['boolean'] },
};

function scalarErrors(value: unknown, type: SchemaType, path: string): string[] {
  const wanted = expected[type];
  if (wanted === undefined || wanted.types.includes(typeof value)) return [];
  return [
    `${path}: expected ${wanted.name}, got &value.valueUnstructured{Value:${goValue(value)}}`,
  ];
}

function goValue(value: unknown): string {
  return isFields(value) ? 'map[string]interface {}{}' : JSON.stringify(value);
}
