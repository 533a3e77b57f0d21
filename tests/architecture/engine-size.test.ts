import { expect, test } from 'vitest';
import { engineSize, type Part } from '../../scripts/engine-size.ts';

/** Gzipped kilobytes: what each part weighs at once and with what the first line asks for, which may only go down, and what it is to weigh. */
const ceilings: Record<Part, { most: number; goal: number; total: number }> = {
  'cluster + kubectl + workloads': { most: 105, goal: 120, total: 193 },
  shell: { most: 41, goal: 45, total: 64 },
  'istio + istioctl': { most: 83, goal: 90, total: 156 },
  'linkerd + its CLI': { most: 60, goal: 60, total: 62 },
};

test.for(Object.entries(ceilings) as [Part, { most: number; total: number }][])(
  '%s weighs no more than it did',
  async ([part, { most, total }]) => {
    const size = await engineSize(part);
    expect(size.atOnce / 1000).toBeLessThanOrEqual(most);
    // What the first line asks for is no place to hide what was there at once.
    expect((size.atOnce + size.next) / 1000).toBeLessThanOrEqual(total);
  },
);
