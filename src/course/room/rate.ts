/** A bucket that fills with time: what is taken when it is empty is refused. */
export interface Allowance {
  readonly left: number;
  readonly at: number;
}

export interface Rate {
  /** At once, after a calm. */
  readonly burst: number;
  readonly perSecond: number;
}

/** What is left after one more at `now`; undefined when there was nothing left. */
export function spend(allowance: Allowance, { burst, perSecond }: Rate, now: number) {
  const filled = allowance.left + (Math.max(0, now - allowance.at) / 1000) * perSecond;
  const left = Math.min(burst, filled) - 1;
  return left < 0 ? undefined : { left, at: now };
}
