import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bounds, histogramLines, recorded, type Histogram } from './histogram.ts';

function histogramOf(values: readonly number[]): Histogram {
  const [first = 0, ...rest] = values;
  return rest.reduce<Histogram>(recorded, recorded(undefined, first));
}

test('buckets hold what is at most their bound, and the sum counts middles of two digits', () => {
  const lines = histogramLines('m', 'a="b"', histogramOf([0, 1, 2, 5, 37, 4_000_000]));
  expect(lines.slice(0, 6)).toEqual([
    'm_bucket{a="b",le="0.5"} 1',
    'm_bucket{a="b",le="1"} 2',
    'm_bucket{a="b",le="5"} 4',
    'm_bucket{a="b",le="10"} 4',
    'm_bucket{a="b",le="25"} 4',
    'm_bucket{a="b",le="50"} 5',
  ]);
  expect(lines.slice(-4)).toEqual([
    'm_bucket{a="b",le="3600000"} 5',
    'm_bucket{a="b",le="+Inf"} 6',
    'm_sum{a="b"} 4050045.6499999999068677425384521',
    'm_count{a="b"} 6',
  ]);
  expect(histogramLines('m', '', histogramOf([2])).at(-2)).toBe(
    'm_sum{} 2.049999999999999822364316059975',
  );
});

test('buckets never fall, and the last has everything', () => {
  const values = fc.array(fc.nat({ max: 10_000_000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, (some) => {
      const { counts, count, sum } = histogramOf(some);
      expect(counts).toHaveLength(bounds.length + 1);
      expect(counts.reduce((all, here) => all + here, 0)).toBe(count);
      const exact = some.reduce((all, value) => all + value, 0);
      expect(Math.abs(sum - exact)).toBeLessThanOrEqual(exact * 0.05 + 1e-9);
    }),
  );
});
