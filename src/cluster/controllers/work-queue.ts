import { ApiError } from '#cluster/api/api.ts';
import type { Clock, Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';

/** Keys to reconcile, each once however often it was added: client-go util/workqueue, on the cluster's clock. */
export interface WorkQueue {
  add: (key: string) => void;
  addAfter: (key: string, ms: number) => void;
  save: () => Restore;
}

export interface Pace {
  /** From a change to the reconciliation that sees it. */
  latencyMs?: number;
  /** Between two reconciliations of one key, longer where each has more to look at: changes that come meanwhile are seen together. */
  intervalMs?: number | ((key: string) => number);
}

const firstBackoffMs = 5;
const longestBackoffMs = 1000 * 1000;
/** No event of the cluster comes at exactly the same distance each time. */
const jitterMs = 4;

export function createWorkQueue(
  { clock, random }: { clock: Clock; random: Random },
  reconcile: (key: string) => void,
  { latencyMs = 4, intervalMs = 40 }: Pace = {},
): WorkQueue {
  /** When each waiting key is due. An event that comes at another time than that was overtaken. */
  let due = new Map<string, number>();
  let last = new Map<string, number>();
  let failures = new Map<string, number>();

  const intervalOf = typeof intervalMs === 'number' ? () => intervalMs : intervalMs;
  const plan = (key: string, time: number): void => {
    const before = due.get(key);
    if (before !== undefined && before <= time) return;
    due.set(key, time);
    clock.at(time, () => run(key, time));
  };
  const run = (key: string, time: number): void => {
    if (due.get(key) !== time) return;
    due.delete(key);
    if (last.size > 1000) last = recent(last, clock.now() - 60_000);
    last.set(key, clock.now());
    try {
      reconcile(key);
      failures.delete(key);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      plan(key, clock.now() + Math.min(longestBackoffMs, firstBackoffMs * 2 ** count));
    }
  };

  return {
    add: (key) => {
      if (failures.has(key) && due.has(key)) return;
      const soon = clock.now() + latencyMs + random.below(jitterMs);
      const before = last.get(key);
      plan(key, before === undefined ? soon : Math.max(soon, before + intervalOf(key)));
    },
    addAfter: (key, ms) => plan(key, clock.now() + ms),
    save: () => {
      const saved = { due: new Map(due), last: new Map(last), failures: new Map(failures) };
      return () => {
        due = new Map(saved.due);
        last = new Map(saved.last);
        failures = new Map(saved.failures);
      };
    },
  };
}

function recent(last: ReadonlyMap<string, number>, since: number): Map<string, number> {
  return new Map([...last].filter(([, time]) => time > since));
}
