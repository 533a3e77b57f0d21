import { expect, test } from 'vitest';
import { engineSize, type Part } from '../../scripts/engine-size.ts';

/** Gzipped kilobytes: what each part weighs now, which may only go down, and what it is to weigh. */
const ceilings: Record<Part, { most: number; goal: number }> = {
  'cluster + kubectl + workloads': { most: 158, goal: 120 },
  shell: { most: 41, goal: 45 },
};

test.for(Object.entries(ceilings) as [Part, { most: number; goal: number }][])(
  '%s weighs no more than it did',
  async ([part, { most }]) => {
    expect((await engineSize(part)) / 1000).toBeLessThanOrEqual(most);
  },
);
