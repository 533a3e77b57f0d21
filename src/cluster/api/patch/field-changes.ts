import { isEqual, isFields, listOf, type Fields } from '#cluster/api/json.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { fieldKey, fieldSet, leaf, member, type FieldSet } from './field-set.ts';
import { byElement, elementKey, fieldSchema, shapeOf } from './list-elements.ts';

/** What a write did, field by field (typed.Compare of structured-merge-diff v6). */
export interface FieldChanges {
  /** Modified or added. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

const nothing: FieldChanges = { changed: leaf, removed: leaf };
const modified = { changed: 'leaf' } as const;

/** What one node of the tree came to: `leaf` is in the set, none is not. */
interface NodeChanges {
  changed?: FieldSet | 'leaf';
  removed?: FieldSet;
}

/** Parts that are the same value on both sides, as most are, cost nothing. */
export function fieldChanges(
  before: Fields,
  after: Fields,
  schema: Schema | undefined,
): FieldChanges {
  if (before === after) return nothing;
  const { changed, removed } = compareFields(before, after, schema);
  return {
    changed: changed === undefined || changed === 'leaf' ? leaf : changed,
    removed: removed ?? leaf,
  };
}

function compare(before: unknown, after: unknown, schema: Schema | undefined): NodeChanges {
  if (before === after) return {};
  const [old, next] = [shapeOf(before, schema), shapeOf(after, schema)];
  const isGranular = (shape: string, other: unknown) =>
    shape !== 'whole' && (other === null || shapeOf(other, schema) === shape);
  if (isGranular(next, before) || isGranular(old, after)) {
    const shape = next === 'whole' ? old : next;
    return shape === 'fields'
      ? compareFields(isFields(before) ? before : {}, isFields(after) ? after : {}, schema)
      : compareElements(listOf(before), listOf(after), schema);
  }
  return isEqual(before, after) ? {} : modified;
}

function compareFields(before: Fields, after: Fields, schema: Schema | undefined): NodeChanges {
  const changed: [string, FieldSet][] = [];
  const removed: [string, FieldSet][] = [];
  for (const name of Object.keys(after)) {
    const value = after[name];
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (value === old || value === undefined) continue;
    const field = fieldSchema(schema, name);
    if (old === undefined) changed.push([fieldKey(name), everything(value, field)]);
    else collect(fieldKey(name), compare(old, value, field), { changed, removed });
  }
  for (const name of Object.keys(before)) {
    const isGone =
      before[name] !== undefined && (!Object.hasOwn(after, name) || after[name] === undefined);
    if (isGone) removed.push([fieldKey(name), everything(before[name], fieldSchema(schema, name))]);
  }
  return sets(changed, removed);
}

interface Collected {
  changed: [string, FieldSet][];
  removed: [string, FieldSet][];
}

function collect(key: string, { changed, removed }: NodeChanges, into: Collected): void {
  if (changed !== undefined) into.changed.push([key, changed === 'leaf' ? leaf : changed]);
  if (removed !== undefined) into.removed.push([key, removed]);
}

function sets(changed: [string, FieldSet][], removed: [string, FieldSet][]): NodeChanges {
  return {
    ...(changed.length > 0 ? { changed: fieldSet(changed) } : {}),
    ...(removed.length > 0 ? { removed: fieldSet(removed) } : {}),
  };
}

function compareElements(
  before: readonly unknown[],
  after: readonly unknown[],
  schema: Schema | undefined,
): NodeChanges {
  const changed: [string, FieldSet][] = [];
  const removed: [string, FieldSet][] = [];
  const [old, next] = [byElement(before, schema), byElement(after, schema)];
  for (const [key, value] of next) {
    if (!old.has(key)) changed.push([key, everything(value, schema?.items)]);
    else collect(key, compare(old.get(key), value, schema?.items), { changed, removed });
  }
  for (const [key, value] of old) {
    if (!next.has(key)) removed.push([key, everything(value, schema?.items)]);
  }
  return sets(changed, removed);
}

/** A value that came or went, with all that is in it. */
function everything(value: unknown, schema: Schema | undefined): FieldSet {
  const shape = shapeOf(value, schema);
  if (shape === 'fields' && isFields(value)) {
    const inner: [string, FieldSet][] = [];
    for (const name of Object.keys(value)) {
      const item = value[name];
      if (item !== undefined)
        inner.push([fieldKey(name), everything(item, fieldSchema(schema, name))]);
    }
    return member(inner);
  }
  if (shape === 'elements') {
    return member(
      listOf(value).map((item) => [elementKey(item, schema), everything(item, schema?.items)]),
    );
  }
  return leaf;
}
