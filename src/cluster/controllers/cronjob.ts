import { ApiError } from '#cluster/api/api.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { Recorder } from '#cluster/events.ts';
import { byText } from '#cluster/text-order.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { ICronJobStatus } from 'kubernetes-models/batch/v1/CronJobStatus';
import type { Children } from './children.ts';
import { createChildren } from './children.ts';
import {
  actor,
  type Context,
  type Controller,
  type CronJob,
  type Job,
  placeOf,
  saveAll,
} from './context.ts';
import { finishedCondition, isFinished } from './job-verdict.ts';
import { controllerOf, ownerReference, parseKey } from './owners.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { feed } from './feed.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

const controller = 'cronjob-controller';
const by = actor(controller);

interface CronJobs extends Context {
  queue: WorkQueue;
  recorder: Recorder;
  jobs: Children<Job>;
}

/** pkg/controller/cronjob (v1.35). */
export function startCronJobController(context: Context): Controller {
  const { api, events } = context;
  const jobs = createChildren<Job>(
    (listener) => api.watch('jobs.batch', listener),
    api.list('jobs.batch'),
  );
  const queue = createWorkQueue(context, (key) => reconcile(parts, key));
  const recorder = events.from({ component: controller });
  const parts: CronJobs = { ...context, queue, recorder, jobs };
  feed(queue, api, 'cronjobs.batch');
  api.watch('jobs.batch', ({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'CronJob') queue.add(`${object.metadata.namespace}/${owner.name}`);
  });
  return { save: saveAll([jobs, queue]) };
}

function reconcile(parts: CronJobs, key: string): void {
  const { api, clock, recorder, queue } = parts;
  const cron = api.find('cronjobs.batch', parseKey(key));
  if (!cron || cron.metadata.deletionTimestamp !== undefined) return;
  let status = followJobs(parts, cron);
  const schedule = parseSchedule(cron.spec?.schedule ?? '', cron.spec?.timeZone);
  if (!schedule) {
    const text = `unparseable schedule: ${JSON.stringify(cron.spec?.schedule ?? '')} : expected exactly 5 fields`;
    recorder.event(cron, 'Warning', 'UnparseableSchedule', text);
  } else if (cron.spec?.suspend !== true) {
    status = startDue(parts, cron, schedule, status);
    const next = schedule.next(clock.now());
    if (next !== undefined) queue.addAfter(key, next - clock.now() + 100);
  }
  trimHistory(parts, cron);
  if (!isEqual(status, cron.status ?? {}))
    api.updateStatus('cronjobs.batch', { ...cron, status }, by);
}

