import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { jq } from '../../src/shell/programs/jq/jq.ts';
import { follow } from './follow.ts';
import { runOurs } from './run-ours.ts';

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
  const seen = await follow(jq, ['jq', '.a'], ['{"a":1}\n', '{"a":2}\n', '{"a":3}\n']);
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

test.each([
  ["jq -n 'fromstream(1)'", '« fromstream » de jq n’est pas simulé', 5],
  ['jq --stream .', '« --stream » de jq n’est pas simulé', 2],
  ['jq -C .', '« --color-output » de jq n’est pas simulé', 2],
  [`jq -n 'import "a" as a; 1'`, 'les modules de jq ne sont pas simulés', 3],
])('%s says so', async (line, reason, expected) => {
  const { stderr, status } = await runOurs(line, folder);
  expect(status).toBe(expected);
  expect(stderr).toContain(`maillage: ${reason} dans ce cours`);
});
