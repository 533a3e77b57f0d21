import type { Json, JsonObject } from '#cluster/api/object.ts';
import { isRecord } from '#commands/kubectl/json.ts';
import { isSame, isSet, mergeKey } from './merge-keys.ts';

/** Applies a strategic merge patch without the server: `--local`, `--dry-run=client`, kustomize. */
export function applyStrategic(target: JsonObject, patch: JsonObject): JsonObject {
  if (patch['$patch'] === 'delete') return {};
  const { $patch, $retainKeys, ...rest } = patch;
  if ($patch === 'replace') return rest;
  const all = new Map<string, Json | undefined>(Object.entries(target));
  if (Array.isArray($retainKeys))
    for (const key of Object.keys(target)) if (!$retainKeys.includes(key)) all.delete(key);
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith('$')) continue;
    const before = all.get(key);
    if (value === null || value === undefined) all.delete(key);
    else if (isRecord(value) && value['$patch'] === 'delete') all.delete(key);
    else if (isRecord(value)) all.set(key, applyStrategic(isRecord(before) ? before : {}, value));
    else if (Array.isArray(value)) all.set(key, mergeLists(key, before, value));
    else all.set(key, value);
  }
  for (const [key, value] of Object.entries(rest)) applyDirective(all, key, value);
  return Object.fromEntries(all);
}

function mergeLists(key: string, before: Json | undefined, patch: readonly Json[]): Json {
  const old: readonly Json[] = Array.isArray(before) ? before : [];
  const by = mergeKey(key, old, patch);
  if (by === undefined) return isSet(key) ? [...new Set([...old, ...patch])] : patch;
  const items = patch.filter(isRecord);
  if (items.some((item) => item['$patch'] === 'replace' && !(by in item)))
    return items.filter((item) => item['$patch'] !== 'replace');
  const list = old.filter(isRecord);
  for (const item of items) {
    const index = list.findIndex((one) => isSame(one[by], item[by]));
    if (item['$patch'] === 'delete') {
      if (index >= 0) list.splice(index, 1);
    } else if (index < 0) list.push(applyStrategic({}, item));
    else list[index] = applyStrategic(list[index] ?? {}, item);
  }
  return list;
}

function applyDirective(
  all: Map<string, Json | undefined>,
  name: string,
  value: Json | undefined,
): void {
  const [directive, key = ''] = name.split('/');
  const list = all.get(key);
  if (!Array.isArray(list) || !Array.isArray(value)) return;
  if (directive === '$deleteFromPrimitiveList')
    all.set(
      key,
      list.filter((item: Json) => !value.includes(item)),
    );
  if (directive !== '$setElementOrder') return;
  const by = mergeKey(key, list, value);
  const idOf = (item: Json) => (by !== undefined && isRecord(item) ? item[by] : item);
  const place = (item: Json) => value.findIndex((one: Json) => isSame(idOf(one), idOf(item)));
  const ordered = list.filter((item: Json) => place(item) >= 0);
  const rest = list.filter((item: Json) => place(item) < 0);
  ordered.sort((a: Json, b: Json) => place(a) - place(b));
  all.set(key, [...ordered, ...rest]);
}
