import { expect, test } from 'vitest';
import { sed } from '../../src/shell/programs/sed/sed.ts';
import { follow } from './follow.ts';
import { runOurs } from './run-ours.ts';

const folder = '/tmp/sed';

test('a line is written before the next one comes', async () => {
  const seen = await follow(sed, ['sed', 's/$/!/'], ['a\n', 'b\n', 'c\n']);
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
