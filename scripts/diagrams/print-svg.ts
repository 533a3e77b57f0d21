import { frenchTypography } from '#course/typography.ts';
import type { Token } from '#markdown/diagram-theme.ts';
import type { Diagram } from '#markdown/diagrams.ts';
import { movePath, round } from './path.ts';
import { paints, type Paint } from './roles.ts';
import type { Bounds, Head, Shape } from './shapes.ts';

const margin = 10;

/** Share of the size of Liberation Sans and Arial that is above the baseline. */
const ascent = 0.905;

/** Prints shapes as a small picture that stands alone: presentation attributes only, `{{token}}` for colours. */
export function printSvg(diagram: Diagram, shapes: Shape[]): string {
  const frame = frameOf(shapes);
  const id = `d${diagram.hash}`;
  const heads = new Map<string, string>();
  // Texts come last: nothing hides them, and the shapes before them group better.
  const pieces = [...shapes]
    .sort((a, b) => Number(a.type === 'words') - Number(b.type === 'words'))
    .flatMap((shape) => printShape(shape, { frame, id, heads }));
  const [width, height] = [Math.ceil(frame.width), Math.ceil(frame.height)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` role="img" aria-labelledby="${id}-title ${id}-desc" font-family="Liberation Sans,Arial,Helvetica,sans-serif"`,
    ` font-size="16" text-anchor="middle">`,
    `<title id="${id}-title">${escapeXml(diagram.title)}</title>`,
    `<desc id="${id}-desc">${escapeXml(diagram.description)}</desc>`,
    heads.size > 0 ? `<defs>${[...heads.values()].join('')}</defs>` : '',
    group(pieces),
    '</svg>\n',
  ].join('');
}

interface Page {
  frame: Bounds;
  id: string;
  /** Arrowheads used so far, by id. */
  heads: Map<string, string>;
}

/** An element cut in two: `paint` is shared with its neighbours when they have the same. */
interface Piece {
  paint: string;
  element: string;
}

function printShape(shape: Shape, page: Page): Piece[] {
  const paint: Paint = paints[shape.role];
  if (shape.type === 'words') return [printWords(shape, paint, page.frame)];
  const isEdge = shape.type === 'line' && !shape.closed;
  const element = printOutline(shape, paint, page);
  const pieces = [{ paint: attributes({ ...paint, ...(isEdge && { fill: undefined }) }), element }];
  if (isEdge) return pieces;
  if (paint.gap) pieces.push({ paint: attributes({ stroke: paint.gap, width: 1.6 }), element });
  if (paint.refused) pieces.push(...printBadge(shape, paint, page.frame));
  return pieces;
}

function printOutline(shape: Exclude<Shape, { type: 'words' }>, paint: Paint, page: Page): string {
  const { frame } = page;
  const { width, height } = shape.bounds;
  const [x, y] = [shape.bounds.x - frame.x, shape.bounds.y - frame.y];
  switch (shape.type) {
    case 'box': {
      const size = `width="${round(width)}" height="${round(height)}"`;
      return `<rect x="${round(x)}" y="${round(y)}" ${size} rx="${paint.radius ?? 0}"/>`;
    }
    case 'disc': {
      const [rx, ry] = [width / 2, height / 2];
      const radius = rx === ry ? `r="${round(rx)}"` : `rx="${round(rx)}" ry="${round(ry)}"`;
      const name = rx === ry ? 'circle' : 'ellipse';
      return `<${name} cx="${round(x + rx)}" cy="${round(y + ry)}" ${radius}/>`;
    }
    case 'line': {
      const d = movePath(shape.d, shape.dx - frame.x, shape.dy - frame.y);
      const start = shape.start
        ? ` marker-start="url(#${printHead(shape.start, paint, page)})"`
        : '';
      const end = shape.end ? ` marker-end="url(#${printHead(shape.end, paint, page)})"` : '';
      return `<path d="${d}"${start}${end}/>`;
    }
  }
}

