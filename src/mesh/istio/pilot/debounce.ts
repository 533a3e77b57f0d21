import type { Clock, Restore } from '#cluster/clock/clock.ts';

/** Changes that come close together, given on as one list. */
export interface Debounce<T> {
  readonly add: (change: T) => void;
  readonly save: () => Restore;
}

/** PILOT_DEBOUNCE_AFTER and PILOT_DEBOUNCE_MAX: once nothing came for a while, and never later than that. */
const quietMs = 100;
const longestMs = 10_000;

interface Pending<T> {
  readonly since: number;
  readonly last: number;
  readonly changes: readonly T[];
}

/** pilot/pkg/xds/discovery.go debounce (v1.31). */
export function createDebounce<T>(
  clock: Clock,
  settled: (changes: readonly T[]) => void,
): Debounce<T> {
  let pending: Pending<T> | undefined;
  const flush = (): void => {
    if (!pending) return;
    const now = clock.now();
    if (now - pending.last < quietMs && now - pending.since < longestMs) return;
    const { changes } = pending;
    pending = undefined;
    settled(changes);
  };
  return {
    add: (change) => {
      const now = clock.now();
      if (!pending) clock.at(now + longestMs, flush);
      const { since = now, changes = [] } = pending ?? {};
      pending = { since, last: now, changes: [...changes, change] };
      clock.at(now + quietMs, flush);
    },
    save: () => {
      const saved = pending;
      return () => {
        pending = saved;
      };
    },
  };
}
