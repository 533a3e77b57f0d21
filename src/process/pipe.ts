import { BrokenPipe, type Input, type Output } from './streams.ts';

/** Bytes that a pipe holds before its writer waits, as Linux has it. */
const capacity = 65_536;

export interface Pipe {
  readonly input: Input;
  readonly output: Output;
  /** No more will be written: the reader meets the end of the file. */
  end: () => void;
  /** Nobody will read any more: the writer meets `BrokenPipe`. */
  close: () => void;
}

/**
 * A pipe between two programs: its writer waits while it is full, its reader while it is empty.
 * Several readers share it: each chunk goes to one of them, and what a reader leaves is there for the next one.
 */
export function createPipe(): Pipe {
  const chunks: Uint8Array[] = [];
  let held = 0;
  let state: 'open' | 'ended' | 'closed' = 'open';
  const isOpen = (): boolean => state === 'open';
  const isClosed = (): boolean => state === 'closed';
  let waiting: (() => void)[] = [];
  const changed = (): void => {
    const wakened = waiting;
    waiting = [];
    for (const wake of wakened) wake();
  };
  const change = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));
  const move = (to: 'ended' | 'closed'): void => {
    if (!isClosed()) state = to;
    if (isClosed()) chunks.length = held = 0;
    changed();
  };

  return {
    input: {
      isTerminal: false,
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          while (chunks.length === 0 && isOpen()) await change();
          const value = chunks.shift();
          if (!value) return { done: true, value: undefined };
          held -= value.length;
          changed();
          return { done: false, value };
        },
      }),
    },
    output: {
      isTerminal: false,
      write: async (data) => {
        if (!isOpen()) throw new BrokenPipe();
        const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data.slice();
        if (bytes.length === 0) return;
        chunks.push(bytes);
        held += bytes.length;
        changed();
        while (held > capacity && isOpen()) await change();
        if (isClosed()) throw new BrokenPipe();
      },
    },
    end: () => {
      move('ended');
    },
    close: () => {
      move('closed');
    },
  };
}

/** Keeps as text what is written to it. */
export function createTextOutput(): Output & { readonly text: () => string } {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  return {
    isTerminal: false,
    write: (data) => {
      text +=
        typeof data === 'string' ? decoder.decode() + data : decoder.decode(data, { stream: true });
      return Promise.resolve();
    },
    text: () => text,
  };
}

/** An input that holds this text and ends. */
export function createTextInput(text = ''): Input {
  let rest: Uint8Array | undefined = new TextEncoder().encode(text);
  return {
    isTerminal: false,
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const value = rest;
        rest = undefined;
        return Promise.resolve(
          value && value.length > 0 ? { done: false, value } : { done: true, value: undefined },
        );
      },
    }),
  };
}
