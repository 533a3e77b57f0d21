import type { Fields } from '#cluster/api/json.ts';
import type { Field, Schema, SchemaType } from './schema.ts';

/** Go's zero values, of fields that are required and so written. */
const zeros: Partial<Record<SchemaType, unknown>> = {
  string: '',
  int32: 0,
  int64: 0,
  double: 0,
  'int-or-string': 0,
  boolean: false,
  quantity: '0',
};

/** What Go writes of a field that was not given: only of fields that are no pointers. */
export function zeroOf({ schema, required, written }: Field): unknown {
  if (schema.type === 'object') {
    // A required selector is a pointer: what is missing stays so.
    if (required && schema.name?.endsWith('.LabelSelector') === true) return undefined;
    return addZeros({}, schema);
  }
  return written ? (zeros[schema.type] ?? null) : undefined;
}

/** Gives the fields that `object` lacks and that Go writes all the same. */
export function addZeros(object: Record<string, unknown>, { fields }: Schema): Fields {
  for (const [name, field] of fields ?? []) {
    if (field.omitEmpty || Object.hasOwn(object, name)) continue;
    const zero = zeroOf(field);
    if (zero !== undefined) object[name] = zero;
  }
  return object;
}

export function isCustom(schema: Schema): boolean {
  return schema.source !== undefined;
}

const zeroObjects = new WeakMap<Schema, Fields>();

/** Go's object of a kind before anything is read in it: what a new object is compared with. */
export function zeroObject(schema: Schema | undefined): Fields {
  if (schema === undefined || isCustom(schema)) return { metadata: {} };
  let zero = zeroObjects.get(schema);
  if (zero === undefined) {
    zero = addZeros({}, schema);
    zeroObjects.set(schema, zero);
  }
  return zero;
}
