import type { IDeploymentCondition } from 'kubernetes-models/apps/v1/DeploymentCondition';
import type { IDeploymentStatus } from 'kubernetes-models/apps/v1/DeploymentStatus';
import { findCondition, withoutCondition } from './conditions.ts';
import type { Deployment } from './context.ts';

export type DeploymentStatus = IDeploymentStatus;
type Draft = Pick<IDeploymentCondition, 'type' | 'status'> & { reason: string; message: string };

/** progressDeadlineSeconds of the largest int32 means none. */
export function hasDeadline({ spec }: Deployment): boolean {
  return spec?.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== 2147483647;
}

export function progressing(
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
): Draft {
  return { type: 'Progressing', status, reason, message };
}

/** SetDeploymentCondition: nothing changes while status and reason stay; a change of status moves its transition. */
export function setCondition(
  status: DeploymentStatus,
  condition: Draft & { lastTransitionTime?: string | undefined },
  now: string,
): DeploymentStatus {
  const before = findCondition(status.conditions, condition.type);
  if (before?.status === condition.status && before.reason === condition.reason) return status;
  const kept = before?.status === condition.status ? before.lastTransitionTime : undefined;
  const { type, status: value, reason, message, lastTransitionTime } = condition;
  const made: IDeploymentCondition = {
    type,
    status: value,
    lastUpdateTime: now,
    lastTransitionTime: kept ?? lastTransitionTime ?? now,
    reason,
    message,
  };
  return { ...status, conditions: [...withoutCondition(status.conditions, type), made] };
}

export function removeCondition(status: DeploymentStatus, type: string): DeploymentStatus {
  if (!findCondition(status.conditions, type)) return status;
  const { conditions, ...rest } = status;
  const others = withoutCondition(conditions, type);
  return others.length > 0 ? { ...rest, conditions: others } : rest;
}
