import { graphemes } from './width.ts';

/** The line being typed. `cursor` is an index in `text`, always between two graphemes. */
export interface LineBuffer {
  readonly text: string;
  readonly cursor: number;
}

export const emptyBuffer: LineBuffer = { text: '', cursor: 0 };

export function bufferOf(text: string): LineBuffer {
  return { text, cursor: text.length };
}

export function insert({ text, cursor }: LineBuffer, added: string): LineBuffer {
  return {
    text: text.slice(0, cursor) + added + text.slice(cursor),
    cursor: cursor + added.length,
  };
}

/** The text from the cursor to there goes away, whichever comes first. */
export function cut({ text, cursor }: LineBuffer, to: number): { buffer: LineBuffer; cut: string } {
  const from = Math.min(cursor, to);
  const end = Math.max(cursor, to);
  return {
    buffer: { text: text.slice(0, from) + text.slice(end), cursor: from },
    cut: text.slice(from, end),
  };
}

export function left({ text, cursor }: LineBuffer): number {
  return cursor - (graphemes(text.slice(0, cursor)).at(-1)?.length ?? 0);
}

export function right({ text, cursor }: LineBuffer): number {
  return cursor + (graphemes(text.slice(cursor))[0]?.length ?? 0);
}

/** As Alt-B and Alt-F of readline: words are letters and digits. */
export function wordLeft({ text, cursor }: LineBuffer): number {
  return cursor - (/[\p{L}\p{N}]*[^\p{L}\p{N}]*$/u.exec(text.slice(0, cursor))?.[0].length ?? 0);
}

export function wordRight({ text, cursor }: LineBuffer): number {
  return cursor + (/^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
}

/** As Ctrl-W: words are what blanks separate. */
export function blankLeft({ text, cursor }: LineBuffer): number {
  return cursor - (/\S*\s*$/.exec(text.slice(0, cursor))?.[0].length ?? 0);
}

/** Where the line that holds the cursor begins and ends, in a text of several lines. */
export function lineStart({ text, cursor }: LineBuffer): number {
  return text.lastIndexOf('\n', cursor - 1) + 1;
}

export function lineEnd({ text, cursor }: LineBuffer): number {
  const end = text.indexOf('\n', cursor);
  return end === -1 ? text.length : end;
}

/** One line up or down, at the same column; undefined past the first and the last line. */
export function vertical(buffer: LineBuffer, step: -1 | 1): number | undefined {
  const start = lineStart(buffer);
  const column = buffer.cursor - start;
  if (step === -1) {
    if (start === 0) return undefined;
    const above = lineStart({ text: buffer.text, cursor: start - 1 });
    return Math.min(above + column, start - 1);
  }
  const end = lineEnd(buffer);
  if (end === buffer.text.length) return undefined;
  return Math.min(end + 1 + column, lineEnd({ text: buffer.text, cursor: end + 1 }));
}

/** Exchanges the characters around the cursor, as Ctrl-T. */
export function transpose(buffer: LineBuffer): LineBuffer {
  const end = buffer.cursor === buffer.text.length ? buffer.cursor : right(buffer);
  const middle = left({ text: buffer.text, cursor: end });
  const start = left({ text: buffer.text, cursor: middle });
  if (start === middle) return buffer;
  const { text } = buffer;
  return {
    text:
      text.slice(0, start) + text.slice(middle, end) + text.slice(start, middle) + text.slice(end),
    cursor: end,
  };
}
