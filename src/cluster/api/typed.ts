import type { Api, Actor, ChangeOf, ListOptions, ObjectKey } from './api.ts';
import { conflict, notFound } from './errors.ts';
import { asObject, at, fieldsOf, type Fields, listOf } from './json.ts';
import type { Resource } from './kinds/resource.ts';
import { apiVersionOf } from './kinds/resource.ts';
import type { KubeObject } from './object.ts';
import type { ObjectOf, ResourceName } from './resource-types.ts';
import { parseLabelSelector } from './selector.ts';
import { mergePatch } from './patch/merge-patch.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { Change } from './storage/changes.ts';
import type { Call, Core } from './verbs/core.ts';
import { create } from './verbs/create.ts';
import { remove } from './verbs/delete.ts';
import { listObjects } from './verbs/list.ts';
import { groupResource, placeOf } from './verbs/names.ts';
import { change, update } from './verbs/update.ts';

/** The stored object, under the type of its resource: what the store holds was checked when it was written. */
function view<R extends ResourceName>(object: KubeObject): ObjectOf<R> {
  return object as unknown as ObjectOf<R>;
}

function told<R extends ResourceName>({ type, object, old }: Change): ChangeOf<R> {
  return { type, object: view<R>(object), ...(old ? { old: view<R>(old) } : {}) };
}

/** The typed face of the verbs, for the cluster's own parts. */
export function createTypedApi(core: Core): Omit<Api, 'save'> {
  const resourceOf = (name: ResourceName): Resource => {
    const found = core.kinds.find(name);
    if (!found) throw notFound({ group: '', resource: '' }, name);
    return found;
  };
  const find = (name: ResourceName, at: ObjectKey) =>
    core.store.get(placeOf(resourceOf(name), at.namespace, at.name));

  return {
    find: <R extends ResourceName>(resource: R, at: ObjectKey) => {
      const found = find(resource, at);
      return found && view<R>(found);
    },
    get: (resource, at) => {
      const found = find(resource, at);
      if (!found) throw notFound(groupResource(resourceOf(resource)), at.name);
      return view(found);
    },
    list: <R extends ResourceName>(
      resource: R,
      { namespace, labels, owner, node }: ListOptions = {},
    ) =>
      listObjects(core.store, resourceOf(resource), {
        namespace,
        owner,
        node,
        labels: labels === undefined ? undefined : parseLabelSelector(labels),
      }).map((object) => view<R>(object)),
    create: (resource, draft, by) => {
      const call = callOf(resourceOf(resource), by);
      return view(create(core, call, complete(call, { ...draft })));
    },
    update: (resource, object, by) => {
      const call = callOf(resourceOf(resource), by);
      return view(update(core, call, object.metadata, complete(call, { ...object })));
    },
    updateStatus: (resource, object, by) => {
      const call = callOf(resourceOf(resource), by, 'status');
      return view(update(core, call, object.metadata, complete(call, { ...object })));
    },
    merge: (resource, at, patch, by) => {
      const call = callOf(resourceOf(resource), by, by?.subresource);
      return view(
        change(core, call, at, (stored) => asObject(fieldsOf(mergePatch(stored, patch)))),
      );
    },
    bind: (pod, node, by) => {
      const call = callOf(resourceOf('pods'), by, 'binding');
      change(core, call, pod, (stored) => bound(stored, node, core.clock.now()));
    },
    delete: (resource, at, options = {}) => {
      remove(core, callOf(resourceOf(resource), options), at, options);
    },
    watch: (resource, listener) =>
      // A custom resource may be awaited before its definition is there.
      core.store.listen(core.kinds.find(resource)?.storedAs ?? resource, {
        onChange: (change) => listener(told(change)),
      }),
    resources: () => core.kinds.all().map(({ name }) => name),
  };
}

function callOf(resource: Resource, by: Actor = {}, subresource?: string): Call {
  return {
    resource,
    version: resource.storageVersion,
    subresource,
    user: { name: by.user ?? 'system:apiserver', groups: ['system:masters'] },
    manager: by.manager ?? 'kube-apiserver',
    operation: 'Update',
    dryRun: false,
    warn: () => undefined,
  };
}

function complete({ resource }: Call, draft: Fields): KubeObject {
  const { group, storageVersion, kind } = resource;
  return asObject({ ...draft, apiVersion: apiVersionOf(group, storageVersion), kind });
}

/** pkg/registry/core/pod/storage/storage.go assignPod (v1.35). */
export function bound(pod: KubeObject, node: string, now: number): KubeObject {
  const of = { group: '', resource: 'pods' };
  const { name, deletionTimestamp } = pod.metadata;
  const current = at(pod, 'spec', 'nodeName');
  if (deletionTimestamp !== undefined) {
    throw conflict(of, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (current !== undefined) {
    throw conflict(of, name, `pod ${name} is already assigned to node ${JSON.stringify(current)}`);
  }
  const others = listOf(at(pod, 'status', 'conditions')).filter(
    (condition) => at(condition, 'type') !== 'PodScheduled',
  );
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: seconds(now),
  };
  return {
    ...pod,
    spec: { ...fieldsOf(pod['spec']), nodeName: node },
    status: { ...fieldsOf(pod['status']), conditions: [...others, scheduled] },
  };
}
