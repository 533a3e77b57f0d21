/** Writes long texts by pieces, so much a frame, so that the page answers meanwhile. What is short is written at once. */
export interface WriteQueue {
  push: (text: string) => void;
  /** Forgets what is not written yet. */
  drop: () => void;
}

export const pieceLength = 16_384;

export function createWriteQueue(
  write: (piece: string) => void,
  nextFrame: (run: () => void) => void,
): WriteQueue {
  let queue = '';
  let room = pieceLength;

  const flush = (): void => {
    if (queue === '' || room === 0) return;
    const isFirst = room === pieceLength;
    const piece = queue.slice(0, room);
    queue = queue.slice(room);
    room -= piece.length;
    write(piece);
    if (isFirst) nextFrame(beginFrame);
  };
  const beginFrame = (): void => {
    room = pieceLength;
    flush();
  };

  return {
    push: (text) => {
      queue += text;
      flush();
    },
    drop: () => {
      queue = '';
    },
  };
}
