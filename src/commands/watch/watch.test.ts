import { expect, test } from 'vitest';
import { runProgram } from '#commands/run-program.ts';
import type { Program } from '#process/program.ts';
import { createWatch } from './watch.ts';

/** A shell of which each run prints one more line, and which says `stop` after the third. */
function counting(stop: AbortController): Program {
  let runs = 0;
  return async ({ argv, stdout }) => {
    runs += 1;
    await stdout.write(`${argv[2]} ${runs}\n`);
    if (runs === 3) stop.abort('SIGINT');
    return 0;
  };
}

test('runs its command again and again until Ctrl-C, which gives 130', async () => {
  const stop = new AbortController();
  const ran = await runProgram(
    createWatch(counting(stop)),
    ['watch', '-t', '-n', '1', 'kubectl', 'get', 'po'],
    { signal: stop.signal, isTerminal: false },
  );
  expect(ran.code).toBe(130);
  expect(ran.stdout).toBe('kubectl get po 1\nkubectl get po 2\nkubectl get po 3\n');
});

test('on a terminal it draws over the screen, with a title and no cleared scrollback', async () => {
  const stop = new AbortController();
  const ran = await runProgram(createWatch(counting(stop)), ['watch', 'date'], {
    signal: stop.signal,
    isTerminal: true,
  });
  expect(ran.stdout).toContain('\x1b[HEvery 2.0s: date');
  expect(ran.stdout).toContain('date 3\x1b[K');
});

test('-g ends when the output changes', async () => {
  const ran = await runProgram(createWatch(counting(new AbortController())), [
    'watch',
    '-g',
    'date',
  ]);
  expect(ran.code).toBe(0);
});

test('without a command or with an unknown option it prints its usage', async () => {
  const nothing = createWatch(counting(new AbortController()));
  expect((await runProgram(nothing, ['watch'])).code).toBe(1);
  expect((await runProgram(nothing, ['watch', '--absent', 'date'])).stderr).toContain('Usage:');
});
