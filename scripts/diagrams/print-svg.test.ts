import { expect, test } from 'vitest';
import { printSvg } from './print-svg.ts';
import type { Shape } from './shapes.ts';

const diagram = {
  title: 'Titre',
  description: 'A & B',
  equivalent: [],
  hash: 'abc',
  source: '',
  drawing: '',
};

const head =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60" role="img" ' +
  'aria-labelledby="dabc-title dabc-desc" font-family="Liberation Sans,Arial,Helvetica,sans-serif" ' +
  'font-size="16" text-anchor="middle"><title id="dabc-title">Titre</title><desc id="dabc-desc">A &amp; B</desc>';

const bounds = { x: 50, y: 50, width: 100, height: 40 };
const box: Shape = { type: 'box', role: 'data', bounds };

test('prints a box from the corner of the frame, then its text', () => {
  const words: Shape = {
    type: 'words',
    role: 'text',
    bounds,
    text: ' a < b ',
    size: 16,
    bold: false,
  };
  expect(printSvg(diagram, [words, box])).toBe(
    `${head}<g fill="{{data-fill}}" stroke="{{data-stroke}}" stroke-width="2">` +
      '<rect x="10" y="10" width="100" height="40" rx="10"/></g>' +
      '<g fill="{{text}}"><text x="60" y="24.5">a &lt; b</text></g></svg>\n',
  );
});

test('groups neighbours of the same look', () => {
  expect(printSvg(diagram, [box, box]).match(/<g /g)).toHaveLength(1);
});

test('gives an edge the head and the ink of its meaning', () => {
  const edge = { type: 'line' as const, bounds, d: 'M50,50L150,90', dx: 0, dy: 0, closed: false };
  const svg = printSvg(diagram, [{ ...edge, role: 'denied', start: null, end: 'cross' }]);
  expect(svg).toContain('<path d="M10 10L110 50" marker-end="url(#dabc-cross-refused)"/>');
  expect(svg).toContain('<marker id="dabc-cross-refused"');
  expect(svg).toContain('stroke="{{refused-stroke}}" stroke-width="2" stroke-dasharray="7 4"');
});

test('doubles the border of the control plane and puts a cross on what is refused', () => {
  expect(printSvg(diagram, [{ ...box, role: 'control' }]).match(/<rect/g)).toHaveLength(2);
  expect(printSvg(diagram, [{ ...box, role: 'refused' }])).toContain('<circle');
});
