import type { Json, JsonObject } from '#cluster/api/object.ts';
import { isRecord } from '#commands/kubectl/json.ts';
import { isEmpty, isSame, isSet, mergeKey, own, retainsKeys } from './merge-keys.ts';

type Only = 'add' | 'delete' | undefined;

/** The strategic merge patch from one object to another: apimachinery's CreateTwoWayMergePatch (v0.35). */
export function strategicDiff(before: JsonObject, after: JsonObject): JsonObject {
  return diffMaps(before, after, { only: undefined, order: false });
}

/** CreateThreeWayMergePatch: what `kubectl apply` sends. */
export function threeWayDiff(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
): JsonObject {
  const changes = diffMaps(current, modified, { only: 'add', order: true });
  const deletions = diffMaps(original, modified, { only: 'delete', order: true });
  return joinMaps(deletions, changes);
}

interface Options {
  only: Only;
  /** Tell the order of lists' items. */
  order: boolean;
  retain?: boolean;
}

function diffMaps(before: JsonObject, after: JsonObject, options: Options): JsonObject {
  const patch = new Map<string, Json>();
  for (const [key, value] of Object.entries(after)) {
    const old = own(before, key);
    if (value === undefined || isSame(old, value)) continue;
    for (const [name, part] of diffValue(key, old, value, options)) patch.set(name, part);
  }
  if (options.only !== 'add')
    for (const [key, value] of Object.entries(before))
      if (value !== undefined && own(after, key) === undefined) patch.set(key, null);
  if (options.retain && patch.size > 0) patch.set('$retainKeys', Object.keys(after).sort());
  return Object.fromEntries(patch);
}

function diffValue(
  key: string,
  old: Json | undefined,
  value: Json,
  options: Options,
): readonly (readonly [string, Json])[] {
  const inside = { ...options, retain: retainsKeys(key) };
  if (isRecord(old) && isRecord(value)) {
    const inner = diffMaps(old, value, inside);
    return isEmpty(inner) ? [] : [[key, inner]];
  }
  if (Array.isArray(old) && Array.isArray(value)) {
    const by = mergeKey(key, old, value);
    if (by !== undefined)
      return diffLists({ key, by }, old as JsonObject[], value as JsonObject[], inside);
    if (isSet(key)) return diffSets(key, old, value, options);
  }
  return options.only === 'delete' ? [] : [[key, value]];
}

function diffLists(
  { key, by }: { key: string; by: string },
  old: readonly JsonObject[],
  list: readonly JsonObject[],
  options: Options,
): readonly (readonly [string, Json])[] {
  const { only, order } = options;
  const changes = list.flatMap((item): JsonObject[] => {
    const before = old.find((one) => isSame(one[by], item[by]));
    if (before === undefined) return only === 'delete' ? [] : [item];
    const inner = diffMaps(before, item, options);
    return isEmpty(inner) ? [] : [{ ...inner, [by]: item[by] }];
  });
  const gone = old.filter((one) => !list.some((item) => isSame(one[by], item[by])));
  const deletions =
    only === 'add' ? [] : gone.map((one): JsonObject => ({ $patch: 'delete', [by]: one[by] }));
  const all = [...changes, ...deletions];
  const sameOrder =
    old.length === list.length && old.every((one, index) => isSame(one[by], list[index]?.[by]));
  const entries: [string, Json][] = all.length > 0 ? [[key, all]] : [];
  if (order && (all.length > 0 || (only !== 'delete' && !sameOrder)))
    entries.push([`$setElementOrder/${key}`, list.map((item) => ({ [by]: item[by] }))]);
  return entries;
}

function diffSets(
  key: string,
  old: readonly Json[],
  list: readonly Json[],
  { only, order }: Options,
): readonly (readonly [string, Json])[] {
  const added = only === 'delete' ? [] : list.filter((item) => !old.includes(item));
  const gone = only === 'add' ? [] : old.filter((item) => !list.includes(item));
  const entries: [string, Json][] = [];
  if (added.length > 0) entries.push([key, added]);
  if (gone.length > 0) entries.push([`$deleteFromPrimitiveList/${key}`, gone]);
  if (order && entries.length > 0) entries.push([`$setElementOrder/${key}`, list]);
  return entries;
}

/** Deletions and changes in one patch; of what both say, the changes count. */
function joinMaps(deletions: JsonObject, changes: JsonObject): JsonObject {
  const all = new Map<string, Json | undefined>(Object.entries(deletions));
  for (const [key, value] of Object.entries(changes)) {
    const before = all.get(key);
    if (isRecord(before) && isRecord(value)) all.set(key, joinMaps(before, value));
    else if (Array.isArray(before) && Array.isArray(value) && !key.startsWith('$'))
      all.set(key, joinLists(key, before, value));
    else all.set(key, value);
  }
  return Object.fromEntries(all);
}

function joinLists(key: string, deletions: readonly Json[], changes: readonly Json[]): Json[] {
  const by = mergeKey(key, deletions, changes);
  if (by === undefined) return [...changes];
  const find = (list: readonly Json[], item: JsonObject) =>
    list.filter(isRecord).find((one) => isSame(one[by], item[by]));
  const joined = changes.filter(isRecord).map((item) => {
    const before = find(deletions, item);
    return before === undefined ? item : joinMaps(before, item);
  });
  return [...joined, ...deletions.filter(isRecord).filter((one) => !find(changes, one))];
}
