import { badRequest } from '#cluster/api/errors.ts';
import { fieldsOf, isFields, listOf, type Fields } from '#cluster/api/json.ts';
import type { Schema } from '#cluster/api/schema/schema.ts';
import { arrange, identity } from './element-order.ts';

/** How two maps meet: a patch in an object, or in another patch (whose directives and nulls are kept). */
export type Meeting = 'object' | 'patch';

const deletions = '$deleteFromPrimitiveList/';
const order = '$setElementOrder/';

/**
 * apimachinery/pkg/util/strategicpatch/patch.go (v1.35): lists of `schema` that have a merge key are merged by it, and
 * `$patch`, `$retainKeys`, `$setElementOrder/…`, `$deleteFromPrimitiveList/…` are obeyed.
 */
export function strategicMergePatch(target: Fields, patch: Fields, schema: Schema): Fields {
  return mergeMap(target, patch, schema, 'object');
}

export function mergeMap(
  original: Fields,
  patch: Fields,
  schema: Schema | undefined,
  meeting: Meeting,
): Fields {
  if (Object.hasOwn(patch, '$patch')) return directed(patch);
  const merged = new Map(Object.entries(retained(original, patch, meeting)));
  const left = new Map(Object.entries(patch));
  for (const key of [...left.keys()].filter((name) => name.startsWith(order))) {
    mergeOrdered(merged, left, key.slice(order.length), { schema, meeting });
  }
  for (const [key, value] of left) {
    if (key !== '$retainKeys' || meeting === 'patch')
      mergeField(merged, key, value, { schema, meeting });
  }
  return Object.fromEntries(merged);
}

interface Context {
  schema: Schema | undefined;
  meeting: Meeting;
}

function fieldSchema(schema: Schema | undefined, key: string): Schema | undefined {
  return schema?.type === 'map' ? schema.items : schema?.fields?.get(key)?.schema;
}

/** `$patch: replace` and `$patch: delete` of a map. */
function directed(patch: Fields): Fields {
  const { $patch: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  throw badRequest(`unknown patch type: ${String(directive)} in map: ${JSON.stringify(patch)}`);
}

function retained(original: Fields, patch: Fields, meeting: Meeting): Fields {
  const keys = patch['$retainKeys'];
  if (meeting === 'patch' || !Array.isArray(keys)) return original;
  const isKept = (key: string) => keys.includes(key);
  if (
    !Object.entries(patch).every(
      ([key, value]) => value === null || key.startsWith('$') || isKept(key),
    )
  ) {
    throw badRequest('retainKeys list must contains all keys present in the patch');
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => isKept(key)));
}

function mergeField(
  merged: Map<string, unknown>,
  name: string,
  value: unknown,
  context: Context,
): void {
  const isDeletion = name.startsWith(deletions) && context.meeting === 'object';
  const key = isDeletion ? name.slice(deletions.length) : name;
  if (value === null || value === undefined) {
    merged.delete(key);
    if (context.meeting === 'patch') merged.set(key, null);
    return;
  }
  const before = merged.get(key);
  const schema = fieldSchema(context.schema, key);
  if (isDeletion) {
    const gone = new Set(listOf(value));
    if (Array.isArray(before))
      merged.set(
        key,
        before.filter((item) => !gone.has(item)),
      );
  } else if (isFields(before) && isFields(value) && schema?.patch?.replace !== true) {
    merged.set(key, mergeMap(before, value, schema, context.meeting));
  } else if (Array.isArray(before) && Array.isArray(value)) {
    merged.set(key, mergeList(before, value, schema, context.meeting));
  } else {
    merged.set(key, context.meeting === 'object' ? withoutDirectives(value) : value);
  }
}

/** A patch's value where there was nothing to merge it with. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .filter((item) => !isFields(item) || item['$patch'] !== 'delete')
      .map(withoutDirectives);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, item]) =>
          item !== null &&
          !/^\$(patch$|retainKeys$|setElementOrder\/|deleteFromPrimitiveList\/)/.test(key),
      )
      .map(([key, item]) => [key, withoutDirectives(item)]),
  );
}

/** A list whose order the patch tells. */
function mergeOrdered(
  merged: Map<string, unknown>,
  left: Map<string, unknown>,
  key: string,
  { schema, meeting }: Context,
): void {
  const wanted = listOf(left.get(order + key));
  left.delete(order + key);
  if (meeting === 'patch') merged.set(order + key, wanted);
  const field = fieldSchema(schema, key);
  const [before, patch] = [merged.get(key), left.get(key)];
  if (before === undefined && patch === undefined) return;
  left.delete(key);
  const items =
    before === undefined
      ? meeting === 'object'
        ? listOf(withoutDirectives(patch))
        : listOf(patch)
      : patch === undefined
        ? listOf(before)
        : mergeList(listOf(before), listOf(patch), field, meeting);
  merged.set(key, arrange(items, wanted, listOf(before), field?.patch?.key));
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  schema: Schema | undefined,
  meeting: Meeting,
): unknown[] {
  const strategy = schema?.patch;
  if (strategy?.merge !== true) return [...patch];
  const { key } = strategy;
  if (key === undefined) {
    const both = [...new Set([...original, ...patch])];
    return arrange(both, patch, original, undefined);
  }
  for (const item of patch) requireKey(item, key);
  const isReplaced = patch.some((item) => isFields(item) && item['$patch'] === 'replace');
  const gone = new Set(
    patch
      .filter((item) => fieldsOf(item)['$patch'] === 'delete')
      .map((item) => identity(item, key)),
  );
  const plain = patch.filter((item) => !Object.hasOwn(fieldsOf(item), '$patch'));
  if (isReplaced) return plain;
  const kept = original.filter((item) => !gone.has(identity(item, key)));
  const merged = [...kept];
  for (const item of plain) {
    const index = merged.findIndex((other) => identity(other, key) === identity(item, key));
    if (index < 0) merged.push(meeting === 'object' ? withoutDirectives(item) : item);
    else merged[index] = mergeMap(fieldsOf(merged[index]), fieldsOf(item), schema?.items, meeting);
  }
  return arrange(merged, plain, kept, key);
}

function requireKey(item: unknown, key: string): void {
  if (!isFields(item))
    throw badRequest(
      `expected a map, but received a ${Array.isArray(item) ? 'slice' : typeof item}`,
    );
  if (item['$patch'] !== 'replace' && !Object.hasOwn(item, key)) {
    throw badRequest(`map: ${goMap(item)} does not contain declared merge key: ${key}`);
  }
}

/** fmt's `%v` of a map. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (typeof value === 'string') return value;
  if (!isFields(value)) return value === null ? '<nil>' : JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goMap(item)}`).join(' ')}]`;
}
