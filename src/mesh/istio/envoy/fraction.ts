import type { Random } from '#cluster/clock/random.ts';
import type { FractionalPercent } from './matchers.ts';

const denominators = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 } as const;

/** True for that part of the calls. All or nothing asks no chance. */
export function happens({ numerator, denominator }: FractionalPercent, random: Random): boolean {
  const whole = denominators[denominator ?? 'HUNDRED'];
  if (numerator <= 0) return false;
  return numerator >= whole || random.below(whole) < numerator;
}
