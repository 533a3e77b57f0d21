import { createClock } from '../../src/cluster/clock/clock.ts';
import { runToEnd } from '../../src/cluster/clock/pump.ts';
import { createFiles } from '../../src/process/memory-files.ts';
import { createTextOutput } from '../../src/process/pipe.ts';
import type { Program } from '../../src/process/program.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** What a program had written when each of these texts came on its standard input. */
export async function follow(
  program: Program,
  argv: readonly [string, ...string[]],
  texts: readonly string[],
): Promise<string[]> {
  const seen: string[] = [];
  let output = '';
  const input = (async function* () {
    for (const text of texts) {
      seen.push(output);
      yield await Promise.resolve(new TextEncoder().encode(text));
      await turn();
    }
  })();
  const clock = createClock(0);
  const run = program({
    argv,
    env: new Map(),
    cwd: '/',
    files: createFiles({ now: clock.now }),
    stdin: Object.assign(input, { isTerminal: false }),
    stdout: {
      isTerminal: false,
      write: (data) => {
        output += typeof data === 'string' ? data : new TextDecoder().decode(data);
        return Promise.resolve();
      },
    },
    stderr: createTextOutput(),
    signal: new AbortController().signal,
    time: clock,
  });
  await runToEnd(clock, run, { turn });
  return seen;
}
