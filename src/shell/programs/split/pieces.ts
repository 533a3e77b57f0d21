import { letterLines } from '#shell/programs/bytes.ts';

/** Part of a piece; a number that is higher than the last begins that piece. */
export interface Part {
  piece: number;
  letters: string;
}

type Bytes = AsyncIterable<Uint8Array>;

export async function* byLines(bytes: Bytes, end: string, count: number): AsyncGenerator<Part> {
  let number = 0;
  for await (const letters of letterLines(bytes, end)) {
    yield { piece: Math.floor(number / count), letters };
    number += 1;
  }
}

export async function* byBytes(letters: string, count: number): AsyncGenerator<Part> {
  for (let at = 0; at < letters.length; at += count)
    yield await Promise.resolve({ piece: at / count, letters: letters.slice(at, at + count) });
}

/** Whole lines as long as they fit; one that is longer than all is cut. */
export async function* byLineBytes(bytes: Bytes, end: string, most: number): AsyncGenerator<Part> {
  let [piece, held] = [0, 0];
  for await (const line of letterLines(bytes, end)) {
    if (held > 0 && held + line.length > most) {
      piece += 1;
      held = 0;
    }
    for (let at = 0; at < line.length; at += most) {
      const letters = line.slice(at, at + most);
      if (at > 0) {
        piece += 1;
        held = 0;
      }
      yield { piece, letters };
      held += letters.length;
    }
  }
}

/** As many pieces of the same size, the last with what is left over. */
export function inChunks(letters: string, count: number): string[] {
  const size = Math.max(1, Math.floor(letters.length / count));
  return Array.from({ length: count }, (_, i) =>
    letters.slice(i * size, i === count - 1 ? undefined : (i + 1) * size),
  );
}

/** As many pieces, each with the lines that begin in its share of the bytes. */
export function inLineChunks(letters: string, end: string, count: number): string[] {
  const size = Math.max(1, Math.floor(letters.length / count));
  const chunks = Array<string>(count).fill('');
  for (let at = 0; at < letters.length;) {
    const next = letters.indexOf(end, at);
    const stop = next < 0 ? letters.length : next + 1;
    const i = Math.min(count - 1, Math.floor(at / size));
    chunks[i] = (chunks[i] ?? '') + letters.slice(at, stop);
    at = stop;
  }
  return chunks;
}

/** As many pieces, a line to each in turn. */
export function inTurns(letters: string, end: string, count: number): string[] {
  const chunks = Array<string>(count).fill('');
  let [at, number] = [0, 0];
  while (at < letters.length) {
    const next = letters.indexOf(end, at);
    const stop = next < 0 ? letters.length : next + 1;
    const i = number % count;
    chunks[i] = (chunks[i] ?? '') + letters.slice(at, stop);
    number += 1;
    at = stop;
  }
  return chunks;
}
