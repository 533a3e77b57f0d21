import { seconds } from '#cluster/timestamps.ts';
import { claim } from './claim.ts';
import { findCondition } from './conditions.ts';
import type { Context, Controller, Deployment, ReplicaSet } from './context.ts';
import { hasDeadline, progressing, setCondition } from './deployment-conditions.ts';
import { forgetOldest, rollStep } from './deployment-rollout.ts';
import { isScaling, scale, scaleSet } from './deployment-scale.ts';
import {
  by,
  deploymentController,
  type Deployments,
  everySet,
  findSets,
  type Rollout,
  sizeOf,
} from './deployment-sets.ts';
import { isComplete, writeCounts, writeRolloutStatus } from './deployment-status.ts';
import { matchesSelector } from '#cluster/label-selector.ts';
import { controllerOf, keyOf, parseKey } from './owners.ts';
import { desired, isRolling } from './rolling-limits.ts';
import { feed } from './feed.ts';
import { createWorkQueue } from './work-queue.ts';

/** pkg/controller/deployment (v1.35). */
export function startDeploymentController(context: Context): Controller {
  const { api, events } = context;
  const queue = createWorkQueue(context, (key) => reconcile(parts, key), { latencyMs: 6 });
  const recorder = events.from({ component: deploymentController });
  const parts: Deployments = { ...context, queue, recorder };
  feed(queue, api, 'deployments.apps');
  api.watch('replicasets.apps', ({ object, old }) => {
    const namespace = object.metadata.namespace ?? '';
    const owners = [controllerOf(object), old && controllerOf(old)];
    for (const owner of owners) {
      if (owner?.kind === 'Deployment') queue.add(`${namespace}/${owner.name}`);
    }
    if (owners[0]) return;
    for (const deployment of api.list('deployments.apps', { namespace })) {
      if (matchesSelector(deployment.spec?.selector, object.metadata.labels)) {
        queue.add(keyOf(deployment));
      }
    }
  });
  // Recreate waits for the last old pod to be gone.
  api.watch('pods', ({ type, object }) => {
    const owner = controllerOf(object);
    if (type !== 'DELETED' || owner?.kind !== 'ReplicaSet') return;
    const namespace = object.metadata.namespace ?? '';
    const set = api.find('replicasets.apps', { namespace, name: owner.name });
    const above = set && controllerOf(set);
    if (above) queue.add(`${namespace}/${above.name}`);
  });
  return queue;
}

function reconcile(parts: Deployments, key: string): void {
  const { api, replicaSets } = parts;
  const found = api.find('deployments.apps', parseKey(key));
  if (!found) return;
  const { selector } = found.spec ?? {};
  const sets = claim({
    api,
    resource: 'replicasets.apps',
    children: replicaSets,
    owner: found,
    selector,
    controller: deploymentController,
  });
  if (found.metadata.deletionTimestamp !== undefined) {
    writeCounts(parts, findSets(parts, found, sets, { create: false }));
    return;
  }
  const deployment = notePause(parts, found);
  if (deployment.spec?.paused === true || isScaling(deployment, sets)) {
    scaleOnly(parts, deployment, sets);
  } else if (isRolling(deployment)) roll(parts, deployment, sets);
  else recreate(parts, deployment, sets);
}

/** checkPausedConditions. */
function notePause({ api, clock }: Deployments, deployment: Deployment): Deployment {
  const reason = findCondition(deployment.status?.conditions, 'Progressing')?.reason;
  if (!hasDeadline(deployment) || reason === 'ProgressDeadlineExceeded') return deployment;
  const isPaused = deployment.spec?.paused === true;
  if (isPaused === (reason === 'DeploymentPaused')) return deployment;
  const condition = isPaused
    ? progressing('Unknown', 'DeploymentPaused', 'Deployment is paused')
    : progressing('Unknown', 'DeploymentResumed', 'Deployment is resumed');
  const status = setCondition(deployment.status ?? {}, condition, seconds(clock.now()));
  return api.updateStatus('deployments.apps', { ...deployment, status }, by);
}

function scaleOnly(parts: Deployments, deployment: Deployment, sets: readonly ReplicaSet[]): void {
  const rollout = findSets(parts, deployment, sets, { create: false });
  scale(parts, rollout);
  if (deployment.spec?.paused === true) forgetOldest(parts, rollout);
  writeCounts(parts, refreshed(parts, rollout));
}

function roll(parts: Deployments, deployment: Deployment, sets: readonly ReplicaSet[]): void {
  const rollout = findSets(parts, deployment, sets, { create: true });
  if (
    !rollStep(parts, rollout) &&
    isComplete(rollout.deployment, rollout.deployment.status ?? {})
  ) {
    forgetOldest(parts, rollout);
  }
  writeRolloutStatus(parts, refreshed(parts, rollout));
}

/** pkg/controller/deployment/recreate.go: all old pods are gone before the first new one. */
function recreate(parts: Deployments, deployment: Deployment, sets: readonly ReplicaSet[]): void {
  let rollout = findSets(parts, deployment, sets, { create: false });
  const active = rollout.old.filter((set) => sizeOf(set) > 0);
  for (const set of active) scaleSet(parts, deployment, set, 0);
  if (active.length === 0 && !hasOldPods(parts, rollout)) {
    if (!rollout.current) rollout = findSets(parts, rollout.deployment, sets, { create: true });
    if (rollout.current) {
      scaleSet(parts, rollout.deployment, rollout.current, desired(rollout.deployment));
    }
    if (isComplete(rollout.deployment, rollout.deployment.status ?? {})) {
      forgetOldest(parts, rollout);
    }
  }
  writeRolloutStatus(parts, refreshed(parts, rollout));
}

function hasOldPods({ pods }: Deployments, { old }: Rollout): boolean {
  return old.some(({ metadata }) =>
    pods
      .of(metadata.uid)
      .some(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed'),
  );
}

/** The same sets as they are stored now. */
function refreshed({ api, replicaSets }: Deployments, rollout: Rollout): Rollout {
  const { metadata } = rollout.deployment;
  const latest = new Map(replicaSets.of(metadata.uid).map((set) => [set.metadata.uid, set]));
  const fresh = (set: ReplicaSet): ReplicaSet => latest.get(set.metadata.uid) ?? set;
  const deployment = api.find('deployments.apps', metadata) ?? rollout.deployment;
  const old = everySet(rollout).filter((set) => set !== rollout.current);
  return {
    deployment,
    current: rollout.current && fresh(rollout.current),
    old: old.map(fresh),
  };
}
