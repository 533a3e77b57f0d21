import { expect, it } from 'vitest';
import { cast, noBallots, tally } from './ballots.ts';

const options = 3;

it('counts the first answer of each, and only options that exist', () => {
  let ballots = cast(noBallots, 'a', { choices: [0], options });
  ballots = cast(ballots, 'b', { choices: [0, 2], options });
  ballots = cast(ballots, 'a', { choices: [1], options });
  ballots = cast(ballots, 'c', { choices: [3], options });
  expect(ballots.size).toBe(2);
  expect(tally(ballots, options)).toEqual([2, 0, 1]);
});

it('keeps no more than a thousand answers', () => {
  let ballots = noBallots;
  for (let at = 0; at < 1100; at += 1) ballots = cast(ballots, `n${at}`, { choices: [1], options });
  expect(tally(ballots, options)).toEqual([0, 1000, 0]);
});
