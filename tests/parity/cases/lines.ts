import type { Case } from '../bench.ts';
import type { StateName } from '../states.ts';

export type StateCase = readonly [StateName, Case];

/** Lines by the state that they meet; what comes after `;;` is run after the change, to compare what it left. */
export type Lines = Partial<Record<StateName, readonly string[]>>;

export function casesOf(lines: Lines, changes: boolean): StateCase[] {
  const states = Object.entries(lines) as [StateName, readonly string[]][];
  return states.flatMap(([state, list]) =>
    list.map((text): StateCase => {
      const [line = '', after] = text.split(' ;; ');
      return [state, { line, changes, ...(after === undefined ? {} : { after }) }];
    }),
  );
}
