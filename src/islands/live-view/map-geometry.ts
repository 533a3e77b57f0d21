import type { MapNode, TrafficMapLayout } from './map-layout.ts';

/** Which way calls go: from left to right in a page, downward beside a terminal. */
export type MapDirection = 'right' | 'down';

export const box = { width: 150, height: 44 };
const margin = 12;
/** From a node to the next, along the calls and across them. */
const gaps = { right: { along: 210, across: 76 }, down: { along: 92, across: 166 } };
/** How far beside a call that goes back passes. */
const bow = { right: 60, down: 40 };

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line extends Point {
  readonly path: string;
}

export function mapSize({ columns, rows }: TrafficMapLayout, direction: MapDirection) {
  const { along, across } = gaps[direction];
  const { x, y } = pointOf((columns - 1) * along, (rows - 1) * across, direction);
  return { width: x + box.width + 2 * margin, height: y + box.height + 2 * margin };
}

export function cornerOf({ column, row }: MapNode, direction: MapDirection): Point {
  const { along, across } = gaps[direction];
  const { x, y } = pointOf(column * along, row * across, direction);
  return { x: margin + x, y: margin + y };
}

/** Forward from side to side; elsewhere by a bow that passes beside what stands between. Its own point is near its end. */
export function lineBetween(from: MapNode, to: MapNode, direction: MapDirection): Line {
  const [start, end] = [leaving(from, direction), leaving(to, direction)];
  const isForward = to.column > from.column;
  const arrival = isForward ? end.along - depthOf(direction) : end.along;
  const bend = isForward ? (arrival - start.along) / 2 : bow[direction];
  const one = start.along + bend;
  const other = isForward ? arrival - bend : arrival + bend;
  const a = pointOf(start.along, start.across, direction);
  const b = pointOf(one, start.across, direction);
  const c = pointOf(other, end.across, direction);
  const d = pointOf(arrival, end.across, direction);
  const sign = pointOf(
    (start.along + 3 * one + 3 * other + arrival) / 8,
    (start.across + end.across) / 2,
    direction,
  );
  return { ...sign, path: `M${a.x} ${a.y}C${b.x} ${b.y} ${c.x} ${c.y} ${d.x} ${d.y}` };
}

/** The middle of the side that calls leave from. */
function leaving(node: MapNode, direction: MapDirection): { along: number; across: number } {
  const { x, y } = cornerOf(node, direction);
  return direction === 'right'
    ? { along: x + box.width, across: y + box.height / 2 }
    : { along: y + box.height, across: x + box.width / 2 };
}

/** Of a box, along the calls. */
function depthOf(direction: MapDirection): number {
  return direction === 'right' ? box.width : box.height;
}

function pointOf(along: number, across: number, direction: MapDirection): Point {
  return direction === 'right' ? { x: along, y: across } : { x: across, y: along };
}
