import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createClock } from '../../src/cluster/clock/clock.ts';
import { runToEnd } from '../../src/cluster/clock/pump.ts';
import { createFiles } from '../../src/process/memory-files.ts';
import { createTextOutput } from '../../src/process/pipe.ts';
import { jq } from '../../src/shell/programs/jq/jq.ts';
import { runOurs } from './run-ours.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const folder = '/tmp/jq';

const answer = {
  stdout: z.string().default(''),
  stderr: z.string().default(''),
  status: z.number().default(0),
};

/** What jq 1.6 answered: few machines have it, so it was asked once. */
const golden = z
  .object({
    input: z.json(),
    filters: z.array(z.object({ filter: z.string(), ...answer })),
    scripts: z.array(z.object({ script: z.string(), ...answer })),
  })
  .parse(JSON.parse(readFileSync(new URL('jq.golden.json', import.meta.url), 'utf8')));

test.each(golden.filters)('$filter', async ({ filter, ...expected }) => {
  const quoted = filter.replaceAll("'", String.raw`'\''`);
  const script = `jq -c '${quoted}' <<< '${JSON.stringify(golden.input)}'`;
  expect(await runOurs(script, folder)).toEqual(expected);
});

test.each(golden.scripts)('$script', async ({ script, ...expected }) => {
  expect(await runOurs(script, folder)).toEqual(expected);
});

test('a value is answered before the next one comes', async () => {
  const seen: string[] = [];
  let output = '';
  const values = (async function* () {
    for (const value of ['{"a":1}\n', '{"a":2}\n', '{"a":3}\n']) {
      seen.push(output);
      yield await Promise.resolve(new TextEncoder().encode(value));
      await turn();
    }
  })();
  const clock = createClock(0);
  const run = jq({
    argv: ['jq', '.a'],
    env: new Map(),
    cwd: '/',
    files: createFiles({ now: clock.now }),
    stdin: Object.assign(values, { isTerminal: false }),
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
  expect(seen).toEqual(['', '1\n', '1\n2\n']);
});

test('a filter that gives for ever ends with its reader', async () => {
  const { stdout } = await runOurs("jq -n '1 | repeat(.)' | head -n 2", folder);
  expect(stdout).toBe('1\n1\n');
});

test.each([
  ["jq -n 'def f: f; f'", 'filtre'],
  ["jq -n '[range(infinite)] | length'", 'filtre arrêté'],
  ["jq -n '0 | until(false; .)'", 'filtre arrêté'],
  ['jq -n \'"x" | until(false; . + .)\'', 'plus de 4 millions de caractères'],
  ["jq -n '.[99999999] = 1'", 'plus d’un million d’éléments'],
])('%s is stopped, and said', async (script, reason) => {
  const { stderr, status } = await runOurs(script, folder);
  expect(status).toBe(5);
  expect(stderr).toContain(`maillage: ${reason}`);
});
