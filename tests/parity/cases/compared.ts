import type { Case } from '../bench.ts';
import type { StateName } from '../states.ts';
import { changing } from './changing.ts';
import { mended } from './mended.ts';
import { reading } from './reading.ts';
import { refusals } from './refusals.ts';

/** Every line that both kubectl run, and in which state. */
export const cases: readonly (readonly [StateName, Case])[] = [
  ...reading,
  ...refusals,
  ...changing,
  ...mended,
];

export function linesIn(state: StateName): Case[] {
  return cases.filter(([name]) => name === state).map(([, oneCase]) => oneCase);
}
