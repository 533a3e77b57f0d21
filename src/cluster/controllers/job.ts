import { ApiError } from '#cluster/api/api.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { Recorder } from '#cluster/events.ts';
import { claim } from './claim.ts';
import { actor, type Context, type Controller, type Job, placeOf, type Pod } from './context.ts';
import { indexOf, isIndexed, jobPod, parseIndexes, trackingFinalizer } from './job-pods.ts';
import { type Counts, jobStatus } from './job-status.ts';
import {
  backoffLeft,
  completionsOf,
  deadlineOf,
  finishedCondition,
  isFinished,
  type Verdict,
  verdictOf,
} from './job-verdict.ts';
import { keyOf, parseKey } from './owners.ts';
import { enqueueOwner } from './pod-owner.ts';
import { isReady } from './pod-state.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

const controller = 'job-controller';
const by = actor(controller);

interface Jobs extends Context {
  queue: WorkQueue;
  recorder: Recorder;
}

/** pkg/controller/job and pkg/controller/ttlafterfinished (v1.35). */
export function startJobController(context: Context): Controller {
  const { api, events } = context;
  const queue = createWorkQueue(context, (key) => reconcile(jobs, key), { intervalMs: 100 });
  const jobs: Jobs = { ...context, queue, recorder: events.from({ component: controller }) };
  for (const job of api.list('jobs.batch')) queue.add(keyOf(job));
  api.watch('jobs.batch', ({ type, object }) => {
    if (type !== 'DELETED') queue.add(keyOf(object));
    else releaseAll(jobs, object);
  });
  api.watch('pods', (change) => {
    const { namespace } = change.object.metadata;
    enqueueOwner(queue, change, 'Job', () => api.list('jobs.batch', { namespace }));
  });
  return queue;
}

function reconcile(jobs: Jobs, key: string): void {
  const { api, clock, pods, queue, recorder } = jobs;
  const job = api.find('jobs.batch', parseKey(key));
  // Without a selector the API server has not completed it, or somebody else runs it.
  if (!job?.spec?.selector || job.spec.managedBy) return;
  const own = () =>
    claim({
      api,
      resource: 'pods',
      children: pods,
      owner: job,
      selector: job.spec?.selector,
      controller,
    });
  if (isFinished(job)) {
    own()
      .filter(isTracked)
      .forEach((pod) => untrack(jobs, pod));
    expire(jobs, job);
    return;
  }
  if (job.metadata.deletionTimestamp !== undefined) {
    own()
      .filter(isTracked)
      .forEach((pod) => untrack(jobs, pod));
    return;
  }
  const before = own();
  const seen = count(job, before);
  const verdict = job.spec.suspend === true ? undefined : verdictOf(job, seen, clock.now());
  manage(jobs, job, before, { seen, verdict });
  const counted = before.filter((pod) => isTracked(pod) && isOver(pod));
  const after = {
    ...count(job, own()),
    succeeded: seen.succeeded,
    failed: seen.failed,
    completed: seen.completed,
  };
  const status = jobStatus(job, after, verdict, clock.now());
  tell(recorder, job, status.conditions ?? []);
  if (!isEqual(status, job.status)) api.updateStatus('jobs.batch', { ...job, status }, by);
  counted.forEach((pod) => untrack(jobs, pod));
  const deadline = deadlineOf({ ...job, status });
  if (deadline !== undefined && !verdict) queue.addAfter(key, Math.max(0, deadline - clock.now()));
}

function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(trackingFinalizer) ?? false;
}

function isOver({ metadata, status }: Pod): boolean {
  return (
    status?.phase === 'Succeeded' ||
    status?.phase === 'Failed' ||
    (metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0)
  );
}

/** A pod counts once: those that were counted before are in the job's status, and have lost their finalizer. */
function count(job: Job, pods: readonly Pod[]): Counts {
  const fresh = pods.filter(isTracked);
  const finished = (phase: string) => fresh.filter(({ status }) => status?.phase === phase);
  const going = pods.filter((pod) => !isOver(pod));
  const active = going.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const completed = parseIndexes(job.status?.completedIndexes);
  const limit = completionsOf(job) ?? 0;
  for (const pod of finished('Succeeded')) {
    if (isIndexed(job) && indexOf(pod) < limit) completed.add(indexOf(pod));
  }
  const killed = fresh.filter(
    (pod) => isOver(pod) && !/^(Succeeded|Failed)$/.test(pod.status?.phase ?? ''),
  );
  return {
    active: active.length,
    ready: active.filter(isReady).length,
    terminating: going.length - active.length,
    succeeded: isIndexed(job)
      ? completed.size
      : (job.status?.succeeded ?? 0) + finished('Succeeded').length,
    failed: (job.status?.failed ?? 0) + finished('Failed').length + killed.length,
    restarts: active.reduce((sum, pod) => sum + restartsOf(pod), 0),
    completed,
  };
}

