import type { ClockDriver } from './clock.ts';

export interface PumpOptions {
  /** Lets every promise that can go on do so: a turn of the host's event loop. */
  turn: () => Promise<void>;
  /** Virtual time after which a program that waits for ever is given up. */
  limitMs?: number;
}

/**
 * Instant pace: runs `work` to its end, moving the clock only when no promise has anything left to do.
 * Computing takes no virtual time, so the same log gives the same state whatever the host's speed.
 * Resolves to false when the work waits for something that no event will bring, or past the limit.
 */
export async function runToEnd(
  clock: ClockDriver,
  work: Promise<unknown>,
  { turn, limitMs = Number.POSITIVE_INFINITY }: PumpOptions,
): Promise<boolean> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  const limit = clock.now() + limitMs;
  await turn();
  while (!isOver) {
    while (clock.isHeld()) await turn();
    await turn();
    if (isOver) break;
    if (clock.isHeld()) continue;
    if ((clock.next() ?? Number.POSITIVE_INFINITY) > limit) return false;
    const woken = clock.wakes();
    while (clock.wakes() === woken && !clock.isHeld()) {
      if ((clock.next() ?? Number.POSITIVE_INFINITY) > limit || !clock.step()) break;
    }
    await turn();
    if (clock.wakes() === woken && !clock.isHeld() && clock.next() === undefined) return isOver;
  }
  return true;
}
