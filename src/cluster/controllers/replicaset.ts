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
  type ReplicaSet,
} from './context.ts';
import { byDeletionRank } from './deletion-rank.ts';
import { controllerOf, keyOf, type Owned, parseKey } from './owners.ts';
import { enqueueOwner } from './pod-owner.ts';
import { podFromTemplate } from './pod-from-template.ts';
import { isActive, isTerminating } from './pod-state.ts';
import { type Failure, replicaSetStatus } from './replicaset-status.ts';
import { type Replicated, replicaSetKind, replicationControllerKind } from './replicated.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

/** As many pods as one reconciliation makes or deletes. */
const burst = 500;

interface ReplicaSets extends Context {
  kind: Replicated;
  by: ReturnType<typeof actor>;
  queue: WorkQueue;
  recorder: Recorder;
}

/** pkg/controller/replicaset and pkg/controller/replication (v1.35). */
export function startReplicaSetController(context: Context): Controller {
  return start(context, replicaSetKind);
}

export function startReplicationController(context: Context): Controller {
  return start(context, replicationControllerKind);
}

function start(context: Context, kind: Replicated): Controller {
  const { api, events } = context;
  const { controller, resource } = kind;
  const intervalMs = (key: string): number =>
    Math.max(40, kind.find(api, parseKey(key))?.spec?.replicas ?? 0);
  const queue = createWorkQueue(context, (key) => reconcile(sets, key), { intervalMs });
  const recorder = events.from({ component: controller });
  const sets: ReplicaSets = { ...context, kind, by: actor(controller), queue, recorder };
  for (const set of kind.list(api)) queue.add(keyOf(set));
  const follow = ({ type, object, old }: Change): void => {
    const isOnlyStatus = old?.metadata.generation === object.metadata.generation;
    if (type === 'ADDED' || (type === 'MODIFIED' && !isOnlyStatus)) queue.add(keyOf(object));
  };
  if (resource === 'replicasets.apps') api.watch(resource, follow);
  else api.watch(resource, follow);
  api.watch('pods', (change) => {
    enqueueOwner(queue, change, kind.kind, () => kind.list(api, change.object.metadata.namespace));
  });
  return queue;
}

interface Change {
  type: string;
  object: Owned;
  old?: Owned;
}

function reconcile(sets: ReplicaSets, key: string): void {
  const { api, by, clock, kind, pods, queue } = sets;
  const set = kind.find(api, parseKey(key));
  if (!set) return;
  const mine = (): Pods =>
    inUse(
      claim({
        api,
        resource: 'pods',
        children: pods,
        owner: set,
        selector: set.spec?.selector,
        controller: kind.controller,
      }),
    );
  const before = mine();
  const isSettled =
    before.active.length === (set.spec?.replicas ?? 0) ||
    set.metadata.deletionTimestamp !== undefined;
  const failure = isSettled ? undefined : manage(sets, set, before.active);
  const { status, nextMs } = replicaSetStatus(set, {
    ...(isSettled ? before : mine()),
    failure: failure?.condition,
    now: clock.now(),
  });
  if (!isEqual(status, set.status)) {
    const stored = api.find(kind.resource, parseKey(key));
    if (stored) api.updateStatus(kind.resource, { ...stored, status }, by);
  }
  if (nextMs !== undefined) queue.addAfter(key, nextMs);
  if (failure) throw failure.error;
}

interface Pods {
  active: readonly Pod[];
  terminating: number;
}

function inUse(pods: readonly Pod[]): Pods {
  const active = pods.filter(isActive);
  // A large set is mostly made of active pods, and is looked at often.
  const terminating = active.length === pods.length ? 0 : pods.filter(isTerminating).length;
  return { active, terminating };
}

interface Failed {
  condition: Failure;
  error: ApiError;
}

function manage(sets: ReplicaSets, set: ReplicaSet, active: readonly Pod[]): Failed | undefined {
  const missing = (set.spec?.replicas ?? 0) - active.length;
  if (missing > 0) return createPods(sets, set, Math.min(missing, burst));
  if (missing < 0) return deletePods(sets, set, active, Math.min(-missing, burst));
  return undefined;
}

/** In batches of 1, 2, 4 … so that a quota or a webhook that refuses them all is asked once (slowStartBatch). */
function createPods(
  { api, by, recorder }: ReplicaSets,
  set: ReplicaSet,
  count: number,
): Failed | undefined {
  const draft = podFromTemplate(set.spec?.template ?? {}, set);
  let left = count;
  for (let batch = 1; left > 0; batch *= 2) {
    const size = Math.min(batch, left);
    let failed: ApiError | undefined;
    for (let made = 0; made < size; made += 1) {
      try {
        const pod = api.create('pods', draft, by);
        recorder.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failed = error;
        if (!isNamespaceGoing(error)) {
          recorder.event(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
        }
      }
    }
    if (failed) {
      if (isNamespaceGoing(failed)) return undefined;
      return {
        condition: { reason: 'FailedCreate', message: failed.message },
        error: failed,
      };
    }
    left -= size;
  }
  return undefined;
}

function isNamespaceGoing({ status }: ApiError): boolean {
  const causes = status.details?.['causes'];
  return (
    Array.isArray(causes) &&
    causes.some((cause: { reason?: unknown }) => cause.reason === 'NamespaceTerminating')
  );
}

function deletePods(
  sets: ReplicaSets,
  set: ReplicaSet,
  active: readonly Pod[],
  count: number,
): Failed | undefined {
  const { api, by, clock, recorder } = sets;
  const ranked =
    count < active.length ? byDeletionRank(active, relatedPods(sets, set), clock.now()) : active;
  for (const pod of ranked.slice(0, count)) {
    const { uid } = pod.metadata;
    try {
      api.delete('pods', placeOf(pod), { ...by, preconditions: { uid } });
      recorder.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status.code === 404) continue;
      recorder.event(set, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
      return { condition: { reason: 'FailedDelete', message: error.message }, error };
    }
  }
  return undefined;
}

/** The pods of every replica set of the same deployment. */
function relatedPods({ pods, replicaSets }: ReplicaSets, set: ReplicaSet): readonly Pod[] {
  const owner = controllerOf(set);
  const siblings = owner ? replicaSets.of(owner.uid) : [set];
  return siblings.flatMap(({ metadata }) => pods.of(metadata.uid));
}
