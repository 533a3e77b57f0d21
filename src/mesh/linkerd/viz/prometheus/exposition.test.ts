import { expect, test } from 'vitest';
import { createReader } from './exposition.ts';

const labels = new Map([
  ['pod', 'web-1'],
  ['deployment', 'web'],
]);

test('reads names, labels and values, and renames what its target says itself', () => {
  const page = createReader(labels).read(
    [
      '# HELP response_total how many',
      '# TYPE response_total counter',
      'response_total{authority="web-svc:80",path="/a\\"b, c}",deployment="x"} 3',
      'le{bound="1 +Inf"} +Inf 1700000000000',
      'plain 1e3',
    ].join('\n'),
  );
  expect(
    page?.layout.series.map(({ name, labels: own }) => [name, Object.fromEntries(own)]),
  ).toEqual([
    [
      'response_total',
      {
        pod: 'web-1',
        deployment: 'web',
        authority: 'web-svc:80',
        path: '/a"b, c}',
        exported_deployment: 'x',
      },
    ],
    ['le', { pod: 'web-1', deployment: 'web', bound: '1 +Inf' }],
    ['plain', { pod: 'web-1', deployment: 'web' }],
  ]);
  expect([...(page?.values ?? [])]).toEqual([3, Number.POSITIVE_INFINITY, 1000]);
});

test('a page of the same series shares their layout, another one their series', () => {
  const reader = createReader(labels);
  const first = reader.read('a{x="1"} 1\nb 2\n');
  const second = reader.read('a{x="1"} 10\nb 20\n');
  const third = reader.read('a{x="1"} 10\na{x="12"} 5\nb 20\n');
  expect(second?.layout).toBe(first?.layout);
  expect([...(second?.values ?? [])]).toEqual([10, 20]);
  expect(third?.layout.series[2]).toBe(first?.layout.series[1]);
});

test('a line is read with a time behind it, with braces in a label, and with a comma at the end', () => {
  const page = createReader(labels).read(
    ['a{x="{1} 2"} 3 1700000000000', 'b 4 1700000000000', 'c{x="1",y="2",} 5', 'd{} 6'].join('\n'),
  );
  expect(page?.layout.keys).toEqual(['a{x="{1} 2"}', 'b', 'c{x="1",y="2",}', 'd{}']);
  expect([...(page?.values ?? [])]).toEqual([3, 4, 5, 6]);
  expect(page?.layout.series.map(({ labels: own }) => own.get('x'))).toEqual([
    '{1} 2',
    undefined,
    '1',
    undefined,
  ]);
});

test('what is no page of metrics is nothing', () => {
  expect(createReader(labels).read('<html>')).toBeUndefined();
});
