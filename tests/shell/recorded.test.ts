import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runOurs } from './run-ours.ts';

/** What tree 2.1 and strings of binutils 2.40 did: few machines have them, so they were run once. */
const recorded = z
  .array(
    z.object({ script: z.string(), stdout: z.string(), stderr: z.string(), status: z.number() }),
  )
  .parse(JSON.parse(readFileSync(new URL('recorded.golden.json', import.meta.url), 'utf8')));

test.each(recorded)('$script', async ({ script, ...expected }) => {
  expect(await runOurs(script, '/tmp/recorded')).toEqual(expected);
});
