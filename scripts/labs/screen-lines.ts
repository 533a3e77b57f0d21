import type { Chunk } from '#schemas/messages.ts';

/** A line as it stays on a terminal, and when what stays of it began to be written. */
export interface ScreenLine {
  text: string;
  after: number;
}

/** Text, carriage return, line feed, and the sequences that programs of the labs use: erase to the end, colours. */
// oxlint-disable-next-line no-control-regex -- they are what is read here
const token = /\r|\n|\u001B\[([\d;]*)([A-Za-z])|[^\r\n\u001B]+|\u001B/g;

/** What is left on the screen: progress that erases itself is gone, colours too. */
export function screenLines(chunks: readonly Chunk[]): ScreenLine[] {
  const lines: ScreenLine[] = [];
  let line: ScreenLine = { text: '', after: 0 };
  let column = 0;
  for (const { after, text } of chunks) {
    for (const [whole, , command] of text.matchAll(token)) {
      if (whole === '\n') {
        lines.push(line.text === '' ? { ...line, after } : line);
        line = { text: '', after };
        column = 0;
      } else if (whole === '\r') column = 0;
      else if (command === 'K') line = { ...line, text: line.text.slice(0, column) };
      else if (!whole.startsWith('\u001B')) {
        const began = line.text.slice(0, column) === '' ? after : line.after;
        line = { text: overwrite(line.text, column, whole), after: began };
        column += whole.length;
      }
    }
  }
  return line.text === '' ? lines : [...lines, line];
}

function overwrite(text: string, column: number, written: string): string {
  return text.slice(0, column) + written + text.slice(column + written.length);
}
