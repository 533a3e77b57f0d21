import type { Restore } from '#cluster/clock/clock.ts';

export interface LogLine {
  readonly time: number;
  /** Order within the millisecond, which is also what its nanoseconds come from. */
  readonly order: number;
  readonly stream: 'stdout' | 'stderr';
  /** With its line feed, but for a last line that has none. */
  readonly text: string;
}

/** What one run of a container wrote. The last lines are kept. */
export interface Log {
  write: (stream: 'stdout' | 'stderr', text: string) => void;
  /** From a position on; positions only grow. */
  from: (position: number) => readonly LogLine[];
  readonly end: () => number;
  /** Told of each line. Returns how to stop. */
  listen: (listener: () => void) => () => void;
  save: () => Restore;
}

const chunkLines = 5000;

export function createLog(now: () => number): Log {
  // Lines are kept by chunks that only grow, so that saving keeps lengths.
  let chunks: LogLine[][] = [[]];
  let dropped = 0;
  let listeners: (() => void)[] = [];
  const last = (): LogLine[] => chunks[chunks.length - 1] ?? [];
  const end = (): number => chunks.reduce((sum, { length }) => sum + length, dropped);

  const push = (stream: LogLine['stream'], text: string): void => {
    if (last().length >= chunkLines) {
      dropped += chunks.length > 1 ? chunkLines : 0;
      chunks = [last(), []];
    }
    last().push({ time: now(), order: end() % 900, stream, text });
  };

  return {
    write: (stream, text) => {
      for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) push(stream, line);
      listeners.forEach((listener) => listener());
    },
    from: (position) => chunks.flat().slice(Math.max(0, position - dropped)),
    end,
    listen: (listener) => {
      listeners = [...listeners, listener];
      return () => {
        listeners = listeners.filter((other) => other !== listener);
      };
    },
    save: () => {
      const saved = { chunks, lengths: chunks.map(({ length }) => length), dropped };
      return () => {
        chunks = saved.chunks.map((chunk, index) => chunk.slice(0, saved.lengths[index]));
        dropped = saved.dropped;
      };
    },
  };
}
