import { expect, test } from 'vitest';
import { engineSize, type Part } from '../../scripts/engine-size.ts';

/** Gzipped kilobytes: what each part weighs now, which may only go down, and what it is to weigh. */
const ceilings: Record<Part, { most: number; goal: number; next: number }> = {
  'cluster + kubectl + workloads': { most: 109, goal: 120, next: 78 },
  shell: { most: 41, goal: 45, next: 0 },
};

test.for(Object.entries(ceilings) as [Part, { most: number; next: number }][])(
  '%s weighs no more than it did',
  async ([part, { most, next }]) => {
    const size = await engineSize(part);
    expect(size.atOnce / 1000).toBeLessThanOrEqual(most);
    // What the first line asks for is no place to hide what was there at once.
    expect(size.next / 1000).toBeLessThanOrEqual(next);
  },
);
