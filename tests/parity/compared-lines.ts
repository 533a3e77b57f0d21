import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBench, type Bench, type Case } from './bench.ts';
import { linesIn } from './cases/compared.ts';
import { knownDifferences } from './known-differences.ts';
import { canRunKubectl } from './kubectl.ts';
import { comparable } from './normalise.ts';
import { states, type StateName } from './states.ts';

/** A line, as known differences name it. */
export function keyOf(state: StateName, { line, stdin }: Case): string {
  return `${state}: ${line}${stdin === undefined ? '' : ` < ${JSON.stringify(stdin).slice(0, 60)}`}`;
}

/** A test for each of the lines that `isOurs` takes. */
export function compareLines(isOurs: (oneCase: Case) => boolean): void {
  describe.runIf(canRunKubectl).each(statesOf(isOurs))('%s', (state, here) => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await openBench(state);
    });
    afterAll(() => bench.close());

    test.each(here.map((oneCase) => [keyOf(state, oneCase), oneCase] as const))(
      '%s',
      async (key, oneCase) => {
        const { expected, actual } = comparable(await bench.run(oneCase), oneCase);
        const isKnown = knownDifferences.has(key);
        expect(isKnown ? expected : actual).toEqual(expected);
        expect(isDeepStrictEqual(actual, expected)).toBe(!isKnown);
      },
    );
  });
}

function statesOf(isOurs: (oneCase: Case) => boolean): (readonly [StateName, Case[]])[] {
  return (Object.keys(states) as StateName[])
    .map((state) => [state, linesIn(state).filter(isOurs)] as const)
    .filter(([, lines]) => lines.length > 0);
}
