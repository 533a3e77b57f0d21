import { expect, test } from 'vitest';
import { createFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { identities } from './id.ts';

async function run(...argv: [string, ...string[]]): Promise<string> {
  const now = (): number => 0;
  const stdout = createTextOutput();
  await identities[argv[0]]?.({
    argv,
    env: new Map([['USER', 'apprenant']]),
    cwd: '/',
    files: createFiles({ now }),
    stdin: createTextInput(),
    stdout,
    stderr: createTextOutput(),
    signal: new AbortController().signal,
    time: { now, sleep: () => Promise.resolve(), hold: (work) => work },
  });
  return stdout.text();
}

test('tells a user by name and by number, and root beside', async () => {
  const all = 'uid=1000(apprenant) gid=1000(apprenant) groups=1000(apprenant)\n';
  expect(await run('id')).toBe(all);
  expect(await run('id', '1000')).toBe(all);
  expect(await run('id', '-u', 'apprenant', 'root')).toBe('1000\n0\n');
  expect(await run('groups', 'apprenant')).toBe('apprenant : apprenant\n');
});
