import type { Clock, Restore } from '#cluster/clock/clock.ts';

interface Queued {
  readonly uid: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly priority: number;
}

interface Waiting extends Queued {
  /** What it asked for when it was last put: a change of it is a reason to try again. */
  readonly spec: unknown;
  readonly attempts: number;
  readonly lastTry: number;
}

export interface SchedulingQueue {
  put: (pod: Queued, spec: unknown) => void;
  drop: (uid: string) => void;
  /** It fits nowhere: it waits until something changes. */
  putOff: (uid: string) => void;
  /** Something changed that may help those that wait. */
  retryAll: () => void;
  save: () => Restore;
}

/** One scheduling cycle takes about this long. */
const cycleMs = 2;
const firstBackoffMs = 1000;
const longestBackoffMs = 10_000;
/** Even when nothing happens, a pod is tried again after so long. */
const longestWaitMs = 5 * 60_000;

/** Pods to place: the most important first, then the longest waiting (pkg/scheduler/backend/queue). */
export function createSchedulingQueue(
  clock: Clock,
  schedule: (pod: Queued) => void,
): SchedulingQueue {
  let known = new Map<string, Waiting>();
  let unschedulable = new Set<string>();
  const active = createActive(clock, (uid) => {
    const waiting = known.get(uid);
    if (!waiting) return;
    known.set(uid, { ...waiting, attempts: waiting.attempts + 1, lastTry: clock.now() });
    schedule(waiting);
  });

  const activate = (uid: string): void => {
    const waiting = known.get(uid);
    if (waiting) active.add(uid, waiting.priority);
  };
  const retry = (uid: string): void => {
    const waiting = known.get(uid);
    if (!waiting || !unschedulable.delete(uid)) return;
    const backoff = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (waiting.attempts - 1));
    const ready = waiting.lastTry + backoff;
    if (ready <= clock.now()) activate(uid);
    else clock.at(ready, () => activate(uid));
  };

  return {
    put: (pod, spec) => {
      const before = known.get(pod.uid);
      known.set(pod.uid, { attempts: 0, lastTry: 0, ...before, ...pod, spec });
      if (!before) activate(pod.uid);
      else if (before.spec !== spec) retry(pod.uid);
    },
    drop: (uid) => {
      known.delete(uid);
      unschedulable.delete(uid);
    },
    putOff: (uid) => {
      unschedulable.add(uid);
      const { attempts } = known.get(uid) ?? {};
      clock.after(longestWaitMs, () => {
        if (known.get(uid)?.attempts === attempts) retry(uid);
      });
    },
    retryAll: () => {
      const waiting = [...unschedulable];
      waiting.forEach(retry);
    },
    save: () => {
      const saved = { known: new Map(known), unschedulable: new Set(unschedulable) };
      const restoreActive = active.save();
      return () => {
        known = new Map(saved.known);
        unschedulable = new Set(saved.unschedulable);
        restoreActive();
      };
    },
  };
}

/** Those to try now, by priority: few levels, each in order of arrival. */
function createActive(clock: Clock, take: (uid: string) => void) {
  let levels = new Map<number, Set<string>>();
  let isPlanned = false;

  const plan = (): void => {
    if (isPlanned || levels.size === 0) return;
    isPlanned = true;
    clock.after(cycleMs, takeOne);
  };
  const takeOne = (): void => {
    isPlanned = false;
    const priority = Math.max(...levels.keys());
    const level = levels.get(priority) ?? new Set();
    const [uid = ''] = level;
    level.delete(uid);
    if (level.size === 0) levels.delete(priority);
    take(uid);
    plan();
  };

  return {
    add: (uid: string, priority: number): void => {
      const level = levels.get(priority) ?? new Set();
      levels.set(priority, level.add(uid));
      plan();
    },
    save: (): Restore => {
      const saved = copy(levels);
      const wasPlanned = isPlanned;
      return () => {
        levels = copy(saved);
        isPlanned = wasPlanned;
      };
    },
  };
}

function copy(levels: ReadonlyMap<number, ReadonlySet<string>>): Map<number, Set<string>> {
  return new Map([...levels].map(([priority, uids]) => [priority, new Set(uids)]));
}
