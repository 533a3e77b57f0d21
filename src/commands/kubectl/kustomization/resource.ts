import type { Json, JsonObject } from '#cluster/api/object.ts';
import { isRecord, recordAt, textAt } from '#commands/kubectl/json.ts';

/** An object on its way through the layers: it is found by every name that it had. */
export interface Resource {
  object: JsonObject;
  names: readonly string[];
  /** Its name ends with the hash of what it holds. */
  hashed?: boolean;
}

export const kindOf = ({ object }: Resource): string => textAt(object, 'kind');
export const nameOf = ({ object }: Resource): string => textAt(object, 'metadata.name');

export function withMeta(object: JsonObject, field: string, value: Json | undefined): JsonObject {
  return { ...object, metadata: { ...recordAt(object, 'metadata'), [field]: value } };
}

export function renamed(resource: Resource, name: string): Resource {
  const { object, names } = resource;
  return { ...resource, object: withMeta(object, 'name', name), names: [...names, name] };
}

/** Every map inside, each with the key under which it stands, from the leaves up. */
function mapMaps(
  value: Json | undefined,
  change: (map: JsonObject, key: string, parent: string) => JsonObject,
  key = '',
  parent = '',
): Json | undefined {
  if (Array.isArray(value))
    return value.map((item: Json) => mapMaps(item, change, key, parent) ?? null);
  if (!isRecord(value)) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, mapMaps(one, change, name, key)]),
  );
  return change(inner, key, parent);
}

export function changed(
  resource: Resource,
  change: (map: JsonObject, key: string, parent: string) => JsonObject,
): Resource {
  const object = mapMaps(resource.object, change);
  return isRecord(object) ? { ...resource, object } : resource;
}

/** `Service.v1.[noGrp]/web.[noNs]` */
export function idOf(object: JsonObject): string {
  const [first = '', second] = textAt(object, 'apiVersion').split('/');
  const [group, version] = second === undefined ? ['[noGrp]', first] : [first, second];
  const namespace = textAt(object, 'metadata.namespace') || '[noNs]';
  return `${textAt(object, 'kind')}.${version}.${group}/${textAt(object, 'metadata.name')}.${namespace}`;
}
