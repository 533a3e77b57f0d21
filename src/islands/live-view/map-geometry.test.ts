import { expect, test } from 'vitest';
import { box, cornerOf, lineBetween, mapSize, type MapDirection } from './map-geometry.ts';
import type { MapNode } from './map-layout.ts';

const node = (column: number, row: number): MapNode => ({
  key: `${column}/${row}`,
  end: { kind: 'workload', namespace: 'default', name: 'web' },
  sidecars: 0,
  pods: 1,
  column,
  row,
});
const nodes = [node(0, 0), node(0, 1), node(1, 0), node(2, 0), node(2, 1)];
const layout = { nodes, edges: [], columns: 3, rows: 2 };

test.each<MapDirection>(['right', 'down'])(
  'vers « %s », les nœuds tiennent sans se toucher',
  (direction) => {
    const corners = nodes.map((one) => cornerOf(one, direction));
    const { width, height } = mapSize(layout, direction);
    for (const [at, one] of corners.entries()) {
      expect(one.x + box.width).toBeLessThanOrEqual(width);
      expect(one.y + box.height).toBeLessThanOrEqual(height);
      for (const other of corners.slice(at + 1))
        expect(
          Math.abs(one.x - other.x) >= box.width || Math.abs(one.y - other.y) >= box.height,
        ).toBe(true);
    }
  },
);

test('vers la droite, un appel part d’un côté et arrive à l’autre ; vers le bas, de dessous à dessus', () => {
  expect(lineBetween(node(0, 0), node(1, 0), 'right').path).toBe('M162 34C192 34 192 34 222 34');
  expect(lineBetween(node(0, 0), node(1, 0), 'down').path).toBe('M87 56C87 80 87 80 87 104');
});

test('un appel qui revient passe à côté', () => {
  const { path, x } = lineBetween(node(2, 0), node(0, 0), 'right');
  expect(path).toMatch(/^M582 34C642 34/);
  expect(x).toBeGreaterThan(162);
});
