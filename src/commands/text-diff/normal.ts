import type { Comparison } from './edit-script.ts';
import { printed, type Printed } from './lines.ts';

/** What diff prints without options: each change after where it is and what it does, `2c2`, `3,4d2`, `1a2`. */
export function normalLines({ from, to, changes }: Comparison): Printed[] {
  return changes.flatMap((change) => {
    const { removed, added } = change;
    const verb = removed === 0 ? 'a' : added === 0 ? 'd' : 'c';
    const place = `${range(change.from, removed)}${verb}${range(change.to, added)}\n`;
    return [
      { kind: 'place', text: place },
      ...from.slice(change.from, change.from + removed).map((line) => printed('from', '< ', line)),
      ...(verb === 'c' ? [printed('both', '---', '\n')] : []),
      ...to.slice(change.to, change.to + added).map((line) => printed('to', '> ', line)),
    ];
  });
}

/** A range without lines is told by the line before it. */
function range(start: number, count: number): string {
  return count < 2 ? `${start + count}` : `${start + 1},${start + count}`;
}
