import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runOurs } from './run-ours.ts';
import { runReal } from './run-real.ts';

interface Case {
  name: string;
  script: string;
  /** Its messages are the same too. */
  hasStderr: boolean;
}

const folder = new URL('scripts/', import.meta.url);

const cases: Case[] = readdirSync(folder)
  .sort()
  .flatMap((file) =>
    readFileSync(new URL(file, folder), 'utf8')
      .split(/^---\n/mu)
      .map((text, i) => ({
        name: `${file.replace('.txt', '')} ${i + 1}`,
        script: text.replace(/^# stderr\n/u, ''),
        hasStderr: text.startsWith('# stderr\n'),
      })),
  );

const version = /version (\d+\.\d+)/u.exec(
  spawnSync('bash', ['--version'], { encoding: 'utf8' }).stdout,
)?.[1];

test('at least 300 scripts are compared', () => {
  expect(cases.length).toBeGreaterThanOrEqual(300);
});

describe.runIf(version === '5.2')('does what bash 5.2 does:', async () => {
  const real = version === '5.2' ? runReal(cases.map(({ script }) => script)) : undefined;
  for (const [i, { name, script, hasStderr }] of cases.entries()) {
    test(`${name}: ${script.split('\n')[0]?.slice(0, 60)}`, async () => {
      const expected = real?.outcomes[i];
      const { stdout, stderr, status } = await runOurs(script, real?.folder ?? '/tmp');
      expect({ stdout, status, ...(hasStderr ? { stderr } : {}) }).toEqual({
        stdout: expected?.stdout,
        status: expected?.status,
        ...(hasStderr ? { stderr: expected?.stderr } : {}),
      });
    });
  }
});
