import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openBench } from './bench.ts';
import { drawCases, randomStates } from './cases/random.ts';
import { canRunKubectl } from './kubectl.ts';
import { comparable } from './normalise.ts';

/** One seed, so that what fails is the change under test; `PARITY_SEED=7 PARITY_LINES=500` goes elsewhere. */
const seed = Number(process.env['PARITY_SEED'] ?? 3);
const linesPerState = Number(process.env['PARITY_LINES'] ?? 35);

describe.runIf(canRunKubectl)('both kubectl answer alike', () => {
  test.each(randomStates)(
    'lines drawn at random: %s',
    async (state) => {
      const bench = await openBench(state);
      const parted: unknown[] = [];
      for (const oneCase of drawCases(state, seed, linesPerState)) {
        const { expected, actual } = comparable(await bench.run(oneCase), oneCase);
        if (!isDeepStrictEqual(actual, expected))
          parted.push({ line: oneCase.line, expected, actual });
      }
      await bench.close();
      expect(parted).toEqual([]);
    },
    20_000 + 2_000 * linesPerState,
  );
});
