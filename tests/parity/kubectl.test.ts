import { expect, test } from 'vitest';
import { cases } from './cases/compared.ts';
import { compareLines, keyOf } from './compared-lines.ts';
import { knownDifferences } from './known-differences.ts';
import { canRunKubectl } from './kubectl.ts';

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
  const keys = new Set(cases.map(([state, oneCase]) => keyOf(state, oneCase)));
  expect([...knownDifferences.keys()].filter((key) => !keys.has(key))).toEqual([]);
});

compareLines(({ changes }) => changes !== true);
