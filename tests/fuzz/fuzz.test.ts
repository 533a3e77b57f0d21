import { expect, test } from 'vitest';
import { fuzzOperations } from './operations.ts';
import { fuzz } from './run.ts';

test('no command line makes the shell throw, hang, or answer without an exit code', async () => {
  const { done, failures } = await fuzz({ kind: 'lines', count: 400, seed: 1 });
  expect(failures).toEqual([]);
  expect(done).toBe(400);
});

test('no damaged manifest makes kubectl throw, hang, or answer without an exit code', async () => {
  const { done, failures } = await fuzz({ kind: 'manifests', count: 150, seed: 1 });
  expect(failures).toEqual([]);
  expect(done).toBe(150);
});

test.each([
  1,
  // A rollout without its annotations gave a set no number of replicas, and the clock an event without a time.
  2007,
])(
  'random operations keep versions growing, owners alive and endpoints ready: seed %i',
  async (seed) => {
    const { done, failures } = await fuzzOperations({ count: 2_000, seed });
    expect(failures).toEqual([]);
    expect(done).toBe(2_000);
  },
);
