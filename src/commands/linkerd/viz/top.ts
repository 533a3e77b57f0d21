import { CommandError } from '#commands/cobra/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import type { TapEvent } from '#mesh/linkerd/tap-api.ts';
import { requireViz } from './connect.ts';
import { tapEvents, tapRequestOf } from './tap-stream.ts';
import { TopTable } from './top-table.ts';

/** The real one draws ten times a second, which nobody sees. */
const frameMs = 1000;
const step = 5;
/** The other screen, where there is one, without a cursor; then everything as it was. */
const enter = '\u001B[?1049h\u001B[?25l\u001B[H\u001B[2J';
const leave = '\u001B[H\u001B[J\u001B[?25h\u001B[?1049l';

/** viz/cmd/top.go (edge-26.6.3): on the whole screen, until `q` or Ctrl-C. */
export const top: Verb = async (context) => {
  const { flags, process } = context;
  await requireViz(context);
  const table = new TopTable({
    hidesSources: flags.isOn('hide-sources'),
    byRoute: flags.isOn('routes'),
  });
  const events = tapEvents(context, tapRequestOf(context));
  // Its first answer comes before anything is drawn: a refusal is told as of any other command.
  const first = await Promise.race([events.next(), process.time.sleep(0, process.signal)]);
  if (!process.stdout.isTerminal)
    throw new CommandError('open /dev/tty: no such device or address');
  await context.out(enter);
  try {
    if (first && !first.done) table.add(first.value);
    await run(context, table, events);
  } finally {
    await process.stdout.write(leave);
    await events.return();
  }
};

async function run(
  context: Context,
  table: TopTable,
  events: AsyncGenerator<TapEvent, void>,
): Promise<void> {
  const { signal, time } = context.process;
  const keys = readKeys(context);
  let isOver = false;
  const receive = async (): Promise<void> => {
    for await (const event of events) table.add(event);
    isOver = true;
  };
  const receiving = receive();
  receiving.catch(() => undefined);
  try {
    while (!isOver && !keys.isQuit()) {
      await context.out(screen(table.lines(keys.scrolled())));
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

/** Each line cleared to its end, then the rest of the screen. */
function screen(lines: readonly string[]): string {
  return `\u001B[H${lines.map((line) => `${line}\u001B[K`).join('\r\n')}\u001B[J`;
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
