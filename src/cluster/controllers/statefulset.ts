import { ApiError } from '#cluster/api/api.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { Recorder } from '#cluster/events.ts';
import { claim } from './claim.ts';
import {
  actor,
  type Context,
  type Controller,
  placeOf,
  type Pod,
  type StatefulSet,
} from './context.ts';
import { keyOf, parseKey } from './owners.ts';
import { enqueueOwner } from './pod-owner.ts';
import { isReady, untilAvailable } from './pod-state.ts';
import { type Revision, syncHistory, truncateHistory } from './revision-history.ts';
import { claimsOf, ordinalOf, revisionOf, statefulPod } from './statefulset-pod.ts';
import { feed } from './feed.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

const controller = 'statefulset-controller';
const by = actor(controller);

interface StatefulSets extends Context {
  queue: WorkQueue;
  recorder: Recorder;
}

interface Sync {
  readonly set: StatefulSet;
  readonly current: Revision;
  readonly update: Revision;
  /** By ordinal; undefined where there is none yet. */
  readonly replicas: readonly (Pod | undefined)[];
  /** Beyond the number of replicas, the last ordinal first. */
  readonly condemned: readonly Pod[];
}

/** pkg/controller/statefulset (v1.35). */
export function startStatefulSetController(context: Context): Controller {
  const { api, events } = context;
  const queue = createWorkQueue(context, (key) => reconcile(parts, key));
  const parts: StatefulSets = {
    ...context,
    queue,
    recorder: events.from({ component: controller }),
  };
  feed(queue, api, 'statefulsets.apps');
  api.watch('pods', (change) => {
    const { namespace } = change.object.metadata;
    enqueueOwner(queue, change, 'StatefulSet', () => api.list('statefulsets.apps', { namespace }));
  });
  return queue;
}

function reconcile(parts: StatefulSets, key: string): void {
  const { api } = parts;
  const set = api.find('statefulsets.apps', parseKey(key));
  if (!set) return;
  const history = {
    owner: set,
    template: set.spec?.template ?? {},
    hashLabel: 'controller.kubernetes.io/hash',
    controller,
  };
  const revisions = syncHistory(parts, history);
  const update = revisions.at(-1);
  if (!update) return;
  const current = revisions.find(({ name }) => name === set.status?.currentRevision) ?? update;
  const sync = observe(parts, set, current, update);
  if (set.metadata.deletionTimestamp === undefined) advance(parts, sync);
  const after = observe(parts, set, current, update);
  writeStatus(parts, after);
  const pods = [...after.replicas, ...after.condemned].flatMap((pod) => pod ?? []);
  const live = new Set([current.name, update.name, ...pods.map(revisionOf)]);
  truncateHistory(parts, history, { limit: set.spec?.revisionHistoryLimit, live });
}

function observe(
  { api, pods }: StatefulSets,
  set: StatefulSet,
  current: Revision,
  update: Revision,
): Sync {
  const mine = claim({
    api,
    resource: 'pods',
    children: pods,
    owner: set,
    selector: set.spec?.selector,
    controller,
  });
  const start = set.spec?.ordinals?.start ?? 0;
  const count = set.spec?.replicas ?? 1;
  const replicas = Array.from({ length: count }, (): Pod | undefined => undefined);
  const condemned: Pod[] = [];
  for (const pod of mine) {
    const index = ordinalOf(pod) - start;
    if (index >= 0 && index < count) replicas[index] = pod;
    else condemned.push(pod);
  }
  condemned.sort((a, b) => ordinalOf(b) - ordinalOf(a));
  return { set, current, update, replicas, condemned };
}

/** updateStatefulSet: one step, in order unless podManagementPolicy is Parallel. */
function advance(parts: StatefulSets, sync: Sync): void {
  const isOrdered = sync.set.spec?.podManagementPolicy !== 'Parallel';
  for (const index of sync.replicas.keys()) {
    if (processReplica(parts, sync, index) && isOrdered) return;
  }
  const unhealthy = firstUnhealthy(parts, sync);
  for (const pod of sync.condemned) {
    if (isGoing(pod)) {
      if (isOrdered) return;
      continue;
    }
    const isBlocked = !isAvailable(parts, sync.set, pod) && pod !== unhealthy;
    if (isOrdered && isBlocked) return;
    remove(parts, sync.set, pod);
    if (isOrdered) return;
  }
  if (sync.set.spec?.updateStrategy?.type !== 'OnDelete') roll(parts, sync);
}

/** Tells whether an ordered set must wait here. */
function processReplica(parts: StatefulSets, sync: Sync, index: number): boolean {
  const { set, replicas } = sync;
  const pod = replicas[index];
  if (!pod) {
    create(parts, sync, index);
    return true;
  }
  const phase = pod.status?.phase;
  if (phase === 'Failed' || phase === 'Succeeded') {
    if (!isGoing(pod)) remove(parts, set, pod);
    return true;
  }
  if (phase === 'Pending') createClaims(parts, set, ordinalOf(pod));
  return isGoing(pod) || !isAvailable(parts, set, pod);
}

