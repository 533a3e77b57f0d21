import fc from 'fast-check';
import type { Case } from '../bench.ts';
import { states, type StateName } from '../states.ts';
import { partsOf } from './draw/arbitraries.ts';
import { changingLine } from './draw/changing-lines.ts';
import { readingLine } from './draw/reading-lines.ts';
import { richCase } from './draw/rich-objects.ts';
import { sentCase } from './draw/standard-input.ts';
import { vocabularies } from './draw/vocabularies.ts';

export const randomStates = Object.keys(states) as StateName[];

/** A line drawn at random, and whether it needs a cluster of its own. */
function randomCase(state: StateName): fc.Arbitrary<Case> {
  const parts = partsOf(vocabularies[state]);
  return fc.oneof(
    { weight: 5, arbitrary: readingLine(parts).map((line) => ({ line: `kubectl ${line}` })) },
    {
      weight: 2,
      arbitrary: changingLine(parts).map((line) => ({
        line: `kubectl ${line}`,
        changes: true,
        // What it left in the kubeconfig is half of what it did.
        after: line.startsWith('config ') ? 'kubectl config view' : undefined,
      })),
    },
    { weight: 1, arbitrary: sentCase },
    { weight: 1, arbitrary: richCase },
  );
}

/** As many lines as wanted of a seed: each state draws its own, and more of them begin with the same. */
export function drawCases(state: StateName, seed: number, count: number): Case[] {
  const own = seed * randomStates.length + randomStates.indexOf(state);
  return fc.sample(randomCase(state), { seed: own, numRuns: count });
}
