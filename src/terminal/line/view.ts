import type { LineBuffer } from './buffer.ts';
import { widthOf } from './width.ts';

export interface LineView {
  /** Shown before the first line, and before each of the next ones. */
  readonly prompt: string;
  readonly continuation: string;
  readonly buffer: LineBuffer;
}

interface Place {
  row: number;
  column: number;
}

/** What is on the screen, to be drawn over. */
export interface Drawn {
  /** Rows between the prompt's and the cursor's. */
  readonly cursorRow: number;
}

/**
 * The bytes that replace what was drawn by what is to be seen. Only cursor moves, erasures and text: what the
 * terminal's sanitiser lets through.
 */
export function draw(
  view: LineView,
  before: Drawn,
  columns: number,
): { output: string; drawn: Drawn } {
  const { prompt, continuation, buffer } = view;
  const shown = (text: string) => prompt + text.replaceAll('\n', `\n${continuation}`);
  const whole = shown(buffer.text);
  const end = placeOf(whole, columns);
  const cursor = placeOf(shown(buffer.text.slice(0, buffer.cursor)), columns);
  const output =
    `${up(before.cursorRow)}\r\x1b[J${whole.replaceAll('\n', '\r\n')}` +
    // A full last row leaves the cursor hanging on it: the next one must exist to be moved to.
    `${end.column === 0 && end.row > 0 && !whole.endsWith('\n') ? ' \r\x1b[K' : ''}` +
    `${up(end.row - cursor.row)}\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ''}`;
  return { output, drawn: { cursorRow: cursor.row } };
}

/** Moves below everything that is drawn. */
export function leave(view: LineView, before: Drawn, columns: number): string {
  const atEnd = { ...view, buffer: { ...view.buffer, cursor: view.buffer.text.length } };
  return `${draw(atEnd, before, columns).output}\r\n`;
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}

function placeOf(text: string, columns: number): Place {
  let row = 0;
  let column = 0;
  for (const character of text) {
    if (character === '\n') {
      row += 1;
      column = 0;
      continue;
    }
    const width = widthOf(character);
    if (column + width > columns) {
      row += 1;
      column = 0;
    }
    column += width;
  }
  return column === columns ? { row: row + 1, column: 0 } : { row, column };
}
