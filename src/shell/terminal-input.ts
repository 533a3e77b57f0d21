import type { Input } from '#process/streams.ts';

/** What the learner types while a command runs. Ctrl-D ends the current read, not the ones after it. */
export interface TerminalInput extends Input {
  /** A line, with its newline. */
  write: (text: string) => void;
  /** Ctrl-D. */
  end: () => void;
  /** Takes back the lines that nobody has read. */
  takeUnread: () => readonly string[];
}

export function createTerminalInput(): TerminalInput {
  const typed: (Uint8Array | 'end')[] = [];
  let wake: () => void = () => undefined;
  const add = (item: Uint8Array | 'end'): void => {
    typed.push(item);
    wake();
  };
  return {
    isTerminal: true,
    write: (text) => {
      add(new TextEncoder().encode(text));
    },
    end: () => {
      add('end');
    },
    takeUnread: () =>
      typed.splice(0).flatMap((item) => (item === 'end' ? [] : [new TextDecoder().decode(item)])),
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        while (typed.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        const item = typed.shift();
        return item === undefined || item === 'end'
          ? { done: true, value: undefined }
          : { done: false, value: item };
      },
    }),
  };
}
