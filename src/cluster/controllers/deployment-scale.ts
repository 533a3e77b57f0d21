import { isEqual } from '#cluster/api/json.ts';
import type { Deployment, ReplicaSet } from './context.ts';
import {
  by,
  byAge,
  type Deployments,
  everySet,
  type Rollout,
  sizeOf,
  specWith,
  total,
  withAnnotations,
} from './deployment-sets.ts';
import { desiredOf, maxReplicasOf, withReplicas } from './revisions.ts';
import { desired, isRolling, limits } from './rolling-limits.ts';

/** scaleReplicaSetAndRecordEvent. Gives the set as it is afterwards. */
export function scaleSet(
  { api, recorder }: Deployments,
  deployment: Deployment,
  set: ReplicaSet,
  size: number,
): ReplicaSet {
  const before = sizeOf(set);
  const annotations = withReplicas(set.metadata.annotations, deployment);
  if (before === size && isEqual(annotations, set.metadata.annotations)) return set;
  const scaled = withAnnotations({ ...set, ...specWith(set, { replicas: size }) }, annotations);
  const stored = api.update('replicasets.apps', scaled, by);
  if (before !== size) {
    const way = before < size ? 'up' : 'down';
    recorder.event(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${way} replica set ${set.metadata.name} from ${before} to ${size}`,
    );
  }
  return stored;
}

/** The deployment wants another number than when it last scaled its sets. */
export function isScaling(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const wanted = desiredOf(set);
    return sizeOf(set) > 0 && wanted !== undefined && wanted !== desired(deployment);
  });
}

/** `scale` (pkg/controller/deployment/sync.go): the one active set, or each in proportion while a rollout is under way. */
export function scale(parts: Deployments, rollout: Rollout): void {
  const { deployment, current, old } = rollout;
  const wanted = desired(deployment);
  const one = activeOrLatest(rollout);
  if (one) {
    if (sizeOf(one) !== wanted) scaleSet(parts, deployment, one, wanted);
    return;
  }
  if (current && isSaturated(deployment, current)) {
    for (const set of old.filter((each) => sizeOf(each) > 0)) scaleSet(parts, deployment, set, 0);
    return;
  }
  if (isRolling(deployment)) scaleInProportion(parts, rollout);
}

function activeOrLatest(rollout: Rollout): ReplicaSet | undefined {
  const active = everySet(rollout).filter((set) => sizeOf(set) > 0);
  if (active.length > 1) return undefined;
  return active[0] ?? rollout.current ?? rollout.old.at(-1);
}

function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const wanted = desired(deployment);
  return (
    sizeOf(set) === wanted &&
    desiredOf(set) === wanted &&
    (set.status?.availableReplicas ?? 0) === wanted
  );
}

function scaleInProportion(parts: Deployments, rollout: Rollout): void {
  const { deployment } = rollout;
  const active = everySet(rollout).filter((set) => sizeOf(set) > 0);
  const wanted = desired(deployment);
  const allowed = wanted > 0 ? wanted + limits(deployment).surge : 0;
  const toAdd = allowed - total(active);
  const sorted = active.toSorted(
    (a, b) => sizeOf(b) - sizeOf(a) || (toAdd > 0 ? byAge(b, a) : byAge(a, b)),
  );
  let added = 0;
  const sizes = sorted.map((set) => {
    const share = proportion(deployment, set, toAdd, added);
    added += share;
    return sizeOf(set) + share;
  });
  sorted.forEach((set, index) => {
    const leftover = index === 0 && toAdd !== 0 ? toAdd - added : 0;
    scaleSet(parts, deployment, set, Math.max(0, (sizes[index] ?? 0) + leftover));
  });
}

function proportion(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  if (toAdd === 0 || toAdd === added) return 0;
  const fraction = fractionOf(deployment, set);
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added);
}

function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  const wanted = desired(deployment);
  if (wanted === 0) return -sizeOf(set);
  const max = wanted + limits(deployment).surge;
  const before = maxReplicasOf(set) || (deployment.status?.replicas ?? 0);
  // Rare: no annotation, and no pod could be created.
  if (before === 0) return 0;
  return Math.round((sizeOf(set) * max) / before) - sizeOf(set);
}