function create(parts: StatefulSets, sync: Sync, index: number): void {
  const { api, recorder } = parts;
  const { set } = sync;
  const ordinal = (set.spec?.ordinals?.start ?? 0) + index;
  const name = `${set.metadata.name}-${ordinal}`;
  createClaims(parts, set, ordinal);
  const revision = isCurrentNeeded(sync, index) ? sync.current : sync.update;
  try {
    api.create('pods', statefulPod(set, revision, ordinal), by);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const text = `create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error.message}`;
    recorder.event(set, 'Warning', 'FailedCreate', text);
    throw error;
  }
  const text = `create Pod ${name} in StatefulSet ${set.metadata.name} successful`;
  recorder.event(set, 'Normal', 'SuccessfulCreate', text);
}

function isCurrentNeeded({ set }: Sync, index: number): boolean {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (type === 'OnDelete') return false;
  if (!rollingUpdate) return index < (set.status?.currentReplicas ?? 0);
  return index < (rollingUpdate.partition ?? 0);
}

function createClaims({ api, recorder }: StatefulSets, set: StatefulSet, ordinal: number): void {
  for (const { claim: draft } of claimsOf(set, ordinal)) {
    const { namespace, name = '' } = draft.metadata;
    if (api.find('persistentvolumeclaims', { namespace, name })) continue;
    api.create('persistentvolumeclaims', draft, by);
    const text = `create Claim ${name} Pod ${set.metadata.name}-${ordinal} in StatefulSet ${set.metadata.name} success`;
    recorder.event(set, 'Normal', 'SuccessfulCreate', text);
  }
}

function remove({ api, recorder }: StatefulSets, set: StatefulSet, pod: Pod): void {
  api.delete('pods', placeOf(pod), by);
  const text = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`;
  recorder.event(set, 'Normal', 'SuccessfulDelete', text);
}

/** From the last ordinal down to the partition: one pod of an old revision at a time, once those above are available. */
function roll(parts: StatefulSets, { set, update, replicas }: Sync): void {
  const partition = set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let index = replicas.length - 1; index >= partition; index -= 1) {
    const pod = replicas[index];
    if (!pod) return;
    if (revisionOf(pod) !== update.name && !isGoing(pod)) {
      remove(parts, set, pod);
      return;
    }
    if (!isAvailable(parts, set, pod)) return;
  }
}

function firstUnhealthy(parts: StatefulSets, { set, replicas, condemned }: Sync): Pod | undefined {
  const all = [...replicas.flatMap((pod) => pod ?? []), ...condemned.toReversed()];
  return all.find((pod) => isGoing(pod) || !isAvailable(parts, set, pod));
}

function isGoing({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

function isAvailable({ clock }: StatefulSets, { spec }: StatefulSet, pod: Pod): boolean {
  return (
    pod.status?.phase === 'Running' &&
    untilAvailable(pod, spec?.minReadySeconds ?? 0, clock.now()) === 0
  );
}

function writeStatus(parts: StatefulSets, sync: Sync): void {
  const { api, clock, queue } = parts;
  const { set, current, update } = sync;
  const pods = [...sync.replicas, ...sync.condemned].flatMap((pod) => pod ?? []);
  const settled = pods.filter((pod) => !isGoing(pod));
  const readyReplicas = pods.filter(isReady).length;
  const updatedReplicas = settled.filter((pod) => revisionOf(pod) === update.name).length;
  // Once all are of the new revision and ready, it is the current one.
  const isDone =
    set.spec?.updateStrategy?.type !== 'OnDelete' &&
    updatedReplicas === pods.length &&
    readyReplicas === pods.length &&
    pods.length === sync.replicas.length;
  const now = isDone ? update : current;
  const currentReplicas = settled.filter((pod) => revisionOf(pod) === now.name).length;
  const status = {
    observedGeneration: set.metadata.generation ?? 0,
    replicas: pods.length,
    ...(readyReplicas > 0 ? { readyReplicas } : {}),
    ...(currentReplicas > 0 ? { currentReplicas } : {}),
    ...(updatedReplicas > 0 ? { updatedReplicas } : {}),
    currentRevision: now.name,
    updateRevision: update.name,
    collisionCount: set.status?.collisionCount ?? 0,
    availableReplicas: pods.filter((pod) => isAvailable(parts, set, pod)).length,
  };
  if (!isEqual(status, set.status)) api.updateStatus('statefulsets.apps', { ...set, status }, by);
  const waits = pods.flatMap(
    (pod) => untilAvailable(pod, set.spec?.minReadySeconds ?? 0, clock.now()) || [],
  );
  if (waits.length > 0) queue.addAfter(keyOf(set), Math.min(...waits));
}
