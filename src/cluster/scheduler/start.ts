import { ApiError, type Api, type ChangeOf } from '#cluster/api/api.ts';
import type { Clock, Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { EventRecorder, SeriesRecorder } from '#cluster/events.ts';
import { seconds } from '#cluster/timestamps.ts';
import { refuse, type Refusal } from './filters.ts';
import { fitError } from './fit-error.ts';
import { createNodeLoads, type NodeLoad, type NodeLoads } from './node-load.ts';
import { createNominations, type Nominations } from './nominations.ts';
import { findVictims, type Preemption } from './preemption.ts';
import type { Pod } from './requests.ts';
import { createSchedulingQueue, type SchedulingQueue } from './queue.ts';
import { bestOf } from './score.ts';
import { volumeNeeds } from './volumes.ts';

interface SchedulerParts {
  api: Api;
  clock: Clock;
  random: Random;
  events: EventRecorder;
  /** Where it runs, for the name in its events. */
  host: string;
}

const by = { user: 'system:kube-scheduler', manager: 'kube-scheduler' };
const gated = 'Scheduling is blocked due to non-empty scheduling gates';

interface Scheduler extends SchedulerParts {
  nominations: Nominations;
  loads: NodeLoads;
  queue: SchedulingQueue;
  recorder: SeriesRecorder;
}

/** kube-scheduler with its default profile. One pod at a time, each in an event of its own. */
export function startScheduler(parts: SchedulerParts): { save: () => Restore } {
  const { api, clock, events, host } = parts;
  const loads = createNodeLoads();
  const nominations = createNominations();
  const queue = createSchedulingQueue(clock, (key) => schedule(scheduler, key));
  const recorder = events.series('default-scheduler', `default-scheduler-${host}`);
  const scheduler: Scheduler = { ...parts, loads, nominations, queue, recorder };

  api.watch('nodes', ({ type, object, old }) => {
    if (type === 'DELETED') {
      loads.dropNode(object.metadata.name);
      return;
    }
    loads.putNode(object);
    const isOnlyStatus =
      old?.spec === object.spec &&
      old?.metadata.labels === object.metadata.labels &&
      old?.status?.allocatable === object.status?.allocatable;
    if (!isOnlyStatus) queue.retryAll();
  });
  api.watch('pods', (change) => follow(scheduler, change));
  api.watch('persistentvolumeclaims', queue.retryAll);

  return {
    save: () => {
      const restores = [loads.save(), nominations.save(), queue.save()];
      return () => restores.forEach((restore) => restore());
    },
  };
}

function follow(
  { loads, nominations, queue }: Scheduler,
  { type, object }: ChangeOf<'pods'>,
): void {
  const { uid, namespace, name } = object.metadata;
  const phase = object.status?.phase;
  const isOver = type === 'DELETED' || phase === 'Succeeded' || phase === 'Failed';
  if (isOver || object.spec?.nodeName) nominations.drop(uid);
  if (object.spec?.nodeName) {
    queue.drop(uid);
    if (!isOver) loads.putPod(object);
    else if (loads.dropPod(uid)) queue.retryAll();
    return;
  }
  if (isOver || object.metadata.deletionTimestamp) queue.drop(uid);
  else if ((object.spec?.schedulerName ?? 'default-scheduler') === 'default-scheduler') {
    queue.put({ uid, namespace, name, priority: object.spec?.priority ?? 0 }, object.spec);
  }
}

function schedule(
  scheduler: Scheduler,
  { namespace, name, uid }: { namespace?: string | undefined; name: string; uid: string },
): void {
  const { api, loads, queue, random, recorder } = scheduler;
  const pod = api.find('pods', { namespace, name });
  if (!pod || pod.metadata.uid !== uid || pod.spec?.nodeName) return;
  if (pod.spec?.schedulingGates?.length) {
    queue.putOff(uid);
    setUnscheduled(scheduler, pod, { reason: 'SchedulingGated', message: gated });
    return;
  }
  const around = {
    all: loads.all().map((load) => scheduler.nominations.reserve(load, pod)),
    needs: volumeNeeds(api, pod),
    namespaceLabels: (one: string) => api.find('namespaces', { name: one })?.metadata.labels ?? {},
  };
  const candidates: NodeLoad[] = [];
  const refusals = new Map<string, Refusal>();
  const everywhere = around.needs.refusal;
  for (const load of around.all) {
    const refusal =
      everywhere === undefined
        ? refuse(pod, load, around)
        : { reasons: [everywhere], isFinal: true };
    if (refusal) refusals.set(load.name, refusal);
    else candidates.push(load);
  }
  const best = bestOf(pod, candidates, around);
  const chosen = best[best.length > 1 ? random.below(best.length) : 0];
  if (chosen) {
    bind(scheduler, pod, chosen.name);
    return;
  }
  queue.putOff(uid);
  const preemption = findVictims(pod, refusals, around);
  if (preemption) preempt(scheduler, pod, preemption);
  const message = fitError([...refusals.values()], {
    everywhere,
    isHelped: preemption !== undefined,
  });
  const note = { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling' } as const;
  recorder.event(pod, { ...note, note: message });
  setUnscheduled(scheduler, pod, {
    reason: 'Unschedulable',
    message,
    ...(preemption ? { nominatedNodeName: preemption.node } : {}),
  });
}

/** Evicts those that are in the way, and keeps their room. */
function preempt(scheduler: Scheduler, pod: Pod, { node, victims }: Preemption): void {
  const { api, clock, nominations, recorder } = scheduler;
  nominations.put(pod, node);
  for (const victim of victims) {
    const { namespace, name } = victim.metadata;
    const condition = {
      type: 'DisruptionTarget',
      status: 'True' as const,
      lastTransitionTime: seconds(clock.now()),
      reason: 'PreemptionByScheduler',
      message: 'default-scheduler: preempting to accommodate a higher priority pod',
    };
    const conditions = [...(victim.status?.conditions ?? []), condition];
    try {
      api.updateStatus('pods', { ...victim, status: { ...victim.status, conditions } }, by);
      api.delete('pods', { namespace, name }, by);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      continue;
    }
    const note = `Preempted by pod ${pod.metadata.uid} on node ${node}`;
    recorder.event(victim, { type: 'Normal', reason: 'Preempted', action: 'Preempting', note });
  }
}

function bind({ api, recorder }: Scheduler, pod: Pod, node: string): void {
  const { namespace, name } = pod.metadata;
  try {
    api.bind({ namespace, name }, node, by);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return;
  }
  recorder.event(pod, {
    type: 'Normal',
    reason: 'Scheduled',
    action: 'Binding',
    note: `Successfully assigned ${namespace}/${name} to ${node}`,
  });
}

interface Unscheduled {
  reason: string;
  message: string;
  nominatedNodeName?: string;
}

function setUnscheduled(
  { api, clock }: Scheduler,
  pod: Pod,
  { reason, message, ...nominated }: Unscheduled,
): void {
  const conditions = pod.status?.conditions ?? [];
  const before = conditions.find(({ type }) => type === 'PodScheduled');
  if (before?.reason === reason && before.message === message) return;
  const condition = {
    type: 'PodScheduled',
    ...(pod.metadata.generation === undefined
      ? {}
      : { observedGeneration: pod.metadata.generation }),
    status: 'False' as const,
    lastTransitionTime:
      (before?.status === 'False' ? before.lastTransitionTime : undefined) ?? seconds(clock.now()),
    reason,
    message,
  };
  const others = conditions.filter(({ type }) => type !== 'PodScheduled');
  api.updateStatus(
    'pods',
    { ...pod, status: { ...pod.status, ...nominated, conditions: [...others, condition] } },
    by,
  );
}