/** Mermaid ends a line 4 px before what it points at: heads reach over that gap. */
const headShapes: Record<Head, { box: string; at: string; d: string; filled: boolean }> = {
  arrow: { box: '0 0 11 10', at: 'refX="7" refY="5"', d: 'M0 0 11 5 0 10z', filled: true },
  open: { box: '-1 -1 12 12', at: 'refX="6" refY="5"', d: 'M2 0 10 5 2 10', filled: false },
  cross: { box: '-1 -1 12 12', at: 'refX="13" refY="5"', d: 'M0 0 10 10M10 0 0 10', filled: false },
  disc: {
    box: '-1 -1 12 12',
    at: 'refX="11" refY="5"',
    d: 'M0 5a5 5 0 0 0 10 0a5 5 0 0 0-10 0z',
    filled: true,
  },
};

function printHead(head: Head, paint: Paint, page: Page): string {
  const stroke = paint.stroke ?? 'line';
  const id = `${page.id}-${head}-${stroke.replace('-stroke', '')}`;
  const { box, at, d, filled } = headShapes[head];
  const size = box.split(' ').slice(2);
  const ink = filled ? attributes({ fill: stroke }) : attributes({ stroke, width: 2.5 });
  page.heads.set(
    id,
    `<marker id="${id}" viewBox="${box}" ${at} markerWidth="${size[0]}" markerHeight="${size[1]}"` +
      ` markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path ${ink} d="${d}"/></marker>`,
  );
  return id;
}

/** A ✕ on the corner of a box, at the top of other outlines. */
function printBadge({ type, bounds }: Shape, paint: Paint, frame: Bounds): Piece[] {
  const [cx, cy] = [
    bounds.x - frame.x + bounds.width * (type === 'box' ? 1 : 0.5) - 2,
    bounds.y - frame.y + 2,
  ];
  const cross = movePath('M-4-4L4 4M4-4L-4 4', cx, cy);
  return [
    {
      paint: attributes({
        fill: 'page',
        ...(paint.stroke && { stroke: paint.stroke }),
        width: 1.5,
      }),
      element: `<circle cx="${round(cx)}" cy="${round(cy)}" r="8"/>`,
    },
    {
      paint: attributes({ ...(paint.stroke && { stroke: paint.stroke }), width: 2.5 }),
      element: `<path d="${cross}"/>`,
    },
  ];
}

function printWords(words: Extract<Shape, { type: 'words' }>, paint: Paint, frame: Bounds): Piece {
  const { bounds, size, bold, text } = words;
  const x = round(bounds.x + bounds.width / 2 - frame.x);
  const y = round(bounds.y + ascent * size - frame.y);
  const font =
    (size === 16 ? '' : ` font-size="${round(size)}"`) + (bold ? ' font-weight="700"' : '');
  const halo = paint.stroke
    ? ` stroke="{{${paint.stroke}}}" stroke-width="4" paint-order="stroke"`
    : '';
  const clean = frenchTypography(text.trim().replace(/\s+/g, ' '));
  return {
    paint: `fill="{{${paint.fill ?? 'text'}}}"${halo}${font}`,
    element: `<text x="${x}" y="${y}">${escapeXml(clean)}</text>`,
  };
}

function attributes(paint: { [key in keyof Paint]?: Paint[key] | undefined }): string {
  const colour = (token: Token | undefined) => (token ? `{{${token}}}` : 'none');
  const list = [`fill="${colour(paint.fill)}"`];
  if (paint.stroke)
    list.push(`stroke="${colour(paint.stroke)}" stroke-width="${paint.width ?? 1}"`);
  if (paint.dash) list.push(`stroke-dasharray="${paint.dash}"`);
  if (paint.cap) list.push(`stroke-linecap="${paint.cap}"`);
  return list.join(' ');
}

/** Neighbours of the same paint share a `<g>`. */
function group(pieces: Piece[]): string {
  const groups: { paint: string; elements: string[] }[] = [];
  for (const { paint, element } of pieces) {
    const last = groups.at(-1);
    if (last?.paint === paint) last.elements.push(element);
    else groups.push({ paint, elements: [element] });
  }
  return groups.map(({ paint, elements }) => `<g ${paint}>${elements.join('')}</g>`).join('');
}

function frameOf(shapes: Shape[]): Bounds {
  const left = Math.min(...shapes.map(({ bounds }) => bounds.x)) - margin;
  const top = Math.min(...shapes.map(({ bounds }) => bounds.y)) - margin;
  const right = Math.max(...shapes.map(({ bounds }) => bounds.x + bounds.width)) + margin;
  const bottom = Math.max(...shapes.map(({ bounds }) => bounds.y + bounds.height)) + margin;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
