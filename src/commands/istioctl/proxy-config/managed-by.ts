import type { JsonObject } from '#cluster/api/object.ts';
import { at } from '#cluster/api/json.ts';

/** `name.namespace` of the resource that made a route or a cluster, from istiod's metadata. */
export function managedBy(message: JsonObject): string {
  const config = at(message, 'metadata', 'filterMetadata', 'istio', 'config');
  if (typeof config !== 'string') return '';
  const [, namespace, name] =
    /^\/apis\/networking\.istio\.io\/v[^/]+\/namespaces\/([^/]+)\/[^/]+\/([^/]+)$/.exec(config) ??
    [];
  return name === undefined ? '<unknown>' : `${name}.${namespace}`;
}
