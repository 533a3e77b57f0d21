import type { Time } from '#process/program.ts';
import { createQueue } from './queue.ts';

/**
 * The one clock of a cluster: a queue of events in virtual time (whole milliseconds since 1970).
 *
 * An event's closure captures long-lived parts and immutable values only (names, frozen objects), never a
 * value that it changes: so `save` can keep the queue itself, and a restored queue runs as the first time.
 */
export interface Clock extends Time {
  /** Runs once, at that time or now if it is past; events of one time run in the order they were asked for. */
  at: (time: number, event: () => void) => Cancel;
  after: (ms: number, event: () => void) => Cancel;
}

export type Cancel = () => void;

/** Puts back what was there when it was made. May be called more than once. */
export type Restore = () => void;

/** What moves a clock: nothing else may. */
export interface ClockDriver extends Clock {
  /** Time of the next event, or undefined when nothing is planned. */
  next: () => number | undefined;
  /** Moves to the next event and runs it; false when there is none. */
  step: () => boolean;
  /** Runs every event due in the next `ms`, and ends there. Nothing held may be under way. */
  advance: (ms: number) => void;
  /** True while some `hold` is under way. */
  isHeld: () => boolean;
  /** Counts what was woken (sleepers, streams): when it moves, promises have work to do before the next step. */
  wakes: () => number;
  /** To be called by whoever resolves a promise of a program from inside an event. */
  wake: () => void;
  save: () => Restore;
}

export function createClock(start: number): ClockDriver {
  const queue = createQueue();
  let time = Math.floor(start);
  let held = 0;
  let wakes = 0;

  const at = (when: number, event: () => void): Cancel => {
    // It would sort nowhere, and hide every event that comes after it.
    if (Number.isNaN(when)) throw new RangeError('an event has no time');
    return queue.add(Math.max(Math.ceil(when), time), event);
  };
  const step = (): boolean => {
    const next = queue.take();
    if (!next) return false;
    time = Math.max(time, next.time);
    next.event();
    return true;
  };
  const wake = (): void => {
    wakes += 1;
  };

  return {
    now: () => time,
    at,
    after: (ms, event) => at(time + ms, event),
    next: () => queue.peek()?.time,
    step,
    advance: (ms) => {
      const end = time + Math.floor(ms);
      for (let next = queue.peek(); next && next.time <= end; next = queue.peek()) step();
      time = Math.max(time, end);
    },
    sleep: (ms, signal) => sleep({ after: (event) => at(time + ms, event), wake, signal }),
    hold: async (work) => {
      held += 1;
      try {
        return await work;
      } finally {
        held -= 1;
      }
    },
    isHeld: () => held > 0,
    wakes: () => wakes,
    wake,
    save: () => {
      const restoreQueue = queue.save();
      const savedTime = time;
      return () => {
        restoreQueue();
        time = savedTime;
      };
    },
  };
}

interface Sleep {
  after: (event: () => void) => Cancel;
  wake: () => void;
  signal: AbortSignal | undefined;
}

function sleep({ after, wake, signal }: Sleep): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(asError(signal.reason));
      return;
    }
    const cancel = after(() => {
      signal?.removeEventListener('abort', stop);
      wake();
      resolve();
    });
    function stop() {
      cancel();
      reject(asError(signal?.reason));
    }
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Interrupted(String(reason));
}

/** A sleeper was woken by a signal, which `message` names. */
export class Interrupted extends Error {
  override name = 'Interrupted';
}
