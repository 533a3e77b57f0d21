import type { LabelSet } from '#mesh/linkerd/viz/prometheus/series.ts';

/** A sample at the time of the evaluation. Its labels hold its name as `__name__`, where it still has one. */
export interface Sample {
  readonly labels: LabelSet;
  readonly value: number;
}

export interface Point {
  /** Milliseconds. */
  readonly time: number;
  readonly value: number;
}

export interface Points {
  readonly labels: LabelSet;
  readonly points: readonly Point[];
}

export type Value =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'vector'; readonly samples: readonly Sample[] }
  | { readonly type: 'matrix'; readonly series: readonly Points[] };

export function vector(samples: readonly Sample[]): Value {
  return { type: 'vector', samples };
}

export const nameLabel = '__name__';

export function withoutName(labels: LabelSet): LabelSet {
  if (!labels.has(nameLabel)) return labels;
  const rest = new Map(labels);
  rest.delete(nameLabel);
  return rest;
}

/** Equal for equal sets of labels. */
export function keyOf(labels: LabelSet): string {
  return [...labels]
    .map(([name, value]) => `${name}\u0000${value}`)
    .toSorted()
    .join('\u0001');
}
