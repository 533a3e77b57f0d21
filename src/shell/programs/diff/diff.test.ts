import { expect, test } from 'vitest';
import { createFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { diff } from './diff.ts';

async function run(...args: string[]): Promise<string> {
  const now = (): number => Date.UTC(2026, 0, 15, 10);
  const files = createFiles({ now });
  files.makeFolder('/home', { parents: true });
  files.write('/home/a', 'one\n');
  files.write('/home/b', 'two\n');
  const [stdout, stderr] = [createTextOutput(), createTextOutput()];
  const status = await diff({
    argv: ['diff', ...args],
    env: new Map(),
    cwd: '/home',
    files,
    stdin: createTextInput('one\n'),
    stdout,
    stderr,
    signal: new AbortController().signal,
    time: { now, sleep: () => Promise.resolve(), hold: (work) => work },
  });
  return `${stdout.text()}${stderr.text()}[${status}]`;
}

test('heads a unified diff with the time of each file, and of now for what is piped', async () => {
  const time = '2026-01-15 10:00:00.000000000 +0000';
  const hunk = '@@ -1 +1 @@\n-one\n+two\n[1]';
  expect(await run('-u', 'a', 'b')).toBe(`--- a\t${time}\n+++ b\t${time}\n${hunk}`);
  expect(await run('-u', '-', 'b')).toBe(`--- -\t${time}\n+++ b\t${time}\n${hunk}`);
});

test('heads a file that is not there with the beginning of time', async () => {
  expect(await run('-uN', 'none', 'b')).toMatch(
    /^--- none\t1970-01-01 00:00:00.000000000 \+0000\n/,
  );
});

test.for(['-y', '--side-by-side'])('says that %s is not simulated', async (option) => {
  expect(await run(option, 'a', 'b')).toBe(
    'diff: maillage: « diff -y » n’est pas simulé dans ce cours\n[2]',
  );
});
