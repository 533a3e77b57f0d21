import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBench, type Bench } from './bench.ts';
import { changing } from './cases/changing.ts';
import { mended } from './cases/mended.ts';
import { reading } from './cases/reading.ts';
import { refusals } from './cases/refusals.ts';
import { knownDifferences } from './known-differences.ts';
import { canRunKubectl } from './kubectl.ts';
import { comparable } from './normalise.ts';
import { states, type StateName } from './states.ts';

const cases = [...reading, ...refusals, ...changing, ...mended];

test('the real kubectl runs here, or this is not linux x64', () => {
  if (!canRunKubectl)
    console.warn(
      'kubectl 1.35 : pas de binaire pour cette plateforme, la comparaison n’a pas eu lieu.',
    );
  expect(canRunKubectl || process.env['CI'] !== 'true').toBe(true);
});

test('at least 400 lines are compared, in at least 12 states', () => {
  expect(cases.length).toBeGreaterThanOrEqual(400);
  expect(new Set(cases.map(([state]) => state)).size).toBeGreaterThanOrEqual(12);
});

test('every known difference is about a line that is compared', () => {
  const keys = new Set(cases.map(([state, { line, stdin }]) => keyOf(state, line, stdin)));
  expect([...knownDifferences.keys()].filter((key) => !keys.has(key))).toEqual([]);
});

describe.runIf(canRunKubectl).each(Object.keys(states) as StateName[])('%s', (state) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(state);
  });
  afterAll(() => bench.close());

  const here = cases.filter(([name]) => name === state).map(([, oneCase]) => oneCase);
  test.each(here.map((oneCase) => [keyOf(state, oneCase.line, oneCase.stdin), oneCase] as const))(
    '%s',
    async (key, oneCase) => {
      const { expected, actual } = comparable(await bench.run(oneCase), oneCase);
      const isKnown = knownDifferences.has(key);
      expect(isKnown ? expected : actual).toEqual(expected);
      expect(isDeepStrictEqual(actual, expected)).toBe(!isKnown);
    },
  );
});

function keyOf(state: StateName, line: string, stdin: string | undefined): string {
  return `${state}: ${line}${stdin === undefined ? '' : ` < ${JSON.stringify(stdin).slice(0, 60)}`}`;
}
