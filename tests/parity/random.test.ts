import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBench, type Bench } from './bench.ts';
import { randomCase, randomStates, seedOf } from './cases/random.ts';
import { canRunKubectl } from './kubectl.ts';
import { comparable } from './normalise.ts';

/** One seed, so that a failure is one of the change under test; `PARITY_SEED=7 PARITY_LINES=500` goes elsewhere. */
const seed = Number(process.env['PARITY_SEED'] ?? 1);
const linesPerState = Number(process.env['PARITY_LINES'] ?? 40);

describe.runIf(canRunKubectl).each(randomStates)('%s', (state) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(state);
  });
  afterAll(() => bench.close());

  test(
    'both kubectl answer any line alike',
    async () => {
      const law = fc.asyncProperty(randomCase(state), async (oneCase) => {
        const { expected, actual } = comparable(await bench.run(oneCase), oneCase);
        expect(actual).toEqual(expected);
      });
      await fc.assert(law, { seed: seedOf(state, seed), numRuns: linesPerState });
    },
    5_000 + 2_000 * linesPerState,
  );
});
