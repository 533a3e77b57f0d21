/**
 * The answer of a node as a body, once its first bytes are there or it is known to wait: a refusal that comes at once
 * is thrown, so that it becomes a Status and not a broken stream.
 */
export async function started(
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = source[Symbol.asyncIterator]();
  const first = iterator.next();
  await Promise.race([first, turns(patience)]);
  let pending: Promise<IteratorResult<Uint8Array>> | undefined = first;
  // Whoever reads the stream meets its error; nobody may be reading yet.
  first.catch(() => undefined);
  const stop = (): void => void iterator.return?.(undefined);
  signal.addEventListener('abort', stop, { once: true });
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const next = await (pending ?? iterator.next());
      pending = undefined;
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: stop,
  });
}

/** Turns of the microtask queue that an answer computed at once may take. */
const patience = 32;

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}
