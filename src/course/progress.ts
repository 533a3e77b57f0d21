import type { Counted, Progress } from '#schemas/progress.ts';

/**
 * What two copies of a progress (two tabs, two slots, an imported file) know together. Commutative, associative and
 * idempotent, so that no order of writes can lose anything.
 */
export function mergeProgress(one: Progress, other: Progress): Progress {
  return {
    chapters: mergeEntries(one.chapters, other.chapters),
    answers: mergeEntries(one.answers, other.answers),
    labs: mergeEntries(one.labs, other.labs),
    lastVisit: latest(one.lastVisit, other.lastVisit),
  };
}

function mergeEntries<T extends Counted<object>>(
  one: Record<string, T>,
  other: Record<string, T>,
): Record<string, T> {
  const merged = { ...one };
  for (const [key, entry] of Object.entries(other))
    merged[key] = latest(merged[key], entry) ?? entry;
  return merged;
}

/** The entry that changed most. Between equals the text decides, where `true` (done, correct) comes after `false`. */
function latest<T extends Counted<object>>(one: T | null | undefined, other: T | null | undefined) {
  if (!one || !other) return one ?? other ?? null;
  const order = one.n - other.n || (JSON.stringify(one) > JSON.stringify(other) ? 1 : -1);
  return order > 0 ? one : other;
}
