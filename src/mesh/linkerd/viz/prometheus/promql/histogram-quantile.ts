import { keyOf, type Sample, withoutName } from './value.ts';
import type { LabelSet } from '#mesh/linkerd/viz/prometheus/series.ts';

interface Bucket {
  readonly upperBound: number;
  readonly count: number;
}

/** The quantile of each histogram among the buckets (prometheus v2.55.1: promql/quantile.go bucketQuantile). */
export function histogramQuantile(quantile: number, samples: readonly Sample[]): Sample[] {
  const histograms = new Map<string, { labels: LabelSet; buckets: Bucket[] }>();
  for (const { labels, value } of samples) {
    const bound = boundOf(labels.get('le'));
    if (bound === undefined) continue;
    const own = new Map(withoutName(labels));
    own.delete('le');
    const key = keyOf(own);
    const histogram = histograms.get(key) ?? { labels: own, buckets: [] };
    histogram.buckets.push({ upperBound: bound, count: value });
    histograms.set(key, histogram);
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({
    labels,
    value: bucketQuantile(quantile, buckets),
  }));
}

function boundOf(le: string | undefined): number | undefined {
  if (le === '+Inf') return Number.POSITIVE_INFINITY;
  const bound = le === undefined || le === '' ? Number.NaN : Number(le);
  return Number.isNaN(bound) ? undefined : bound;
}

function bucketQuantile(quantile: number, given: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return Number.NEGATIVE_INFINITY;
  if (quantile > 1) return Number.POSITIVE_INFINITY;
  const buckets = monotonic(coalesced(given.toSorted((a, b) => a.upperBound - b.upperBound)));
  const last = buckets.at(-1);
  if (!last || last.upperBound !== Number.POSITIVE_INFINITY || buckets.length < 2)
    return Number.NaN;
  if (last.count === 0) return Number.NaN;
  const rank = quantile * last.count;
  const place = buckets.findIndex(({ count }) => count >= rank);
  const beyond = place < 0 || place === buckets.length - 1;
  if (beyond) return buckets.at(-2)?.upperBound ?? Number.NaN;
  return interpolated(buckets, place, rank);
}

function interpolated(buckets: readonly Bucket[], place: number, rank: number): number {
  const { upperBound, count } = buckets[place] ?? { upperBound: Number.NaN, count: 0 };
  if (place === 0 && upperBound <= 0) return upperBound;
  const before = buckets[place - 1] ?? { upperBound: 0, count: 0 };
  const inside = (rank - before.count) / (count - before.count);
  return before.upperBound + (upperBound - before.upperBound) * inside;
}

/** Buckets of one bound are one. */
function coalesced(buckets: readonly Bucket[]): readonly Bucket[] {
  const merged: Bucket[] = [];
  for (const bucket of buckets) {
    const last = merged.at(-1);
    if (last?.upperBound === bucket.upperBound)
      merged[merged.length - 1] = { ...last, count: last.count + bucket.count };
    else merged.push(bucket);
  }
  return merged;
}

/** Scrapes of several targets may make a wider bucket hold less. */
function monotonic(buckets: readonly Bucket[]): readonly Bucket[] {
  let most = Number.NEGATIVE_INFINITY;
  return buckets.map(({ upperBound, count }) => {
    most = Math.max(most, count);
    return { upperBound, count: most };
  });
}
