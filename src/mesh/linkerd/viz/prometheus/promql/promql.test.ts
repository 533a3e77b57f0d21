import { expect, test } from 'vitest';
import { createDatabase } from '../database.ts';
import { createReader } from '../exposition.ts';
import type { LabelSet } from '../series.ts';
import { evaluate } from './evaluate.ts';
import { parseQuery } from './parse.ts';

const minute = 60_000;
const start = 1_000_000;

/** A target that was scraped each 10 s; what it says depends on the number of the scrape. */
function scraped(count: number, page: (scrape: number) => string, labels: LabelSet = new Map()) {
  const database = createDatabase();
  const reader = createReader(labels);
  for (let scrape = 0; scrape < count; scrape += 1) {
    const read = reader.read(page(scrape));
    if (!read) throw new Error('no page of metrics');
    database.append('target', { time: start + scrape * 10_000, ...read });
  }
  return database;
}

function query(database: ReturnType<typeof scraped>, text: string, time: number) {
  const value = evaluate(parseQuery(text), database.windows(), time);
  if (value.type === 'scalar') return value.value;
  if (value.type !== 'vector') throw new Error(value.type);
  return value.samples.map((one) => [Object.fromEntries(one.labels), one.value] as const);
}

test('an increase is extrapolated to the ends of its range', () => {
  const database = scraped(8, (scrape) => `requests_total ${1000 + scrape * 10}\n`);
  // Scrapes at 0, 10 … 70 s; from 7.5 to 67.5 s there are six of them, 50 s apart, 2.5 and 7.5 s from the ends.
  expect(query(database, 'increase(requests_total[1m])', start + 67_500)).toEqual([[{}, 60]]);
  expect(query(database, 'rate(requests_total[1m])', start + 67_500)).toEqual([[{}, 1]]);
});

test('a counter is not extrapolated below zero, and a reset is no fall', () => {
  const database = scraped(7, (scrape) => `requests_total ${[0, 10, 20, 30, 2, 12, 22][scrape]}\n`);
  expect(query(database, 'increase(requests_total[1m])', start + minute)).toEqual([[{}, 52]]);
  expect(query(database, 'irate(requests_total[1m])', start + minute)).toEqual([[{}, 1]]);
});

test('a counter that has just come counts from half an interval before it', () => {
  const database = scraped(3, (scrape) => `requests_total ${100 + scrape * 10}\n`);
  const [sample] = Object.values(query(database, 'increase(requests_total[1m])', start + 20_000));
  expect(sample).toEqual([{}, 25]);
});

test('quantiles are found inside their bucket', () => {
  const page = (scrape: number) =>
    ['1', '2', '5', '+Inf']
      .map((le, index) => `ms_bucket{le="${le}"} ${scrape * ([10, 90, 100, 100][index] ?? 0)}`)
      .join('\n');
  const database = scraped(2, page);
  const quantile = (q: string) =>
    query(database, `histogram_quantile(${q}, sum(irate(ms_bucket[1m])) by (le))`, start + 10_000);
  expect(quantile('0.5')).toEqual([[{}, 1.5]]);
  expect(quantile('0.95')).toEqual([[{}, 3.5]]);
  expect(quantile('0.05')).toEqual([[{}, 0.5]]);
});

test('sums by labels, whichever side the labels stand on', () => {
  const page = () =>
    [
      'requests_total{status="200",tls="true"} 5',
      'requests_total{status="500",tls="true"} 2',
      'requests_total{status="500",tls="no"} 3',
    ].join('\n');
  const database = scraped(1, page, new Map([['deployment', 'web']]));
  const byStatus = [
    [{ status: '200' }, 5],
    [{ status: '500' }, 5],
  ];
  expect(query(database, 'sum(requests_total) by (status)', start)).toEqual(byStatus);
  expect(query(database, 'sum by (status) (requests_total{deployment="web"})', start)).toEqual(
    byStatus,
  );
  expect(query(database, 'count(requests_total{status!~"2.."})', start)).toEqual([[{}, 2]]);
  expect(query(database, 'requests_total{missing!=""}', start)).toEqual([]);
  expect(
    query(
      database,
      'sum(requests_total{status="200"}) without (tls, status) / sum(requests_total) without (tls, status)',
      start,
    ),
  ).toEqual([[{ deployment: 'web' }, 0.5]]);
  expect(query(database, '100 * 2 ^ 3 ^ 0 - 1', start)).toBe(199);
  expect(query(database, 'requests_total > 4', start)).toHaveLength(1);
});

test('a series is gone with the page that lacks it, and with its target', () => {
  const database = scraped(2, (scrape) => (scrape === 0 ? 'a 1\nb 2\n' : 'b 3\n'));
  expect(query(database, 'a', start + 5000)).toEqual([[{ __name__: 'a' }, 1]]);
  expect(query(database, 'a', start + 10_000)).toEqual([]);
  database.retain(new Set(), start + 20_000);
  expect(query(database, 'b', start + 15_000)).toEqual([[{ __name__: 'b' }, 3]]);
  expect(query(database, 'b', start + 20_000)).toEqual([]);
});

test('a database goes back to what it was', () => {
  const database = scraped(1, () => 'a 1\n');
  const restore = database.save();
  database.retain(new Set(), start + 1000);
  restore();
  expect(query(database, 'a', start + 2000)).toEqual([[{ __name__: 'a' }, 1]]);
});

test.for([
  ['', 'unknown position: parse error: no expression found in input'],
  ['sum(a', '1:6: parse error: unexpected end of input'],
  ['a{b="c}', '1:5: parse error: unterminated quoted string'],
  ['{}', '1:3: parse error: vector selector must contain at least one non-empty matcher'],
  ['nothing(a)', 'parse error: unknown function with name "nothing"'],
  ['label_replace(a)', 'maillage: la fonction label_replace n’est pas simulé dans ce cours'],
] as const)('refuses %j', ([text, message]) => {
  expect(() => evaluate(parseQuery(text), [], start)).toThrow(message);
});
