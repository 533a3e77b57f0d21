import { insert, type LineBuffer } from './buffer.ts';

/** What may stand in place of the text from `start` to the cursor. */
export interface Candidates {
  readonly start: number;
  readonly words: readonly string[];
}

export interface Completed {
  buffer: LineBuffer;
  /** To be shown under the line, when what they share is written already. */
  list: readonly string[];
}

const mostListed = 200;

/** Writes what all candidates share; a single one is followed by a space, unless it asks for more (`/`, `=`). */
export function complete(buffer: LineBuffer, { start, words }: Candidates): Completed {
  const typed = buffer.text.slice(start, buffer.cursor);
  const shared = commonPrefix(words);
  if (shared.length < typed.length || words.length === 0) return { buffer, list: [] };
  const base = {
    text: buffer.text.slice(0, start) + buffer.text.slice(buffer.cursor),
    cursor: start,
  };
  const isLast = words.length === 1 && !/[/=:]$/.test(shared);
  return {
    buffer: insert(base, isLast ? `${shared} ` : shared),
    list: words.length > 1 && shared === typed ? words.slice(0, mostListed) : [],
  };
}

function commonPrefix(words: readonly string[]): string {
  let [shared = ''] = words;
  for (const word of words) {
    while (!word.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return shared;
}

/** As bash lists them: in columns, down then across. */
export function listInColumns(words: readonly string[], columns: number): string {
  const widest = Math.max(...words.map((word) => word.length)) + 2;
  const across = Math.max(1, Math.floor(columns / widest));
  const rows = Math.ceil(words.length / across);
  return Array.from({ length: rows }, (_, row) =>
    words
      .filter((_word, at) => at % rows === row)
      .map((word) => word.padEnd(widest))
      .join('')
      .trimEnd(),
  ).join('\n');
}
