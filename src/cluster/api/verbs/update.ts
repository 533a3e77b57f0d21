import { conflict, failure, notFound } from '#cluster/api/errors.ts';
import { at, isEqual, listOf, without } from '#cluster/api/json.ts';
import { strategyOf } from '#cluster/api/kinds/strategy.ts';
import type { KubeObject, ObjectMeta } from '#cluster/api/object.ts';
import type { FieldError } from '#cluster/api/schema/field-error.ts';
import type { Call, Core } from './core.ts';
import { groupResource, inNamespace, placeOf, refuseInvalid } from './names.ts';

/** Makes the next object from the one that is stored. */
export type Change = (stored: KubeObject) => KubeObject;

export interface Target {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** A PUT: replaces the object, or the part of it that a subresource is. */
export function update(core: Core, call: Call, target: Target, next: KubeObject): KubeObject {
  const { name } = next.metadata;
  if (name !== undefined && name !== '' && name !== target.name) {
    throw failure(
      400,
      'BadRequest',
      `the name of the object (${name}) does not match the name on the URL (${target.name})`,
    );
  }
  return change(core, call, target, () => next);
}

/**
 * registry/generic/registry/store.go Update (v1.35): what a client may not change is put back, then admission,
 * generation, validation. An object that did not change is not written.
 */
export function change(core: Core, call: Call, target: Target, make: Change): KubeObject {
  const { resource } = call;
  const place = placeOf(resource, target.namespace, target.name);
  const old = core.store.get(place);
  if (!old) throw notFound(groupResource(resource), target.name);
  const wanted = make(old);
  refuseStale(call, wanted, old);
  let object = prepare(core, call, inNamespace(resource, wanted, target.namespace), old);
  const review = { call, operation: 'UPDATE', name: target.name, old } as const;
  const namespace = resource.name === 'namespaces' ? target.name : place.namespace;
  const mutated = core.webhooks.mutate({ ...review, namespace, object });
  if (mutated !== object) object = prepare(core, call, mutated, old);
  if (resource.counted && !uncounted.has(call.subresource ?? '')) object = countChange(object, old);
  refuseInvalid(resource, target.name, [
    ...metadataErrors(object, old),
    ...core.rules.validate(object, old),
  ]);
  core.webhooks.validate({ ...review, namespace, object });
  return commit(core, call, object, old);
}

function commit(core: Core, call: Call, object: KubeObject, old: KubeObject): KubeObject {
  const place = placeOf(call.resource, old.metadata.namespace, old.metadata.name);
  const isLast = isFinished(call, object);
  if (!isLast && isEqual(object, old)) return old;
  const tracked = core.rules.track(object, old, call);
  if (call.dryRun) return tracked;
  if (isLast) return core.store.remove(place) ?? tracked;
  return core.store.put(place, tracked);
}

/** Being deleted, without grace left and without a finalizer: the write that takes the last one away deletes. */
function isFinished({ resource }: Call, { metadata, spec }: KubeObject): boolean {
  if (metadata.deletionTimestamp === undefined) return false;
  if ((metadata.finalizers?.length ?? 0) > 0) return false;
  if ((metadata.deletionGracePeriodSeconds ?? 0) > 0) return false;
  return resource.name !== 'namespaces' || listOf(at(spec, 'finalizers')).length === 0;
}

function refuseStale({ resource }: Call, wanted: KubeObject, old: KubeObject): void {
  const { resourceVersion, uid } = wanted.metadata;
  const of = groupResource(resource);
  if (uid && uid !== old.metadata.uid) {
    throw conflict(
      of,
      old.metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(of, old.metadata.name);
  }
}

/** Puts back what the server keeps to itself, and what is not this subresource's. */
function prepare(core: Core, call: Call, wanted: KubeObject, old: KubeObject): KubeObject {
  const strategy = strategyOf(call.resource);
  const object = {
    ...wanted,
    apiVersion: old.apiVersion,
    kind: old.kind,
    metadata: keptMetadata(wanted.metadata, old.metadata),
  };
  const custom = strategy.subresources?.[call.subresource ?? ''];
  if (custom) return core.rules.defaults(custom(object, old));
  if (call.subresource === 'status') return onlyStatus(core.rules.defaults(object), old);
  const kept = hasStatus(call) ? withStatus(object, old) : object;
  const defaulted = core.rules.defaults(kept);
  return strategy.update ? strategy.update(core, defaulted, old) : defaulted;
}

function hasStatus({ resource }: Call): boolean {
  return resource.subresources.some(({ name }) => name === 'status');
}

function withStatus(object: KubeObject, { status }: KubeObject): KubeObject {
  return status === undefined ? without(object, 'status') : { ...object, status };
}

/** Only status and annotations may change with it. */
function onlyStatus(object: KubeObject, old: KubeObject): KubeObject {
  const { annotations, finalizers, managedFields } = object.metadata;
  const metadata = {
    ...without(old.metadata, 'annotations', 'managedFields', 'finalizers'),
    ...(annotations ? { annotations } : {}),
    ...(finalizers ? { finalizers } : {}),
    ...(managedFields ? { managedFields } : {}),
  };
  return withStatus({ ...old, metadata }, object);
}

function keptMetadata(wanted: Readonly<ObjectMeta>, old: Readonly<ObjectMeta>): ObjectMeta {
  const { generation, deletionTimestamp, deletionGracePeriodSeconds } = old;
  return {
    ...without(wanted, 'generation', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink'),
    ...(old.namespace === undefined ? {} : { namespace: old.namespace }),
    name: old.name,
    uid: old.uid,
    resourceVersion: old.resourceVersion,
    creationTimestamp: old.creationTimestamp,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
    // A client that does not speak of them leaves them as they are.
    ...(wanted.managedFields === undefined && old.managedFields
      ? { managedFields: old.managedFields }
      : {}),
  };
}

const uncounted = new Set(['status', 'binding']);

/** generation + 1 when anything but metadata and status is not what it was. */
function countChange(object: KubeObject, old: KubeObject): KubeObject {
  const keys = new Set([...Object.keys(object), ...Object.keys(old)]);
  keys.delete('metadata');
  keys.delete('status');
  if ([...keys].every((key) => isEqual(object[key], old[key]))) return object;
  const generation = (old.metadata.generation ?? 0) + 1;
  return { ...object, metadata: { ...object.metadata, generation } };
}

/** validation.ValidateObjectMetaUpdate, what is left of it: finalizers only go while an object is being deleted. */
function metadataErrors(object: KubeObject, old: KubeObject): readonly FieldError[] {
  if (old.metadata.deletionTimestamp === undefined) return [];
  const before = old.metadata.finalizers ?? [];
  const added = (object.metadata.finalizers ?? []).filter((one) => !before.includes(one));
  if (added.length === 0) return [];
  const list = added.map((one) => JSON.stringify(one)).join(', ');
  return [
    {
      type: 'Forbidden',
      field: 'metadata.finalizers',
      detail: `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
    },
  ];
}
