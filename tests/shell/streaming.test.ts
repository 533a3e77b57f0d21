import { expect, test } from 'vitest';
import { tabs } from '../../src/shell/programs/expand.ts';
import { fold } from '../../src/shell/programs/fold.ts';
import { nl } from '../../src/shell/programs/nl.ts';
import { od } from '../../src/shell/programs/od/od.ts';
import { rev } from '../../src/shell/programs/rev.ts';
import type { Program } from '../../src/process/program.ts';
import { follow } from './follow.ts';
import { runOurs } from './run-ours.ts';

const lines = ['a\n', 'b\n', 'c\n'];

test.for<[string, Program | undefined, [string, ...string[]], string[]]>([
  ['nl', nl, ['nl', '-w1'], ['', '1\ta\n', '1\ta\n2\tb\n']],
  ['rev', rev, ['rev'], ['', 'a\n', 'a\nb\n']],
  ['fold', fold, ['fold'], ['', 'a\n', 'a\nb\n']],
  ['expand', tabs['expand'], ['expand'], ['', 'a\n', 'a\nb\n']],
  ['od', od, ['od', '-An', '-tx1', '-w2'], ['', ' 61 0a\n', ' 61 0a\n 62 0a\n']],
])('%s writes a line before the next one comes', async ([, program, argv, expected]) => {
  if (!program) throw new Error('it is there');
  expect(await follow(program, argv, lines)).toEqual(expected);
});

test.for([
  ['find . -ls', 'find: maillage: « find -ls » n’est pas simulé dans ce cours\n'],
  ['find . -printf %i', 'find: maillage: « find -printf %i » n’est pas simulé dans ce cours\n'],
  ['stat -f .', 'stat: maillage: « stat -f » n’est pas simulé dans ce cours\n'],
  ['stat -c %i .', 'stat: maillage: « stat -c %i » n’est pas simulé dans ce cours\n'],
  ['od -t f4 /etc/passwd', 'od: maillage: « od -t f4 » n’est pas simulé dans ce cours\n'],
  ['tac -r /etc/passwd', 'tac: maillage: « tac -r » n’est pas simulé dans ce cours\n'],
  ['column -J', 'column: maillage: « column -J » n’est pas simulé dans ce cours\n'],
  ['split --filter=cat', 'split: maillage: « split --filter » n’est pas simulé dans ce cours\n'],
  ['du --inodes', 'du: maillage: « du --inodes » n’est pas simulé dans ce cours\n'],
  ['tree -J', 'tree: maillage: « tree -J » n’est pas simulé dans ce cours\n'],
  ['gzip -N', 'gzip: maillage: « gzip -N » n’est pas simulé dans ce cours\n'],
  ['nl --help', 'nl: maillage: « --help » n’est pas simulé dans ce cours\n'],
])('says that %s is not simulated', async ([script = '', expected]) => {
  const { stderr, status } = await runOurs(script, '/tmp/streaming');
  expect({ stderr, status }).toEqual({ stderr: expected, status: 1 });
});

test('a repetition in a repetition does not take expr and nl for ever', async () => {
  const letters = 'a'.repeat(40);
  const { stderr } = await runOurs(
    `expr ${letters}b : '\\(a*\\)*c'; nl -b 'p\\(a*\\)*c'`,
    '/tmp/s',
  );
  expect(stderr).toMatch(/^expr: maillage: .*\nnl: maillage: .*\n$/u);
});
