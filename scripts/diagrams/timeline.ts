import type { Shape } from './shapes.ts';

type Box = Extract<Shape, { type: 'box' }>;
type Words = Extract<Shape, { type: 'words' }>;

const rowHeight = 18;
const padding = 7;

/**
 * Places the cards of a vertical timeline one under the other: Mermaid 12.3 lets those with two
 * lines of text run into the next. Widths and line breaks stay Mermaid's.
 */
export function restackTimeline(shapes: Shape[]): Shape[] {
  const cards = cardsOf(shapes);
  const axis =
    shapes.find((shape) => shape.type === 'line' && shape.role === 'plain')?.bounds.x ?? 0;
  let bottom = 0;
  let periodTop = 0;
  let eventBottom: number | null = null;
  const links: Shape[] = [];
  const placed = cards.flatMap(({ box, words }): Shape[] => {
    const height = words.length * rowHeight + 2 * padding;
    const isEvent = box.role === 'app';
    const top = isEvent ? (eventBottom === null ? periodTop : eventBottom + 6) : bottom + 14;
    if (!isEvent) periodTop = top;
    eventBottom = isEvent ? top + height : null;
    bottom = Math.max(bottom, top + height);
    if (isEvent) links.push(line(axis, top + height / 2, box.bounds.x, top + height / 2));
    return [{ ...box, bounds: { ...box.bounds, y: top, height } }, ...stack(words, top)];
  });
  return [line(axis, 0, axis, bottom + 14), ...links, ...placed];
}

/** Each box with the lines of text that follow it. */
function cardsOf(shapes: Shape[]): { box: Box; words: Words[] }[] {
  const cards: { box: Box; words: Words[] }[] = [];
  for (const shape of shapes) {
    if (shape.type === 'box') cards.push({ box: shape, words: [] });
    if (shape.type === 'words') cards.at(-1)?.words.push(shape);
  }
  return cards;
}

function stack(words: Words[], top: number): Words[] {
  return words.map((row, index) => ({
    ...row,
    bounds: { ...row.bounds, y: top + padding + index * rowHeight },
  }));
}

function line(x1: number, y1: number, x2: number, y2: number): Shape {
  return {
    type: 'line',
    role: 'plain',
    bounds: { x: x1, y: y1, width: x2 - x1, height: y2 - y1 },
    d: `M${x1},${y1}L${x2},${y2}`,
    dx: 0,
    dy: 0,
    closed: false,
    start: null,
    end: null,
  };
}
