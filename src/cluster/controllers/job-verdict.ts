import { findCondition } from './conditions.ts';
import type { Job, Pod } from './context.ts';

/** How a job ends: with which condition, and why. */
export interface Verdict {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

/** What its pods have come to so far. */
export interface Progress {
  readonly succeeded: number;
  readonly failed: number;
  /** Restarts of containers in pods that are still there: they count for restartPolicy OnFailure. */
  readonly restarts: number;
  readonly active: number;
  readonly completed: ReadonlySet<number>;
}

export function isFinished(job: Job): boolean {
  return finishedCondition(job) !== undefined;
}

export function finishedCondition({ status }: Job) {
  return status?.conditions?.find(
    ({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True',
  );
}

export function completionsOf({ spec }: Job): number | undefined {
  return spec?.completions;
}

/** The end of a job, once it is decided; undefined while it goes on. */
export function verdictOf(job: Job, progress: Progress, now: number): Verdict | undefined {
  const decided = decidedBefore(job);
  if (decided) return decided;
  const { spec, status } = job;
  const { succeeded, failed, restarts, active } = progress;
  const limit = spec?.backoffLimit ?? 6;
  const isRestarting = spec?.template.spec?.restartPolicy === 'OnFailure';
  if (
    failed > limit ||
    (isRestarting && limit > 0 && restarts >= limit) ||
    (isRestarting && limit === 0 && restarts > 0)
  ) {
    const message = 'Job has reached the specified backoff limit';
    return { type: 'Failed', reason: 'BackoffLimitExceeded', message };
  }
  const deadline = deadlineOf(job);
  if (status?.startTime !== undefined && deadline !== undefined && now >= deadline) {
    const message = 'Job was active longer than specified deadline';
    return { type: 'Failed', reason: 'DeadlineExceeded', message };
  }
  const completions = completionsOf(job);
  const isComplete =
    completions === undefined ? succeeded > 0 && active === 0 : succeeded >= completions;
  const message = 'Reached expected number of succeeded pods';
  return isComplete ? { type: 'Complete', reason: 'CompletionsReached', message } : undefined;
}

/** A verdict that waits for the last pods to end. */
function decidedBefore({ status }: Job): Verdict | undefined {
  const failing = findCondition(status?.conditions, 'FailureTarget');
  if (failing) {
    return { type: 'Failed', reason: failing.reason ?? '', message: failing.message ?? '' };
  }
  const succeeding = findCondition(status?.conditions, 'SuccessCriteriaMet');
  return succeeding
    ? { type: 'Complete', reason: succeeding.reason ?? '', message: succeeding.message ?? '' }
    : undefined;
}

/** Milliseconds since 1970. */
export function deadlineOf({ spec, status }: Job): number | undefined {
  if (spec?.activeDeadlineSeconds === undefined || status?.startTime === undefined)
    return undefined;
  return Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000;
}

const firstBackoffMs = 10_000;
const longestBackoffMs = 10 * 60_000;

/** Milliseconds until pods may be made again, after those that failed since the last success (pkg/controller/job/backoff_utils.go). */
export function backoffLeft(pods: readonly Pod[], failed: number, now: number): number {
  if (failed === 0) return 0;
  const ends = pods.filter(({ status }) => status?.phase === 'Failed').map(endOf);
  const last = Math.max(0, ...ends);
  const succeeded = pods.filter(({ status }) => status?.phase === 'Succeeded').map(endOf);
  if (Math.max(0, ...succeeded) > last) return 0;
  const wait = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failed - 1));
  return Math.max(0, last + wait - now);
}

function endOf({ metadata, status }: Pod): number {
  const ends = (status?.containerStatuses ?? []).flatMap(
    ({ state }) => state?.terminated?.finishedAt ?? [],
  );
  const time = ends.length > 0 ? Math.max(...ends.map((end) => Date.parse(end))) : undefined;
  return time ?? Date.parse(metadata.deletionTimestamp ?? metadata.creationTimestamp);
}
