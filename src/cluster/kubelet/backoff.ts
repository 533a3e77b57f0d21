import type { Backoff } from './pod-state.ts';

const first = 10_000;
const longest = 300_000;

/** After one more failure, which happened at `time` (client-go util/flowcontrol/backoff.go). */
export function longer(backoff: Backoff | undefined, time: number, now: number): Backoff {
  if (!backoff || isOver(backoff, time)) return { delay: first, lastUpdate: now };
  return { delay: Math.min(longest, backoff.delay * 2), lastUpdate: now };
}

/** How long it still is to wait after something that happened at `time`. */
export function remaining(backoff: Backoff | undefined, time: number, now: number): number {
  if (!backoff || isOver(backoff, time)) return 0;
  return Math.max(0, time + backoff.delay - now);
}

function isOver({ lastUpdate }: Backoff, time: number): boolean {
  return time - lastUpdate > 2 * longest;
}
