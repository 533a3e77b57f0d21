import type { DeleteOptions } from '#cluster/api/api.ts';
import { conflict, forbidden, notFound } from '#cluster/api/errors.ts';
import { at, isEqual, listOf } from '#cluster/api/json.ts';
import { strategyOf } from '#cluster/api/kinds/strategy.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { Call, Core } from './core.ts';
import { groupResource, placeOf } from './names.ts';
import type { Target } from './update.ts';

/** What a deletion left behind: the object as it still is, or as it last was. */
export interface Deletion {
  readonly object: KubeObject;
  readonly isGone: boolean;
}

const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** rest.BeforeDelete and store.go Delete (v1.35): grace, finalizers, then the store. */
export function remove(core: Core, call: Call, target: Target, options: DeleteOptions): Deletion {
  const { resource } = call;
  const place = placeOf(resource, target.namespace, target.name);
  const old = core.store.get(place);
  if (resource.name === 'namespaces' && immortal.has(target.name)) {
    throw forbidden(groupResource(resource), target.name, 'this namespace may not be deleted');
  }
  if (!old) throw notFound(groupResource(resource), target.name);
  refuseTerminating(call, old);
  refuseOther(call, options, old);
  const namespace = resource.name === 'namespaces' ? target.name : place.namespace;
  core.webhooks.validate({ call, operation: 'DELETE', namespace, name: target.name, old });
  const grace = strategyOf(resource).grace?.(old, options.gracePeriodSeconds) ?? 0;
  const { deletionTimestamp } = old.metadata;
  if (deletionTimestamp !== undefined && grace > 0) return shorten(core, call, old, grace);
  const deleting = strategyOf(resource).deleting?.(core, old) ?? old;
  const finalizers = finalizersFor(deleting, options.propagationPolicy);
  if (grace === 0 && finalizers.length === 0 && !isKept(resource.name, old)) {
    const last = call.dryRun ? old : core.store.remove(place);
    return { object: last ?? old, isGone: true };
  }
  return {
    object: write(core, call, marked(core, deleting, grace, finalizers), old),
    isGone: false,
  };
}

function isKept(resource: string, { spec }: KubeObject): boolean {
  if (resource !== 'namespaces') return false;
  return listOf(at(spec, 'finalizers')).length > 0;
}

/** pkg/registry/core/namespace/storage/storage.go: the second deletion of a namespace. */
function refuseTerminating({ resource }: Call, { metadata, status }: KubeObject): void {
  if (resource.name !== 'namespaces' || at(status, 'phase') !== 'Terminating') return;
  throw conflict(
    groupResource(resource),
    metadata.name,
    'The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.',
  );
}

function refuseOther({ resource }: Call, { preconditions }: DeleteOptions, old: KubeObject): void {
  const of = groupResource(resource);
  const { uid, resourceVersion } = old.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    throw conflict(
      of,
      old.metadata.name,
      `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${uid}`,
    );
  }
  if (
    preconditions?.resourceVersion !== undefined &&
    preconditions.resourceVersion !== resourceVersion
  ) {
    throw conflict(
      of,
      old.metadata.name,
      `Precondition failed: ResourceVersion in precondition: ${preconditions.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`,
    );
  }
}

const collectorFinalizers: Readonly<Record<string, string>> = {
  Foreground: 'foregroundDeletion',
  Orphan: 'orphan',
};

/** registry/generic/registry/store.go deletionFinalizersForGarbageCollection. */
function finalizersFor(old: KubeObject, policy: string | undefined): readonly string[] {
  const before = old.metadata.finalizers ?? [];
  if (policy === undefined) return before;
  const others = before.filter((name) => !Object.values(collectorFinalizers).includes(name));
  const added = collectorFinalizers[policy];
  return added === undefined ? others : [...others, added];
}

function marked(
  core: Core,
  old: KubeObject,
  grace: number,
  finalizers: readonly string[],
): KubeObject {
  const { finalizers: _, ...metadata } = old.metadata;
  const isFirst = metadata.deletionTimestamp === undefined;
  const object = {
    ...old,
    metadata: {
      ...metadata,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      ...(isFirst && metadata.generation !== undefined
        ? { generation: metadata.generation + 1 }
        : {}),
      deletionTimestamp: metadata.deletionTimestamp ?? seconds(core.clock.now() + grace * 1000),
      ...(isKind(old, 'Namespace') ? {} : { deletionGracePeriodSeconds: grace }),
    },
  };
  return isKind(old, 'Namespace') ? terminating(object) : object;
}

function isKind({ apiVersion, kind }: KubeObject, wanted: string): boolean {
  return apiVersion === 'v1' && kind === wanted;
}

function terminating(object: KubeObject): KubeObject {
  const { status } = object;
  return {
    ...object,
    status: { ...(typeof status === 'object' ? status : {}), phase: 'Terminating' },
  };
}

/** A second deletion may only shorten the grace that is left. */
function shorten(core: Core, call: Call, old: KubeObject, grace: number): Deletion {
  const before = old.metadata.deletionGracePeriodSeconds ?? 0;
  if (before === 0 || grace >= before) return { object: old, isGone: false };
  const { deletionTimestamp = '' } = old.metadata;
  const asked = Date.parse(deletionTimestamp) - before * 1000;
  const object = {
    ...old,
    metadata: {
      ...old.metadata,
      deletionTimestamp: seconds(Math.max(asked + grace * 1000, core.clock.now())),
      deletionGracePeriodSeconds: grace,
    },
  };
  return { object: write(core, call, object, old), isGone: false };
}

function write(core: Core, call: Call, object: KubeObject, old: KubeObject): KubeObject {
  if (isEqual(object, old)) return old;
  if (call.dryRun) return object;
  return core.store.put(placeOf(call.resource, old.metadata.namespace, old.metadata.name), object);
}
