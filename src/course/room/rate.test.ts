import { expect, it } from 'vitest';
import { spend, type Allowance } from './rate.ts';

const rate = { burst: 5, perSecond: 2 };

it('lets a burst through, then what time gives', () => {
  let allowance: Allowance = { left: rate.burst, at: 0 };
  let passed = 0;
  for (let now = 0; now < 10_000; now += 10) {
    const left = spend(allowance, rate, now);
    if (!left) continue;
    allowance = left;
    passed += 1;
  }
  expect(passed).toBe(5 + 19);
});

it('gives nothing for a clock that goes back', () => {
  expect(spend({ left: 0, at: 1000 }, rate, 0)).toBeUndefined();
});
