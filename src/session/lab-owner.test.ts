import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { claimLab } from './lab-owner.ts';

beforeEach(() => {
  vi.useFakeTimers();
  const items = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** On plain HTTP a browser has no Web Locks. */
const withoutLocks = () => vi.stubGlobal('navigator', {});

async function claim(steal = false) {
  const onLost = vi.fn<() => void>();
  const claiming = claimLab({ lab: 'tp', steal, onLost });
  await vi.advanceTimersByTimeAsync(3000);
  return { ownership: await claiming, onLost };
}

test.each([
  ['Web Locks', () => undefined],
  ['a heartbeat', withoutLocks],
])('with %s one tab has the lab, until another takes it or it lets go', async (_, prepare) => {
  prepare();
  const first = await claim();
  expect(first.ownership).toBeDefined();
  expect((await claim()).ownership).toBeUndefined();
  const thief = await claim(true);
  expect(thief.ownership).toBeDefined();
  await vi.advanceTimersByTimeAsync(2000);
  expect(first.onLost).toHaveBeenCalledOnce();
  expect(thief.onLost).not.toHaveBeenCalled();
  thief.ownership?.release();
  await vi.advanceTimersByTimeAsync(1);
  const next = await claim();
  expect(next.ownership).toBeDefined();
  next.ownership?.release();
});

test('a tab that is gone without a word does not keep the lab', async () => {
  withoutLocks();
  const first = await claim();
  expect(first.ownership).toBeDefined();
  vi.clearAllTimers();
  expect((await claim()).ownership).toBeDefined();
});
