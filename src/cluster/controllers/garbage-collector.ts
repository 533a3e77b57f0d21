import { type Api, ApiError } from '#cluster/api/api.ts';
import type { JsonObject, KubeObject, ObjectMeta } from '#cluster/api/object.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import { actor, type Context, type Controller, saveAll } from './context.ts';
import { createOwnerGraph, type Node, type OwnerGraph } from './owner-graph.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

const by = actor('generic-garbage-collector');
const foreground = 'foregroundDeletion';
const orphan = 'orphan';
/** Not collected: they own nothing and nothing owns them. */
const ignored = new Set(['events', 'events.events.k8s.io']);

interface Collector {
  api: Api;
  graph: OwnerGraph;
  queue: WorkQueue;
}

/**
 * pkg/controller/garbagecollector (v1.35): deletes what nobody owns any more, in the background or before the owner
 * goes, and lets go of what is to be orphaned.
 */
export function startGarbageCollector(context: Context): Controller {
  const { api } = context;
  const graph = createOwnerGraph();
  const queue = createWorkQueue(context, (uid) => reconcile(collector, uid), {
    latencyMs: 20,
    intervalMs: 0,
  });
  const collector: Collector = { api, graph, queue };
  const watched = watchEverything(collector);
  return { save: saveAll([graph, queue, watched]) };
}

/** Kinds that come later (custom ones) are watched from the moment that their definition is. */
function watchEverything(collector: Collector): { save: () => Restore } {
  const { api, graph } = collector;
  let watched = new Set<string>();
  const watchNew = (): void => {
    for (const resource of api.resources()) {
      if (watched.has(resource) || ignored.has(resource)) continue;
      watched.add(resource);
      for (const object of list(api, resource)) graph.put(resource, object.metadata);
      api.watch(resource, ({ type, object }) => follow(collector, resource, type, object));
    }
  };
  watchNew();
  api.watch('customresourcedefinitions.apiextensions.k8s.io', watchNew);
  return {
    save: () => {
      const saved = new Set(watched);
      return () => {
        watched = new Set(saved);
      };
    },
  };
}

function list(api: Api, resource: string): readonly { metadata: ObjectMeta }[] {
  try {
    return api.list(resource);
  } catch (error) {
    // Reviews can be created, not listed.
    if (error instanceof ApiError) return [];
    throw error;
  }
}

function follow(
  { graph, queue }: Collector,
  resource: string,
  type: string,
  { metadata }: { metadata: ObjectMeta },
): void {
  const { uid } = metadata;
  if (type === 'DELETED') {
    const dependents = graph.dependents(uid);
    const owners = graph.find(uid)?.owners ?? [];
    graph.drop(uid);
    for (const node of dependents) queue.add(node.uid);
    // An owner that waits for its dependents may have waited for this one.
    for (const owner of owners) if (graph.find(owner)?.isWaiting) queue.add(owner);
    return;
  }
  const node = graph.put(resource, metadata);
  if (node.isWaiting || node.owners.some((owner) => !graph.find(owner))) queue.add(uid);
}

function reconcile(collector: Collector, uid: string): void {
  const { api, graph } = collector;
  const node = graph.find(uid);
  if (!node) return;
  const { resource, namespace, name } = node;
  const object = api.find(resource, { namespace, name });
  if (!object || object.metadata.uid !== uid) return;
  if (object.metadata.deletionTimestamp === undefined) collect(collector, node, object);
  else if (object.metadata.finalizers?.includes(orphan)) orphanDependents(collector, node, object);
  else if (node.isWaiting) deleteDependents(collector, node, object);
}

/** attemptToDeleteItem: an object whose owners are all gone goes too. */
function collect({ api, graph }: Collector, node: Node, object: { metadata: ObjectMeta }): void {
  const references = object.metadata.ownerReferences ?? [];
  if (references.length === 0) return;
  const solid = references.filter((one) => graph.find(one.uid)?.isWaiting === false);
  const at = { namespace: node.namespace, name: node.name };
  if (solid.length > 0) {
    if (solid.length < references.length) setOwners(api, node, solid);
    return;
  }
  const isAwaited = references.some((one) => graph.find(one.uid)?.isWaiting);
  const hasDependents = graph.dependents(node.uid).length > 0;
  api.delete(node.resource, at, {
    ...by,
    propagationPolicy: isAwaited && hasDependents ? 'Foreground' : 'Background',
    preconditions: { uid: node.uid },
  });
}

/** Foreground: every dependent that blocks goes first. */
function deleteDependents({ api, graph, queue }: Collector, node: Node, object: KubeMeta): void {
  const dependents = graph.dependents(node.uid);
  const blocking = dependents.filter(({ blocked }) => blocked.includes(node.uid));
  if (blocking.length === 0) {
    removeFinalizer(api, node, object, foreground);
    return;
  }
  for (const { uid } of dependents) queue.add(uid);
}

type KubeMeta = Pick<KubeObject, 'metadata'>;

function orphanDependents({ api, graph }: Collector, node: Node, object: KubeMeta): void {
  for (const dependent of graph.dependents(node.uid)) {
    const { resource, namespace, name } = dependent;
    const references = api.find(resource, { namespace, name })?.metadata.ownerReferences ?? [];
    const kept = references.filter(({ uid }) => uid !== node.uid);
    if (kept.length < references.length) setOwners(api, dependent, kept);
  }
  removeFinalizer(api, node, object, orphan);
}

function setOwners(api: Api, node: Node, owners: readonly object[]): void {
  const ownerReferences = owners.length > 0 ? (owners as unknown as JsonObject[]) : null;
  const patch = { metadata: { uid: node.uid, ownerReferences } };
  api.merge(node.resource, { namespace: node.namespace, name: node.name }, patch, by);
}

function removeFinalizer(api: Api, node: Node, { metadata }: KubeMeta, finalizer: string): void {
  const finalizers = (metadata.finalizers ?? []).filter((one) => one !== finalizer);
  const patch = {
    metadata: { uid: node.uid, finalizers: finalizers.length > 0 ? finalizers : null },
  };
  api.merge(node.resource, { namespace: node.namespace, name: node.name }, patch, by);
}
