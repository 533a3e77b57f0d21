import type { Native } from './evaluate.ts';
import type { Json } from './json.ts';
import { made } from './steps.ts';
import type { ValueFunction } from './values.ts';

/** A function of values, for each combination of what its arguments give. */
export function lifted(compute: ValueFunction): Native {
  return function* (args, item, machine) {
    function* combinations(left: typeof args, given: readonly Json[]): Generator<readonly Json[]> {
      const last = left.at(-1);
      if (!last) yield given;
      else
        for (const value of machine.values(last, item.value))
          yield* combinations(left.slice(0, -1), [value, ...given]);
    }
    for (const given of combinations(args, [])) yield made(compute(item.value, ...given), item);
  };
}
