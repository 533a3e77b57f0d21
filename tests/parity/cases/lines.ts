import type { Case } from '../bench.ts';
import type { StateName } from '../states.ts';

export type StateCase = readonly [StateName, Case];

/**
 * Lines by the state that they meet. What comes after ` <<< ` is their standard input; what comes after ` ;; ` is run after a
 * change, to compare what it left.
 */
export type Lines = Partial<Record<StateName, readonly string[]>>;

export function casesOf(lines: Lines, changes: boolean): StateCase[] {
  const states = Object.entries(lines) as [StateName, readonly string[]][];
  return states.flatMap(([state, list]) =>
    list.map((text): StateCase => {
      const [first = '', after] = text.split(' ;; ');
      const [line = '', stdin] = first.split(' <<< ');
      return [state, { line, changes, stdin, after }];
    }),
  );
}
