import { isEqual } from '#cluster/api/json.ts';
import { seconds } from '#cluster/timestamps.ts';
import { findCondition } from './conditions.ts';
import type { Deployment, ReplicaSet } from './context.ts';
import {
  type DeploymentStatus,
  hasDeadline,
  progressing,
  removeCondition,
  setCondition,
} from './deployment-conditions.ts';
import { by, type Deployments, everySet, type Rollout } from './deployment-sets.ts';
import { keyOf } from './owners.ts';
import { desired, limits } from './rolling-limits.ts';

/** syncRolloutStatus (pkg/controller/deployment/progress.go). */
export function writeRolloutStatus(parts: Deployments, rollout: Rollout): void {
  const { deployment } = rollout;
  const now = parts.clock.now();
  const counted = deploymentStatus(rollout, now);
  const status = withFailure(withProgress(rollout, counted, now), rollout, now);
  if (writeStatus(parts, deployment, status)) return;
  const wait = untilDeadline(deployment, status, now);
  if (wait !== undefined) parts.queue.addAfter(keyOf(deployment), wait + 1000);
}

/** syncDeploymentStatus: the counts only, while it is paused or being scaled. */
export function writeCounts(parts: Deployments, rollout: Rollout): void {
  writeStatus(parts, rollout.deployment, deploymentStatus(rollout, parts.clock.now()));
}

function writeStatus(
  { api }: Deployments,
  deployment: Deployment,
  status: DeploymentStatus,
): boolean {
  if (isEqual(status, deployment.status)) return false;
  api.updateStatus('deployments.apps', { ...deployment, status }, by);
  return true;
}

function sum(sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number | undefined): number {
  return sets.reduce((all, set) => all + (count(set) ?? 0), 0);
}

/** Counts of 0 are left out, but for the terminating ones. */
function deploymentStatus(rollout: Rollout, now: number): DeploymentStatus {
  const { deployment, current } = rollout;
  const sets = everySet(rollout);
  const replicas = sum(sets, ({ status }) => status?.replicas);
  const availableReplicas = sum(sets, ({ status }) => status?.availableReplicas);
  const counts = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas,
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(sets, ({ status }) => status?.readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, replicas - availableReplicas),
    collisionCount: deployment.status?.collisionCount ?? 0,
  };
  const shown = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  const conditions = deployment.status?.conditions;
  const status: DeploymentStatus = {
    ...shown,
    terminatingReplicas: sum(
      sets,
      ({ status: { terminatingReplicas } = { replicas: 0 } }) => terminatingReplicas,
    ),
    ...(conditions ? { conditions } : {}),
  };
  const isAvailable = availableReplicas >= desired(deployment) - limits(deployment).unavailable;
  return setCondition(
    status,
    {
      type: 'Available',
      status: isAvailable ? 'True' : 'False',
      reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: `Deployment ${isAvailable ? 'has' : 'does not have'} minimum availability.`,
    },
    seconds(now),
  );
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = desired(deployment);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function withProgress(rollout: Rollout, status: DeploymentStatus, now: number): DeploymentStatus {
  const { deployment, current } = rollout;
  if (!hasDeadline(deployment)) return removeCondition(status, 'Progressing');
  const before = findCondition(deployment.status?.conditions, 'Progressing');
  const isDone =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) &&
    before?.reason === 'NewReplicaSetAvailable';
  if (isDone) return status;
  const subject = current
    ? `ReplicaSet "${current.metadata.name}"`
    : `Deployment "${deployment.metadata.name}"`;
  const time = seconds(now);
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return setCondition(status, progressing('True', 'NewReplicaSetAvailable', message), time);
  }
  if (isProgressing(deployment, status)) {
    const kept = before?.status === 'True' ? before.lastTransitionTime : undefined;
    const condition = progressing('True', 'ReplicaSetUpdated', `${subject} is progressing.`);
    // Removed first, so that its time of update moves although nothing else does.
    const without = before ? removeCondition(status, 'Progressing') : status;
    return setCondition(without, { ...condition, lastTransitionTime: kept }, time);
  }
  if (isTimedOut(deployment, status, now)) {
    const message = `${subject} has timed out progressing.`;
    return setCondition(status, progressing('False', 'ProgressDeadlineExceeded', message), time);
  }
  return status;
}

function isProgressing({ status: before }: Deployment, status: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number =>
    replicas - updatedReplicas;
  const grew = (count: (status: DeploymentStatus) => number | undefined): boolean =>
    (count(status) ?? 0) > (count(before ?? {}) ?? 0);
  return (
    grew((one) => one.updatedReplicas) ||
    old(status) < old(before ?? {}) ||
    grew((one) => one.readyReplicas) ||
    grew((one) => one.availableReplicas)
  );
}

/** Milliseconds that are left of the deadline; undefined where none runs. */
function deadlineLeft(
  { spec }: Deployment,
  status: DeploymentStatus,
  now: number,
): number | undefined {
  const condition = findCondition(status.conditions, 'Progressing');
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return undefined;
  const from = Date.parse(condition.lastUpdateTime ?? '');
  return from + (spec?.progressDeadlineSeconds ?? 0) * 1000 - now;
}

function isTimedOut(deployment: Deployment, status: DeploymentStatus, now: number): boolean {
  if (findCondition(status.conditions, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return true;
  }
  return (deadlineLeft(deployment, status, now) ?? 0) < 0;
}

/** requeueStuckDeployment. */
function untilDeadline(
  deployment: Deployment,
  status: DeploymentStatus,
  now: number,
): number | undefined {
  if (!hasDeadline(deployment) || isComplete(deployment, status)) return undefined;
  if (findCondition(status.conditions, 'Progressing')?.reason === 'ProgressDeadlineExceeded') {
    return undefined;
  }
  const left = deadlineLeft(deployment, status, now);
  return left === undefined ? undefined : Math.max(0, left);
}

function withFailure(status: DeploymentStatus, rollout: Rollout, now: number): DeploymentStatus {
  const failed = [...(rollout.current ? [rollout.current] : []), ...rollout.old].flatMap(
    (set) => findCondition(set.status?.conditions, 'ReplicaFailure') ?? [],
  )[0];
  if (!failed) return removeCondition(status, 'ReplicaFailure');
  const { reason = '', message = '' } = failed;
  return setCondition(
    status,
    { type: 'ReplicaFailure', status: failed.status, reason, message },
    seconds(now),
  );
}
