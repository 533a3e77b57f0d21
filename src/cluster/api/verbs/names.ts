import type { Core, Call } from './core.ts';
import { failure, type GroupResource } from '#cluster/api/errors.ts';
import type { Resource } from '#cluster/api/kinds/resource.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Place } from '#cluster/api/storage/objects.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import { invalid } from '#cluster/api/schema/field-error.ts';

/** How errors name a resource: group and plural. */
export function groupResource({ group, plural }: Resource): GroupResource {
  return { group, resource: plural };
}

export function placeOf(resource: Resource, namespace: string | undefined, name: string): Place {
  return {
    resource: resource.storedAs ?? resource.name,
    namespace: resource.namespaced ? (namespace ?? '') : '',
    name,
  };
}

/** Throws a 422 where there is something wrong. */
export function refuseInvalid(
  { group, kind }: Resource,
  name: string,
  errors: readonly FieldError[],
): void {
  if (errors.length > 0) throw invalid({ group, kind, name }, errors);
}

const maxNameLength = 63;
const suffixLength = 5;
const attempts = 8;

/** names.SimpleNameGenerator, tried again while the name is taken (RetryGenerateName, GA in 1.32). */
export function generateName(core: Core, call: Call, object: KubeObject): KubeObject {
  const { name, generateName: base, namespace } = object.metadata;
  if (name || !base) return object;
  const start = base.slice(0, maxNameLength - suffixLength);
  let made = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    made = start + core.random.suffix(suffixLength);
    if (!core.store.get(placeOf(call.resource, namespace, made))) break;
  }
  return { ...object, metadata: { ...object.metadata, name: made } };
}

/** rest.EnsureObjectNamespaceMatchesRequestNamespace. */
export function inNamespace(
  resource: Resource,
  object: KubeObject,
  namespace: string | undefined,
): KubeObject {
  const given = object.metadata.namespace;
  const wanted = resource.namespaced ? (namespace ?? given ?? '') : undefined;
  if (given === wanted) return object;
  if (given !== undefined && given !== '') {
    throw failure(
      400,
      'BadRequest',
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  const { namespace: _, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: wanted === undefined ? metadata : { ...metadata, namespace: wanted },
  };
}
