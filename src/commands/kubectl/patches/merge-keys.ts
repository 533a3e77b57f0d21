import type { Json, JsonObject } from '#cluster/api/object.ts';
import { isRecord } from '#commands/kubectl/json.ts';

/** The built-in types' `patchMergeKey`, by the name of the field: k8s.io/api (v0.35). */
const keys = new Map(
  Object.entries({
    name: 'containers initContainers ephemeralContainers volumes env imagePullSecrets secrets resourceClaims webhooks matchConditions variables',
    mountPath: 'volumeMounts',
    devicePath: 'volumeDevices',
    ip: 'hostAliases podIPs hostIPs',
    topologyKey: 'topologySpreadConstraints',
    type: 'conditions addresses',
    uid: 'ownerReferences',
  }).flatMap(([key, fields]) => fields.split(' ').map((field) => [field, key] as const)),
);

/** The key that tells a list's items apart; undefined for a list that is replaced as a whole. */
export function mergeKey(field: string, ...lists: readonly unknown[]): string | undefined {
  const key = field === 'ports' ? portKey(lists) : keys.get(field);
  if (key === undefined) return undefined;
  return lists.every((list) => Array.isArray(list) && list.every(isRecord)) ? key : undefined;
}

function portKey(lists: readonly unknown[]): string | undefined {
  const [item] = lists.flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
  if (!isRecord(item)) return undefined;
  return 'containerPort' in item ? 'containerPort' : 'port';
}

/** Lists of plain values that are merged as sets. */
export function isSet(field: string): boolean {
  return field === 'finalizers';
}

/** Maps of which a patch says the keys to keep. */
export function retainsKeys(field: string): boolean {
  return field === 'strategy' || field === 'volumes';
}

/** Equal as JSON; an undefined field is none, and so does the order of keys count for nothing. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSame(own(a, name), own(b, name)));
}

export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}
