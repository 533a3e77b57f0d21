import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TrafficEdge, TrafficEnd } from '#schemas/live-view.ts';
import type { PodView } from '#schemas/messages.ts';
import { keyOf, layOut, wrapped } from './map-layout.ts';

function end(name: string): TrafficEnd {
  return { kind: 'workload', namespace: 'default', name };
}

function call(from: string, to: string): TrafficEdge {
  return {
    from: end(from),
    to: end(to),
    encrypted: true,
    callerIdentity: '',
    calleeIdentity: '',
    result: 'code 200',
    fate: 'answered',
    count: 1,
    wrong: 0,
    at: 0,
  };
}

function pod(workload: string, given: Partial<PodView> = {}): PodView {
  const cells = { ready: '2/2', status: 'Running', restarts: '0', age: '1m', ip: '', node: '' };
  const namespace = 'default';
  return { namespace, name: `${workload}-1`, workload, sidecar: true, ...cells, ...given };
}

const placesOf = (...given: Parameters<typeof layOut>) =>
  layOut(...given).nodes.map(({ end: { name }, column, row }) => `${name} ${column},${row}`);

test('who is called stands to the right of all who call, whoever else they call', () => {
  const edges = [call('page', 'details'), call('page', 'reviews'), call('reviews', 'ratings')];
  expect(placesOf([], [...edges, call('page', 'ratings')])).toEqual([
    'details 1,0',
    'page 0,0',
    'ratings 2,0',
    'reviews 1,1',
  ]);
});

test('workloads without a call are there, those of the system when they take part', () => {
  const system = pod('istiod', { namespace: 'istio-system' });
  const plain = pod('curl', { sidecar: false, name: 'curl-2' });
  const { nodes } = layOut([pod('curl'), plain, system], []);
  expect(nodes).toMatchObject([{ end: { name: 'curl' }, pods: 2, sidecars: 1 }]);
  const gateway = { ...call('page', 'details'), from: { ...end('gw'), namespace: 'istio-system' } };
  expect(layOut([], [gateway]).nodes).toHaveLength(2);
});

test('no two stand in one place, and every call has its two ends, even where all call all', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  fc.assert(
    fc.property(fc.array(fc.tuple(names, names)), (pairs) => {
      const layout = layOut(
        [],
        pairs.map(([from, to]) => call(from, to)),
      );
      const places = new Set(layout.nodes.map(({ column, row }) => `${column},${row}`));
      expect(places.size).toBe(layout.nodes.length);
      expect(layout.edges).toHaveLength(pairs.length);
      const filled = new Set(layout.nodes.map(({ column }) => column));
      expect(layout.columns).toBe(Math.max(1, filled.size));
      for (const { column, row } of layout.nodes) {
        expect(column).toBeLessThan(layout.columns);
        expect(row).toBeLessThan(layout.rows);
      }
      expect(new Set(layout.nodes.map(({ end }) => keyOf(end))).size).toBe(layout.nodes.length);
    }),
  );
});

test('columns that are too long go on in the next one, and calls follow their ends', () => {
  const edges = ['b', 'c', 'd', 'e'].map((name) => call('a', name));
  const layout = wrapped(layOut([], [...edges, call('e', 'f')]), 3);
  expect(layout.nodes.map(({ end: { name }, column, row }) => `${name} ${column},${row}`)).toEqual([
    'a 0,0',
    'b 1,0',
    'c 1,1',
    'd 1,2',
    'e 2,0',
    'f 3,0',
  ]);
  expect(layout).toMatchObject({ columns: 4, rows: 3 });
  expect(layout.edges.at(-1)).toMatchObject({ from: { column: 2 }, to: { column: 3 } });
});
