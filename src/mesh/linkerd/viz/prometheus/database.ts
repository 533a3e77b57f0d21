import { nothing, type Page, type Windows } from './series.ts';
import type { Restore } from '#cluster/clock/clock.ts';

/** What is kept: enough for the windows that people ask for. The real one keeps 6 h (`--storage.tsdb.retention.time`). */
const retentionMs = 15 * 60_000;

/** The pages of every target, the oldest first. */
export interface Database {
  append: (target: string, page: Page) => void;
  /** From now on these targets alone are known: the series of others are stale. */
  retain: (targets: ReadonlySet<string>, time: number) => void;
  windows: () => Windows;
  save: () => Restore;
}

export function createDatabase(): Database {
  let pages = new Map<string, readonly Page[]>();
  // Who saved has kept the map: it is copied before it is changed.
  let isKept = false;
  const writable = (): Map<string, readonly Page[]> => {
    if (isKept) pages = new Map(pages);
    isKept = false;
    return pages;
  };
  const append = (target: string, page: Page): void => {
    const before = pages.get(target) ?? [];
    const first = before.findIndex(({ time }) => time > page.time - retentionMs);
    writable().set(target, [...(first < 0 ? [] : before.slice(first)), page]);
  };
  return {
    append,
    retain: (targets, time) => {
      for (const [target, kept] of pages) {
        const last = kept.at(-1);
        if (targets.has(target) || !last) continue;
        if (last.time < time - retentionMs) writable().delete(target);
        else if (last.layout !== nothing)
          append(target, { time, layout: nothing, values: new Float64Array() });
      }
    },
    windows: () => [...pages.values()],
    save: () => {
      const saved = pages;
      isKept = true;
      return () => {
        pages = saved;
        isKept = true;
      };
    },
  };
}
