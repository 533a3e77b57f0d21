import type { Json, JsonObject } from '#cluster/api/object.ts';
import { isRecord } from '#commands/kubectl/json.ts';
import { isEmpty, isSame, own } from './merge-keys.ts';

/** The JSON merge patch (RFC 7386) that leads from one object to another. */
export function mergeDiff(
  before: JsonObject,
  after: JsonObject,
  only?: 'add' | 'delete',
): JsonObject {
  const patch = new Map<string, Json>();
  for (const [key, value] of Object.entries(after)) {
    const old = own(before, key);
    if (value === undefined || isSame(old, value)) continue;
    if (isRecord(old) && isRecord(value)) {
      const inner = mergeDiff(old, value, only);
      if (!isEmpty(inner)) patch.set(key, inner);
    } else if (only !== 'delete') patch.set(key, value);
  }
  if (only !== 'add')
    for (const [key, value] of Object.entries(before))
      if (value !== undefined && own(after, key) === undefined) patch.set(key, null);
  return Object.fromEntries(patch);
}

/** apimachinery's jsonmergepatch.CreateThreeWayJSONMergePatch (v0.35). */
export function threeWayMergeDiff(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  return mergeInto(mergeDiff(current, modified, 'add'), mergeDiff(original, modified, 'delete'));
}

/** Both patches in one; they speak of different keys. */
function mergeInto(patch: JsonObject, more: JsonObject): JsonObject {
  const all = new Map<string, Json | undefined>(Object.entries(patch));
  for (const [key, value] of Object.entries(more)) {
    const before = all.get(key);
    all.set(key, isRecord(before) && isRecord(value) ? mergeInto(before, value) : value);
  }
  return Object.fromEntries(all);
}

/** RFC 7386. */
export function applyMerge(target: Json | undefined, patch: Json): Json {
  if (!isRecord(patch)) return patch;
  const all = new Map<string, Json | undefined>(isRecord(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch))
    if (value === null || value === undefined) all.delete(key);
    else all.set(key, applyMerge(all.get(key), value));
  return Object.fromEntries(all);
}
