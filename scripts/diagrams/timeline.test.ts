import { expect, test } from 'vitest';
import type { Shape } from './shapes.ts';
import { restackTimeline } from './timeline.ts';

const box = (role: 'zone' | 'soft' | 'app', x: number): Shape => ({
  type: 'box',
  role,
  bounds: { x, y: 999, width: 100, height: 1 },
});
const words: Shape = {
  type: 'words',
  role: 'text',
  bounds: { x: 0, y: 0, width: 10, height: 18 },
  text: 'a',
  size: 16,
  bold: false,
};

test('cards follow each other without overlap, events beside their period', () => {
  const period = [box('soft', 0), words];
  const events = [box('app', 200), words, words, box('app', 200), words];
  const cards = restackTimeline([box('zone', 0), words, ...period, ...events, ...period])
    .filter((shape) => shape.type === 'box')
    .map(({ role, bounds }) => [role, bounds.y, bounds.y + bounds.height]);
  expect(cards).toEqual([
    ['zone', 14, 46],
    ['soft', 60, 92],
    ['app', 60, 110],
    ['app', 116, 148],
    ['soft', 162, 194],
  ]);
});
