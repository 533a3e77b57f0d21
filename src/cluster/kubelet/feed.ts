/** What is pushed, to one reader, as it comes. */
export interface Feed extends AsyncIterable<Uint8Array> {
  push: (chunk: Uint8Array) => void;
  /** Nothing more will come. */
  end: () => void;
  /** The reader meets this error after what was pushed. */
  fail: (error: unknown) => void;
}

/** `onStop` is told once, when the reader stops or has read to the end. */
export function createFeed(onStop: () => void): Feed {
  const chunks: Uint8Array[] = [];
  let end: { readonly error?: unknown } | undefined;
  let isStopped = false;
  let wake: () => void = () => undefined;
  const stop = (): void => {
    if (!isStopped) onStop();
    isStopped = true;
    wake();
  };
  const finish = (how: { readonly error?: unknown }): void => {
    end ??= how;
    wake();
  };
  const done: IteratorResult<Uint8Array> = { done: true, value: undefined };
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    for (;;) {
      const value = chunks.shift();
      if (isStopped) return done;
      if (value) return { done: false, value };
      if (end) {
        const { error } = end;
        stop();
        if (error !== undefined) throw error;
        return done;
      }
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return {
    push: (chunk) => {
      if (!isStopped) chunks.push(chunk);
      wake();
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    [Symbol.asyncIterator]: () => ({
      next,
      return: () => {
        stop();
        return Promise.resolve(done);
      },
    }),
  };
}
