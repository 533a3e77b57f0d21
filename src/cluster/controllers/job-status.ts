import type { IJobCondition } from 'kubernetes-models/batch/v1/JobCondition';
import type { IJobStatus } from 'kubernetes-models/batch/v1/JobStatus';
import { seconds } from '#cluster/timestamps.ts';
import { findCondition, withoutCondition } from './conditions.ts';
import type { Job } from './context.ts';
import { indexesText, isIndexed } from './job-pods.ts';
import type { Progress, Verdict } from './job-verdict.ts';

export interface Counts extends Progress {
  readonly ready: number;
  readonly terminating: number;
}

/** The status of a job that has these pods; `verdict` is written once no pod is left running. */
export function jobStatus(
  job: Job,
  counts: Counts,
  verdict: Verdict | undefined,
  now: number,
): IJobStatus {
  const { active, succeeded, failed, ready, terminating, completed } = counts;
  const time = seconds(now);
  const before = job.status?.conditions ?? [];
  const isOver = verdict !== undefined && active === 0 && terminating === 0;
  const conditions = verdict ? withVerdict(before, verdict, isOver, time) : withPause(job, time);
  const startTime = job.spec?.suspend === true ? undefined : (job.status?.startTime ?? time);
  return {
    ...(active > 0 ? { active } : {}),
    ...(isIndexed(job) && completed.size > 0 ? { completedIndexes: indexesText(completed) } : {}),
    ...(isOver && verdict.type === 'Complete' ? { completionTime: time } : {}),
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(failed > 0 ? { failed } : {}),
    ready,
    ...(startTime === undefined ? {} : { startTime }),
    ...(succeeded > 0 ? { succeeded } : {}),
    terminating,
    uncountedTerminatedPods: {},
  };
}

function condition(
  type: string,
  {
    status = 'True',
    reason,
    message,
  }: { status?: 'True' | 'False'; reason: string; message: string },
  time: string,
): IJobCondition {
  return { type, status, lastProbeTime: time, lastTransitionTime: time, reason, message };
}

/** First the decision, then, when all its pods have ended, the end itself (KEP-3939, KEP-3998). */
function withVerdict(
  before: readonly IJobCondition[],
  verdict: Verdict,
  isOver: boolean,
  time: string,
): IJobCondition[] {
  const first = verdict.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  const decided = findCondition(before, first)
    ? [...before]
    : [...before, condition(first, verdict, time)];
  return isOver ? [...decided, condition(verdict.type, verdict, time)] : decided;
}

function withPause({ spec, status }: Job, time: string): IJobCondition[] {
  const before = findCondition(status?.conditions, 'Suspended');
  const others = withoutCondition(status?.conditions, 'Suspended');
  const isSuspended = spec?.suspend === true;
  if (isSuspended === (before?.status === 'True')) return status?.conditions ?? [];
  if (isSuspended) {
    const paused = { reason: 'JobSuspended', message: 'Job suspended' };
    return [...others, condition('Suspended', paused, time)];
  }
  const resumed = { status: 'False' as const, reason: 'JobResumed', message: 'Job resumed' };
  return [...others, condition('Suspended', resumed, time)];
}
