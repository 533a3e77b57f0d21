import type { IReplicaSetStatus } from 'kubernetes-models/apps/v1/ReplicaSetStatus';
import { matchesLabels } from '#cluster/label-selector.ts';
import { seconds } from '#cluster/timestamps.ts';
import { findCondition, withoutCondition } from './conditions.ts';
import type { Pod, ReplicaSet } from './context.ts';
import { isReady, untilAvailable } from './pod-state.ts';

export interface Failure {
  reason: 'FailedCreate' | 'FailedDelete';
  message: string;
}

interface Observed {
  active: readonly Pod[];
  terminating: number;
  failure: Failure | undefined;
  now: number;
}

/** calculateStatus (pkg/controller/replicaset/replica_set_utils.go), and when a ready pod will next become available. */
export function replicaSetStatus(
  set: ReplicaSet,
  { active, terminating, failure, now }: Observed,
): { status: IReplicaSetStatus; nextMs: number | undefined } {
  const wanted = set.spec?.template?.metadata?.labels ?? {};
  let fullyLabeledReplicas = 0;
  let readyReplicas = 0;
  let availableReplicas = 0;
  let nextMs: number | undefined;
  for (const pod of active) {
    if (matchesLabels(wanted, pod.metadata.labels)) fullyLabeledReplicas += 1;
    if (!isReady(pod)) continue;
    readyReplicas += 1;
    const wait = untilAvailable(pod, set.spec?.minReadySeconds ?? 0, now) ?? 0;
    if (wait === 0) availableReplicas += 1;
    else nextMs = Math.min(nextMs ?? wait, wait);
  }
  const conditions = failureConditions(set, failure, now);
  const generation = set.metadata.generation;
  return {
    status: {
      replicas: active.length,
      ...(fullyLabeledReplicas > 0 ? { fullyLabeledReplicas } : {}),
      ...(readyReplicas > 0 ? { readyReplicas } : {}),
      ...(availableReplicas > 0 ? { availableReplicas } : {}),
      terminatingReplicas: terminating,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      ...(conditions.length > 0 ? { conditions } : {}),
    },
    nextMs,
  };
}

function failureConditions(set: ReplicaSet, failure: Failure | undefined, now: number) {
  const before = findCondition(set.status?.conditions, 'ReplicaFailure');
  const others = withoutCondition(set.status?.conditions, 'ReplicaFailure');
  if (!failure) return others;
  if (before) return set.status?.conditions ?? [];
  const condition = {
    type: 'ReplicaFailure',
    status: 'True' as const,
    lastTransitionTime: seconds(now),
    ...failure,
  };
  return [...others, condition];
}
