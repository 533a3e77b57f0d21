import { CommandError } from '#commands/cobra/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { requireViz } from './connect.ts';
import { openTap, type TapStream, tapRequestOf } from './tap-stream.ts';
import { TopTable } from './top-table.ts';

/** The real one draws ten times a second, which nobody sees. */
const frameMs = 1000;
const step = 5;
/** viz/cmd/top.go (edge-26.6.3): on the whole screen, until `q` or Ctrl-C. */
export const top: Verb = async (context) => {
  const { flags, process } = context;
  await requireViz(context);
  const table = new TopTable({
    hidesSources: flags.isOn('hide-sources'),
    byRoute: flags.isOn('routes'),
  });
  const stream = await openTap(context, tapRequestOf(context));
  try {
    if (!process.stdout.isTerminal)
      throw new CommandError('open /dev/tty: no such device or address');
    await run(context, table, stream);
  } finally {
    stream.close();
  }
};

async function run(context: Context, table: TopTable, { events }: TapStream): Promise<void> {
  const { signal, stdout, time } = context.process;
  const keys = readKeys(context);
  let isOver = false;
  const receive = async (): Promise<void> => {
    try {
      for await (const event of events) table.add(event);
    } finally {
      isOver = true;
    }
  };
  const receiving = receive();
  receiving.catch(() => undefined);
  try {
    while (!isOver && !keys.isQuit()) {
      await context.out(screen(table.lines(keys.scrolled(), stdout.columns)));
      await time.sleep(frameMs, signal);
    }
    if (isOver) await context.out('Tap stream terminated\n');
  } catch (error) {
    // Ctrl-C ends it as `q` does.
    if (!signal.aborted || signal.reason !== 'SIGINT') throw error;
  } finally {
    keys.stop();
  }
}

/** Each line at its row: nothing scrolls, rows that are too many share the last. Whatever ends it, the prompt comes below. */
function screen(lines: readonly string[]): string {
  const rows = lines.map((line, at) => `\u001B[${at + 1};1H${line}\u001B[K`);
  return `${rows.join('')}\u001B[${lines.length + 1};1H\u001B[J`;
}

interface Keys {
  readonly isQuit: () => boolean;
  readonly scrolled: () => number;
  readonly stop: () => void;
}

function readKeys({ process: { stdin } }: Context): Keys {
  let isQuit = false;
  let scrolled = 0;
  const iterator = stdin[Symbol.asyncIterator]();
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for (;;) {
      const { value, done } = await iterator.next();
      if (done === true) return;
      for (const [key] of decoder.decode(value).matchAll(/\[[CD]|[qad]/g)) {
        if (key === 'q') isQuit = true;
        else if (key === 'a' || key === '[D') scrolled = Math.max(0, scrolled - step);
        else scrolled += step;
      }
    }
  };
  if (stdin.isTerminal) read().catch(() => undefined);
  return {
    isQuit: () => isQuit,
    scrolled: () => scrolled,
    stop: () => {
      iterator.return?.(undefined).catch(() => undefined);
    },
  };
}