function restartsOf({ status }: Pod): number {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return all.reduce((sum, { restartCount }) => sum + restartCount, 0);
}

/** manageJob: as many pods as it may have, or none once it is decided or suspended. */
function manage(
  jobs: Jobs,
  job: Job,
  pods: readonly Pod[],
  { seen, verdict }: { seen: Counts; verdict: Verdict | undefined },
): void {
  const active = pods.filter((pod) => !isOver(pod) && pod.metadata.deletionTimestamp === undefined);
  if (verdict || job.spec?.suspend === true) {
    active.forEach((pod) => remove(jobs, job, pod));
    return;
  }
  const parallelism = job.spec?.parallelism ?? 1;
  const completions = completionsOf(job);
  const left = completions === undefined ? parallelism : completions - seen.succeeded;
  const wanted =
    completions === undefined && seen.succeeded > 0
      ? Math.min(seen.active, parallelism)
      : Math.min(parallelism, left);
  if (active.length > wanted) {
    active.slice(wanted).forEach((pod) => remove(jobs, job, pod));
    return;
  }
  // TerminatingOrFailed, the default, replaces a pod as soon as it is being deleted.
  const isPatient = job.spec?.podReplacementPolicy === 'Failed';
  const missing = wanted - active.length - (isPatient ? seen.terminating : 0);
  if (missing <= 0) return;
  const wait = backoffLeft(pods, seen.failed, jobs.clock.now());
  if (wait > 0) {
    jobs.queue.addAfter(keyOf(job), wait);
    return;
  }
  const indexes = isIndexed(job) ? freeIndexes(job, seen, active, missing) : undefined;
  for (let made = 0; made < missing; made += 1) create(jobs, job, indexes?.[made]);
}

/** The lowest indexes that are neither done nor under way. */
function freeIndexes(
  job: Job,
  { completed }: Counts,
  active: readonly Pod[],
  count: number,
): number[] {
  const taken = new Set([...completed, ...active.map(indexOf)]);
  const free: number[] = [];
  for (let index = 0; index < (completionsOf(job) ?? 0) && free.length < count; index += 1) {
    if (!taken.has(index)) free.push(index);
  }
  return free;
}

function create({ api, recorder }: Jobs, job: Job, index: number | undefined): void {
  if (isIndexed(job) && index === undefined) return;
  try {
    const pod = api.create('pods', jobPod(job, index), by);
    recorder.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    recorder.event(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    throw error;
  }
}

function remove({ api, recorder }: Jobs, job: Job, pod: Pod): void {
  api.delete('pods', placeOf(pod), by);
  recorder.event(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}

function untrack({ api }: Jobs, { metadata }: Pod): void {
  const finalizers = (metadata.finalizers ?? []).filter((one) => one !== trackingFinalizer);
  const patch = { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } };
  if (api.find('pods', metadata)) api.merge('pods', metadata, patch, by);
}

/** The job is gone: nothing counts its pods any more. */
function releaseAll(jobs: Jobs, job: Job): void {
  const { clock, pods } = jobs;
  const { uid } = job.metadata;
  clock.after(10, () =>
    pods
      .of(uid)
      .filter(isTracked)
      .forEach((pod) => untrack(jobs, pod)),
  );
}

interface Told {
  type: string;
  status: string;
  reason?: string | undefined;
  message?: string | undefined;
}

function tell(recorder: Recorder, job: Job, conditions: readonly Told[]): void {
  for (const { type, status, reason = '', message = '' } of conditions) {
    const before = job.status?.conditions?.find((one) => one.type === type);
    if (before?.status === status) continue;
    if (type === 'Complete') recorder.event(job, 'Normal', 'Completed', 'Job completed');
    if (type === 'FailureTarget') recorder.event(job, 'Warning', reason, message);
    if (type !== 'Suspended') continue;
    const [what, text] =
      status === 'True' ? ['Suspended', 'Job suspended'] : ['Resumed', 'Job resumed'];
    recorder.event(job, 'Normal', what, text);
  }
}

/** ttlSecondsAfterFinished. */
function expire({ api, clock, queue }: Jobs, job: Job): void {
  const lifetime = job.spec?.ttlSecondsAfterFinished;
  if (lifetime === undefined || job.metadata.deletionTimestamp !== undefined) return;
  const ended = Date.parse(finishedCondition(job)?.lastTransitionTime ?? '');
  const left = ended + lifetime * 1000 - clock.now();
  if (left > 0) queue.addAfter(keyOf(job), left);
  else {
    const preconditions = { uid: job.metadata.uid };
    api.delete('jobs.batch', placeOf(job), {
      ...actor('ttl-after-finished-controller'),
      propagationPolicy: 'Foreground',
      preconditions,
    });
  }
}
