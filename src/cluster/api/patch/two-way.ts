import { fieldsOf, isEqual, isFields, type Fields } from '#cluster/api/json.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { identity, inOrder } from './element-order.ts';
import { mergeMap } from './strategic.ts';

/** What a diff leaves aside (DiffOptions): apply takes changes from the live object and deletions from the last one. */
interface Aside {
  deletions: boolean;
  changes: boolean;
}

/** strategicpatch CreateTwoWayMergePatch (v1.35): the patch that makes `modified` of `original`. */
export function createTwoWayMerge(original: Fields, modified: Fields, schema: Schema): Fields {
  return diffMaps(original, modified, { schema, aside: { deletions: false, changes: false } });
}

/**
 * strategicpatch CreateThreeWayMergePatch: changes from `current` (live) to `modified`, and deletions of what `original` (the
 * last applied) had. What `kubectl apply` sends for built-in kinds.
 */
export function createThreeWayMerge(
  original: Fields,
  modified: Fields,
  current: Fields,
  schema: Schema,
): Fields {
  const changes = diffMaps(current, modified, {
    schema,
    aside: { deletions: true, changes: false },
  });
  const deletions = diffMaps(original, modified, {
    schema,
    aside: { deletions: false, changes: true },
  });
  return mergeMap(deletions, changes, schema, 'patch');
}

interface Context {
  schema: Schema | undefined;
  aside: Aside;
}

function diffMaps(original: Fields, modified: Fields, { schema, aside }: Context): Fields {
  const patch = new Map<string, unknown>();
  for (const [key, before] of Object.entries(original)) {
    const after = Object.hasOwn(modified, key) ? modified[key] : undefined;
    if (before === undefined) continue;
    if (after === undefined) {
      if (!aside.deletions) patch.set(key, null);
      continue;
    }
    const field = schema?.type === 'map' ? schema.items : schema?.fields?.get(key)?.schema;
    diffField(patch, key, [before, after], { schema: field, aside });
  }
  if (!aside.changes) {
    for (const [key, after] of Object.entries(modified)) {
      const isNew = !Object.hasOwn(original, key) || original[key] === undefined;
      if (isNew && after !== undefined) patch.set(key, after);
    }
  }
  return Object.fromEntries(patch);
}

function diffField(
  patch: Map<string, unknown>,
  key: string,
  [before, after]: readonly [unknown, unknown],
  context: Context,
): void {
  if (isFields(before) && isFields(after) && context.schema?.patch?.replace === true) {
    // Not even compared: what a patch replaces, it always holds.
    if (!context.aside.changes) patch.set(key, after);
  } else if (isFields(before) && isFields(after)) {
    const inner = diffMaps(before, after, context);
    if (Object.keys(inner).length === 0) return;
    const retain = context.schema?.patch?.retainKeys === true && !context.aside.changes;
    patch.set(key, retain ? { ...inner, $retainKeys: Object.keys(after).toSorted() } : inner);
  } else if (
    Array.isArray(before) &&
    Array.isArray(after) &&
    context.schema?.patch?.merge === true
  ) {
    const { items, removed, order } = diffLists(before, after, context);
    if (items.length > 0) patch.set(key, items);
    if (removed.length > 0) patch.set(`$deleteFromPrimitiveList/${key}`, removed);
    if (order !== undefined && order.length > 0) patch.set(`$setElementOrder/${key}`, order);
  } else if (!context.aside.changes && !isEqual(before, after)) {
    patch.set(key, after);
  }
}

interface ListDiff {
  items: unknown[];
  /** Of lists of scalars. */
  removed: unknown[];
  order?: unknown[];
}

function diffLists(
  original: readonly unknown[],
  modified: readonly unknown[],
  context: Context,
): ListDiff {
  const { aside } = context;
  if (original.length === 0) return { items: aside.changes ? [] : [...modified], removed: [] };
  const key = context.schema?.patch?.key;
  if (key === undefined) return diffScalars(original, modified, aside);
  const items = inOrder(diffElements(original, modified, key, context), modified, key);
  const isSameOrder =
    original.length === modified.length &&
    modified.every((item, index) => identity(item, key) === identity(original[index], key));
  const isOrdered =
    (!aside.changes && (items.length > 0 || !isSameOrder)) ||
    (!aside.deletions && items.length > 0);
  if (!isOrdered) return { items, removed: [] };
  return { items, removed: [], order: modified.map((item) => ({ [key]: identity(item, key) })) };
}

function diffScalars(
  original: readonly unknown[],
  modified: readonly unknown[],
  aside: Aside,
): ListDiff {
  const items = aside.changes ? [] : modified.filter((item) => !original.includes(item));
  const removed = aside.deletions
    ? []
    : [...new Set(original.filter((item) => !modified.includes(item)))];
  const isOrdered = removed.length > 0 || (!aside.changes && !isEqual(original, modified));
  return isOrdered ? { items, removed, order: [...modified] } : { items, removed };
}

/** Changed, new and deleted elements; several changes of one element's fields make one item with its key. */
function diffElements(
  original: readonly unknown[],
  modified: readonly unknown[],
  key: string,
  { schema, aside }: Context,
): unknown[] {
  const retain = schema?.patch?.retainKeys === true && !aside.changes;
  const items: unknown[] = [];
  for (const before of original) {
    const after = modified.find((item) => identity(item, key) === identity(before, key));
    if (after === undefined) {
      if (!aside.deletions) items.push({ $patch: 'delete', [key]: identity(before, key) });
      continue;
    }
    const inner = diffMaps(fieldsOf(before), fieldsOf(after), { schema: schema?.items, aside });
    if (Object.keys(inner).length === 0) continue;
    const retained = retain ? { $retainKeys: Object.keys(fieldsOf(after)).toSorted() } : {};
    items.push({ ...inner, ...retained, [key]: identity(before, key) });
  }
  if (aside.changes) return items;
  const isNew = (item: unknown) =>
    !original.some((other) => identity(other, key) === identity(item, key));
  return [...items, ...modified.filter(isNew)];
}
