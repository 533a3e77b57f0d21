/** How many values there were in each bucket, and about their sum. */
export interface Histogram {
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
}

/** Upper bounds of Envoy's buckets, inclusive (source/common/stats/histogram_impl.cc); the last has none. */
export const bounds = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
] as const;

const none: Histogram = { counts: [...bounds, Infinity].map(() => 0), count: 0, sum: 0 };

/** One value more. A histogram is never changed, so that what was saved stays. */
export function recorded(before: Histogram = none, value: number): Histogram {
  const found = bounds.findIndex((bound) => value <= bound);
  const bucket = found < 0 ? bounds.length : found;
  return {
    counts: before.counts.map((count, index) => (index === bucket ? count + 1 : count)),
    count: before.count + 1,
    sum: before.sum + approximation(value),
  };
}

/** Values are kept to two digits, and each counts as the middle of those that are alike (libcircllhist). */
function approximation(value: number): number {
  if (value <= 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.floor(value / unit) * unit + unit / 2;
}

/** The lines of Prometheus' text format, with numbers as fmt's `{:.32g}` writes them. */
export function histogramLines(
  metric: string,
  labels: string,
  { counts, count, sum }: Histogram,
): readonly string[] {
  let below = 0;
  const buckets = counts.map((here, index) => {
    below += here;
    const bound = bounds[index];
    const le = bound === undefined ? '+Inf' : exactly(bound);
    return `${metric}_bucket{${labels},le="${le}"} ${below}`;
  });
  return [
    ...buckets,
    `${metric}_sum{${labels}} ${exactly(sum)}`,
    `${metric}_count{${labels}} ${count}`,
  ];
}

function exactly(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toPrecision(32).replace(/\.?0+$/, '');
}