/** What became of its jobs: those that ended are active no more. */
function followJobs({ jobs, recorder }: CronJobs, cron: CronJob): ICronJobStatus {
  const own = jobs.of(cron.metadata.uid);
  const status: ICronJobStatus = { ...cron.status };
  const active = (status.active ?? []).filter(({ uid, name = '' }) => {
    const job = own.find(({ metadata }) => metadata.uid === uid);
    if (!job) {
      recorder.event(cron, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
      return false;
    }
    const end = finishedCondition(job);
    if (!end) return true;
    const text = `Saw completed job: ${name}, condition: ${end.type}`;
    recorder.event(cron, 'Normal', 'SawCompletedJob', text);
    const { completionTime } = job.status ?? {};
    if (completionTime && byText(status.lastSuccessfulTime ?? '', completionTime) < 0) {
      status.lastSuccessfulTime = completionTime;
    }
    return false;
  });
  const { active: _, ...rest } = status;
  return active.length > 0 ? { ...rest, active } : rest;
}

/** Starts the job of the last time that has come, unless it is too late or another one still runs. */
function startDue(
  parts: CronJobs,
  cron: CronJob,
  schedule: Schedule,
  status: ICronJobStatus,
): ICronJobStatus {
  const { clock, recorder, jobs } = parts;
  const from = status.lastScheduleTime ?? cron.metadata.creationTimestamp;
  const due = lastDue(schedule, Date.parse(from), clock.now());
  if (due === undefined) return status;
  const { concurrencyPolicy, startingDeadlineSeconds } = cron.spec ?? {};
  if (startingDeadlineSeconds !== undefined && due + startingDeadlineSeconds * 1000 < clock.now()) {
    const text = `Missed scheduled time to start a job: ${new Date(due).toUTCString().replace('GMT', '+0000')}`;
    recorder.event(cron, 'Warning', 'MissSchedule', text);
    return status;
  }
  const active = status.active ?? [];
  if (concurrencyPolicy === 'Forbid' && active.length > 0) {
    const text =
      'Not starting job because prior execution is running and concurrency policy is Forbid';
    recorder.event(cron, 'Normal', 'JobAlreadyActive', text);
    return status;
  }
  const replaced = concurrencyPolicy === 'Replace' ? active : [];
  for (const { uid } of replaced) {
    const job = jobs.of(cron.metadata.uid).find(({ metadata }) => metadata.uid === uid);
    if (job) remove(parts, cron, job);
  }
  const kept = active.filter((one) => !replaced.includes(one));
  const job = create(parts, cron, due);
  const reference = job && {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: job.metadata.name,
    namespace: job.metadata.namespace ?? '',
    resourceVersion: job.metadata.resourceVersion,
    uid: job.metadata.uid,
  };
  const { active: _, ...rest } = status;
  const running = reference ? [...kept, reference] : kept;
  return {
    ...rest,
    ...(running.length > 0 ? { active: running } : {}),
    lastScheduleTime: seconds(due),
  };
}

function lastDue(schedule: Schedule, from: number, now: number): number | undefined {
  let due: number | undefined;
  let missed = 0;
  for (
    let next = schedule.next(from);
    next !== undefined && next <= now;
    next = schedule.next(next)
  ) {
    due = next;
    missed += 1;
    // A clock that jumped by days: only the last hour matters then.
    if (missed === 100) next = Math.max(next, now - 3_600_000);
  }
  return due;
}

function create({ api, recorder }: CronJobs, cron: CronJob, due: number): Job | undefined {
  const { metadata, spec } = cron.spec?.jobTemplate ?? {};
  const name = `${cron.metadata.name}-${Math.floor(due / 60_000)}`;
  try {
    const job = api.create(
      'jobs.batch',
      {
        metadata: {
          name,
          ...(cron.metadata.namespace === undefined ? {} : { namespace: cron.metadata.namespace }),
          ...(metadata?.labels ? { labels: metadata.labels } : {}),
          annotations: {
            ...metadata?.annotations,
            'batch.kubernetes.io/cronjob-scheduled-timestamp': seconds(due),
          },
          ownerReferences: [ownerReference(cron)],
        },
        ...(spec ? { spec } : {}),
      },
      by,
    );
    recorder.event(cron, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
    return job;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status.reason !== 'AlreadyExists') {
      recorder.event(cron, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`);
    }
    return undefined;
  }
}

function remove({ api, recorder }: CronJobs, cron: CronJob, job: Job): void {
  api.delete('jobs.batch', placeOf(job), { ...by, propagationPolicy: 'Background' });
  recorder.event(cron, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
}

/** successfulJobsHistoryLimit and failedJobsHistoryLimit: the oldest ended jobs go. */
function trimHistory(parts: CronJobs, cron: CronJob): void {
  const ended = parts.jobs
    .of(cron.metadata.uid)
    .filter((job) => isFinished(job) && job.metadata.deletionTimestamp === undefined)
    .toSorted((a, b) => byText(a.status?.startTime ?? '', b.status?.startTime ?? ''));
  const limits = [
    ['Complete', cron.spec?.successfulJobsHistoryLimit ?? 3],
    ['Failed', cron.spec?.failedJobsHistoryLimit ?? 1],
  ] as const;
  for (const [type, limit] of limits) {
    const those = ended.filter((job) => finishedCondition(job)?.type === type);
    for (const job of those.slice(0, Math.max(0, those.length - limit))) remove(parts, cron, job);
  }
}
