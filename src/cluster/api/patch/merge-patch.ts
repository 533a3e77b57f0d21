import { fieldsOf, isEqual, isFields, type Fields } from '#cluster/api/json.ts';

/** RFC 7386: what `target` becomes. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const merged = new Map(Object.entries(fieldsOf(target)));
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** The merge patch that makes `modified` of `original`. */
export function createMergePatch(original: Fields, modified: Fields): Fields {
  const patch: [string, unknown][] = [];
  for (const [key, value] of Object.entries(modified)) {
    const before = Object.hasOwn(original, key) ? original[key] : undefined;
    if (value === undefined || isEqual(before, value)) continue;
    if (isFields(before) && isFields(value)) patch.push([key, createMergePatch(before, value)]);
    else patch.push([key, value]);
  }
  for (const [key, value] of Object.entries(original)) {
    if (value !== undefined && !has(modified, key)) patch.push([key, null]);
  }
  return Object.fromEntries(patch);
}

function has(object: Fields, key: string): boolean {
  return Object.hasOwn(object, key) && object[key] !== undefined;
}

/**
 * apimachinery/pkg/util/jsonmergepatch CreateThreeWayJSONMergePatch (v1.35): what changed from `current`, and what `original`
 * had and `modified` has no more. What `kubectl apply` sends for custom resources.
 */
export function createThreeWayMergePatch(
  original: Fields,
  modified: Fields,
  current: Fields,
): Fields {
  const changes = withoutNulls(createMergePatch(current, modified));
  const deletions = onlyNulls(createMergePatch(original, modified));
  return combine(deletions, changes);
}

function withoutNulls(patch: Fields): Fields {
  return mapEntries(patch, (value) =>
    value === null ? undefined : isFields(value) ? nonEmpty(withoutNulls(value), value) : value,
  );
}

function onlyNulls(patch: Fields): Fields {
  return mapEntries(patch, (value) => {
    if (value === null) return null;
    const inner = isFields(value) ? onlyNulls(value) : {};
    return Object.keys(inner).length > 0 ? inner : undefined;
  });
}

/** An object that only lost fields is no change; one that was empty is. */
function nonEmpty(value: Fields, before: Fields): Fields | undefined {
  return Object.keys(value).length > 0 || Object.keys(before).length === 0 ? value : undefined;
}

function mapEntries(object: Fields, change: (value: unknown) => unknown): Fields {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) => {
      const next = change(value);
      return next === undefined ? [] : [[key, next]];
    }),
  );
}

/** Two merge patches as one, the second one first. */
function combine(first: Fields, second: Fields): Fields {
  const merged = new Map(Object.entries(first));
  for (const [key, value] of Object.entries(second)) {
    const before = merged.get(key);
    merged.set(key, isFields(before) && isFields(value) ? combine(before, value) : value);
  }
  return Object.fromEntries(merged);
}
