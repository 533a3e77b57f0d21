export interface Messages {
  push: (message: Uint8Array) => void;
  end: () => void;
  stream: AsyncIterable<Uint8Array>;
}

/** Messages pushed by events, read as a stream. */
export function createMessages(): Messages {
  const waiting: Uint8Array[] = [];
  let isOver = false;
  let wake = (): void => undefined;
  return {
    push: (message) => {
      waiting.push(message);
      wake();
    },
    end: () => {
      isOver = true;
      wake();
    },
    stream: (async function* () {
      for (;;) {
        const message = waiting.shift();
        if (message) yield message;
        else if (isOver) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    })(),
  };
}
