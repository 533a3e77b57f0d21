import type { Random } from '#cluster/clock/random.ts';
import type { Place } from './place.ts';

/** One way, in milliseconds: at least, and up to how much more. */
const ways = {
  loopback: [0.02, 0.02],
  sameNode: [0.05, 0.05],
  betweenNodes: [0.15, 0.15],
  fromMachine: [0.25, 0.25],
} as const;

/** How long a packet takes from one place to another. */
export function latency(from: Place, to: Place, random: Random): number {
  const [least, spread] = ways[wayBetween(from, to)];
  return toMicroseconds(least + random.next() * spread);
}

/** Durations are kept to the microsecond, so that their sums print cleanly. */
export function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function wayBetween(from: Place, to: Place): keyof typeof ways {
  if (from === to) return 'loopback';
  if (from.kind === 'machine' || to.kind === 'machine') return 'fromMachine';
  return from.node === to.node ? 'sameNode' : 'betweenNodes';
}
