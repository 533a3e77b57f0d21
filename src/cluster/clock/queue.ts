import type { Cancel, Restore } from './clock.ts';

interface Entry {
  readonly time: number;
  /** Order among events of one time. */
  readonly order: number;
  readonly event: () => void;
}

/** A binary heap of events by time, then by the order in which they were added. */
export function createQueue() {
  let heap: Entry[] = [];
  /** What is still to run; a cancelled entry stays in the heap until it comes up. */
  let live = new Set<Entry>();
  let order = 0;

  const top = (): Entry | undefined => {
    while (heap[0] && !live.has(heap[0])) pop(heap);
    return heap[0];
  };

  return {
    add: (time: number, event: () => void): Cancel => {
      const entry: Entry = { time, order, event };
      order += 1;
      push(heap, entry);
      live.add(entry);
      return () => {
        live.delete(entry);
      };
    },
    peek: top,
    take: (): Entry | undefined => {
      const next = top();
      if (!next) return undefined;
      live.delete(next);
      return pop(heap);
    },
    save: (): Restore => {
      const saved = { heap: [...heap], live: new Set(live), order };
      return () => {
        heap = [...saved.heap];
        live = new Set(saved.live);
        order = saved.order;
      };
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    const child = smallerChild(heap, at);
    const entry = heap[child];
    if (!entry || !isBefore(entry, last)) break;
    heap[at] = entry;
    at = child;
  }
  heap[at] = last;
  return top;
}

function smallerChild(heap: readonly Entry[], at: number): number {
  const left = heap[2 * at + 1];
  const right = heap[2 * at + 2];
  return left && right && isBefore(right, left) ? 2 * at + 2 : 2 * at + 1;
}
