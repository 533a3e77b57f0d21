import { expect, test } from 'vitest';
import { createWriteQueue, pieceLength } from './write-queue.ts';

function byHand() {
  const pieces: string[] = [];
  let frames: (() => void)[] = [];
  const queue = createWriteQueue(
    (piece) => pieces.push(piece),
    (run) => frames.push(run),
  );
  const frame = (): void => {
    const due = frames;
    frames = [];
    for (const run of due) run();
  };
  return { pieces, queue, frame };
}

test('writes at once what comes first, then one piece a frame', () => {
  const { pieces, queue, frame } = byHand();
  queue.push('x'.repeat(pieceLength * 2 + 1));
  expect(pieces.map((piece) => piece.length)).toEqual([pieceLength]);
  queue.push('y');
  frame();
  frame();
  frame();
  expect(pieces.map((piece) => piece.length)).toEqual([pieceLength, pieceLength, 2]);
  queue.push('z');
  expect(pieces.at(-1)).toBe('z');
});

test('writes what comes in the same frame at once, as long as it is not too much', () => {
  const { pieces, queue, frame } = byHand();
  queue.push('a');
  queue.push('b');
  expect(pieces).toEqual(['a', 'b']);
  queue.push('c'.repeat(pieceLength));
  expect(pieces.at(-1)).toHaveLength(pieceLength - 2);
  queue.push('d');
  frame();
  expect(pieces.at(-1)).toBe('ccd');
});

test('forgets what is not written when it is dropped', () => {
  const { pieces, queue, frame } = byHand();
  queue.push('a'.repeat(pieceLength));
  queue.push('b');
  queue.drop();
  queue.push('c');
  frame();
  expect(pieces.at(-1)).toBe('c');
});
