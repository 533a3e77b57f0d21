import { fieldsOf, isFields, listOf, type Fields } from '#cluster/api/json.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import type { FieldSet } from './field-set.ts';
import { byElement, elementKey, fieldSchema, shapeOf } from './list-elements.ts';

/** typed.Merge of structured-merge-diff v6: `applied` over `live`. The live value itself where nothing changes. */
export function applyMerge(live: unknown, applied: unknown, schema: Schema | undefined): unknown {
  const shape = shapeOf(applied, schema);
  if (shape === 'fields' && isFields(applied)) return mergeFields(live, applied, schema);
  if (shape === 'elements') return mergeElements(listOf(live), listOf(applied), schema);
  return applied;
}

function mergeFields(live: unknown, applied: Fields, schema: Schema | undefined): Fields {
  const merged = new Map(Object.entries(fieldsOf(live)));
  for (const [key, value] of Object.entries(applied)) {
    if (value !== undefined)
      merged.set(key, applyMerge(merged.get(key), value, fieldSchema(schema, key)));
  }
  return Object.fromEntries(merged);
}

/** Applied elements in their order; those that only the live list has stay where they were among them. */
function mergeElements(
  live: readonly unknown[],
  applied: readonly unknown[],
  schema: Schema | undefined,
): unknown[] {
  const before = byElement(live, schema);
  const wanted = byElement(applied, schema);
  const result: unknown[] = [];
  const done = new Set<string>();
  const left = [...wanted];
  for (const [key, item] of before) {
    if (!wanted.has(key)) result.push(item);
    while (wanted.has(key) && !done.has(key)) {
      const [next, value] = left.shift() ?? [key, item];
      done.add(next);
      result.push(applyMerge(before.get(next), value, schema?.items));
    }
  }
  return [...result, ...left.map(([, value]) => value)];
}

/**
 * merge.Updater.prune: what this manager applied before, applies no more and nobody else owns goes, with what nobody owns
 * in it. `last` is what it applied, `owned` what it applies now and all that the others own.
 */
export function prune(
  value: unknown,
  last: FieldSet,
  owned: FieldSet,
  schema: Schema | undefined,
): unknown {
  const shape = shapeOf(value, schema);
  if (shape === 'fields' && isFields(value)) {
    const entries = Object.entries(value).flatMap(([key, item]) => {
      const kept = pruneAt(item, `f:${key}`, {
        last,
        owned,
        schema: fieldSchema(schema, key),
        isField: schema?.fields?.has(key) === true,
      });
      return kept === gone ? [] : [[key, kept] as const];
    });
    return Object.fromEntries(entries);
  }
  if (shape !== 'elements') return value;
  return listOf(value).flatMap((item) => {
    const kept = pruneAt(item, elementKey(item, schema), {
      last,
      owned,
      schema: schema?.items,
      isField: false,
    });
    return kept === gone ? [] : [kept];
  });
}

const gone = Symbol('gone');

interface Branch {
  last: FieldSet;
  owned: FieldSet;
  schema: Schema | undefined;
  /** A field that the schema names counts as applied when anything in it was. */
  isField: boolean;
}

function pruneAt(value: unknown, key: string, { last, owned, schema, isField }: Branch): unknown {
  const before = Object.hasOwn(last, key) ? last[key] : undefined;
  if (before === undefined) return value;
  const kept = Object.hasOwn(owned, key) ? owned[key] : undefined;
  if (kept !== undefined) return prune(value, before, kept, schema);
  const wasApplied = isField || Object.hasOwn(before, '.') || Object.keys(before).length === 0;
  return wasApplied ? gone : prune(value, before, {}, schema);
}
