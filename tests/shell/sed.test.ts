import { expect, test } from 'vitest';
import { createClock } from '../../src/cluster/clock/clock.ts';
import { runToEnd } from '../../src/cluster/clock/pump.ts';
import { createFiles } from '../../src/process/memory-files.ts';
import { createTextOutput } from '../../src/process/pipe.ts';
import { sed } from '../../src/shell/programs/sed/sed.ts';
import { runOurs } from './run-ours.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const folder = '/tmp/sed';

test('a line is written before the next one comes', async () => {
  const seen: string[] = [];
  let output = '';
  const lines = (async function* () {
    for (const line of ['a', 'b', 'c']) {
      seen.push(output);
      yield await Promise.resolve(new TextEncoder().encode(`${line}\n`));
      await turn();
    }
  })();
  const clock = createClock(0);
  const run = sed({
    argv: ['sed', 's/$/!/'],
    env: new Map(),
    cwd: '/',
    files: createFiles({ now: clock.now }),
    stdin: Object.assign(lines, { isTerminal: false }),
    stdout: {
      isTerminal: false,
      write: (data) => {
        output += String(data);
        return Promise.resolve();
      },
    },
    stderr: createTextOutput(),
    signal: new AbortController().signal,
    time: clock,
  });
  await runToEnd(clock, run, { turn });
  expect(seen).toEqual(['', 'a!\n', 'a!\nb!\n']);
});

test('a script that never ends is stopped, and said', async () => {
  const { stderr, status } = await runOurs("sed ':a;ba' <<< x", folder);
  expect({ stderr, status }).toEqual({
    stderr: 'sed: maillage: script arrêté après 100 000 commandes sans lire de ligne\n'.replace(
      ' 000',
      '\u202f000',
    ),
    status: 1,
  });
});

test('a line that doubles at each turn is stopped before it takes the memory', async () => {
  const { stderr, status } = await runOurs("sed ':a;s/.*/&&/;ta' <<< x", folder);
  expect({ stderr, status }).toEqual({
    stderr: 'sed: maillage: plus de 4 millions de caractères dans une ligne\n',
    status: 1,
  });
});

test('a repetition in a repetition does not take for ever', async () => {
  const letters = 'a'.repeat(40);
  const { stdout } = await runOurs(
    `echo ${letters}b | sed -E 's/(a*)*c/x/;s/([ab]+)+/<&>/'`,
    folder,
  );
  expect(stdout).toBe(`<${letters}b>\n`);
});

test('what cannot be simulated is said', async () => {
  const { stderr, status } = await runOurs('echo ls | sed e; sed --debug p <<< x', folder);
  expect({ stderr, status }).toEqual({
    stderr:
      'sed: maillage: la commande « e » de sed n’est pas simulée dans ce cours\n' +
      'sed: maillage: « --debug » n’est pas simulé dans ce cours\n',
    status: 1,
  });
});
