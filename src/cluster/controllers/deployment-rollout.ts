import type { Deployment, ReplicaSet } from './context.ts';
import { scaleSet } from './deployment-scale.ts';
import {
  by,
  type Deployments,
  everySet,
  newSetSize,
  type Rollout,
  sizeOf,
  total,
} from './deployment-sets.ts';
import { revisionOf } from './revisions.ts';
import { desired, limits } from './rolling-limits.ts';

/** One step of a rolling update (pkg/controller/deployment/rolling.go). Tells whether it scaled anything. */
export function rollStep(parts: Deployments, rollout: Rollout): boolean {
  return growCurrent(parts, rollout) || shrinkOld(parts, rollout);
}

function growCurrent(parts: Deployments, rollout: Rollout): boolean {
  const { deployment, current } = rollout;
  if (!current) return false;
  const wanted = desired(deployment);
  const size = sizeOf(current);
  if (size === wanted) return false;
  const next = size > wanted ? wanted : newSetSize(deployment, size, total(everySet(rollout)));
  scaleSet(parts, deployment, current, next);
  return next !== size;
}

function shrinkOld(parts: Deployments, rollout: Rollout): boolean {
  const { deployment, current, old } = rollout;
  if (!current || total(old) === 0) return false;
  const minAvailable = desired(deployment) - limits(deployment).unavailable;
  const unavailable = sizeOf(current) - available(current);
  const most = total(everySet(rollout)) - minAvailable - unavailable;
  if (most <= 0) return false;
  const cleaned = dropUnhealthy(parts, deployment, old, most);
  const left = available(current) + cleaned.reduce((sum, set) => sum + available(set), 0);
  const shrunk = shrinkBy(parts, deployment, cleaned, left - minAvailable);
  return cleaned.some((set, index) => set !== old[index]) || shrunk;
}

function available({ status }: ReplicaSet): number {
  return status?.availableReplicas ?? 0;
}

/** cleanupUnhealthyReplicas: pods of old sets that are not available go first. */
function dropUnhealthy(
  parts: Deployments,
  deployment: Deployment,
  old: readonly ReplicaSet[],
  most: number,
): readonly ReplicaSet[] {
  let dropped = 0;
  return old.map((set) => {
    const count = Math.min(most - dropped, sizeOf(set) - available(set));
    if (count <= 0) return set;
    dropped += count;
    return scaleSet(parts, deployment, set, sizeOf(set) - count);
  });
}

function shrinkBy(
  parts: Deployments,
  deployment: Deployment,
  old: readonly ReplicaSet[],
  count: number,
): boolean {
  let left = count;
  for (const set of old) {
    const part = Math.min(left, sizeOf(set));
    if (part <= 0) continue;
    left -= part;
    scaleSet(parts, deployment, set, sizeOf(set) - part);
  }
  return left < count;
}

/** cleanupDeployment: what is beyond revisionHistoryLimit goes, the oldest revision first. */
export function forgetOldest({ api }: Deployments, { deployment, old }: Rollout): void {
  const limit = deployment.spec?.revisionHistoryLimit;
  if (limit === undefined || limit === 2147483647) return;
  const alive = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const sorted = alive.toSorted((a, b) => revisionOf(a) - revisionOf(b));
  for (const set of sorted.slice(0, Math.max(0, alive.length - limit))) {
    const { metadata, status } = set;
    const isSeen = (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0);
    if (sizeOf(set) > 0 || (status?.replicas ?? 0) > 0 || !isSeen) continue;
    const { namespace, name } = metadata;
    api.delete('replicasets.apps', { namespace, name }, { ...by, propagationPolicy: 'Background' });
  }
}
