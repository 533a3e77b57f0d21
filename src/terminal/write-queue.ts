/** Writes long texts by pieces, one a frame, so that the page answers meanwhile. */
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
  let waiting = false;

  const flush = (): void => {
    waiting = queue !== '';
    if (!waiting) return;
    write(queue.slice(0, pieceLength));
    queue = queue.slice(pieceLength);
    nextFrame(flush);
  };

  return {
    push: (text) => {
      queue += text;
      if (!waiting) flush();
    },
    drop: () => {
      queue = '';
    },
  };
}
