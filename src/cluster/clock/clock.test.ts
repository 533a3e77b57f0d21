import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClock } from './clock.ts';
import { runToEnd } from './pump.ts';
import { createRandom } from './random.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('runs events by time, then in the order they were asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (delays) => {
      const clock = createClock(0);
      const ran: [number, number][] = [];
      delays.forEach((delay, order) => clock.after(delay, () => ran.push([delay, order])));
      clock.advance(100);
      expect(ran).toEqual(ran.toSorted(([a, i], [b, j]) => a - b || i - j));
      expect(ran).toHaveLength(delays.length);
      expect(clock.now()).toBe(100);
    }),
  );
});

test('does not run what was cancelled, and runs the rest', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.boolean())), (entries) => {
      const clock = createClock(0);
      const ran: number[] = [];
      const cancels = entries.map(([delay], at) => clock.after(delay, () => ran.push(at)));
      entries.forEach(([, isCancelled], at) => isCancelled && cancels[at]?.());
      clock.advance(20);
      const kept = entries.flatMap(([, isCancelled], at) => (isCancelled ? [] : [at]));
      expect(ran.toSorted((a, b) => a - b)).toEqual(kept);
    }),
  );
});

test('goes back to where it was saved, and runs the same again', () => {
  const clock = createClock(1000);
  const ran: string[] = [];
  clock.after(10, () => ran.push('ten'));
  const cancel = clock.after(20, () => ran.push('twenty'));
  const restore = clock.save();
  cancel();
  clock.advance(50);
  restore();
  expect(clock.now()).toBe(1000);
  clock.advance(50);
  expect(ran).toEqual(['ten', 'ten', 'twenty']);
});

test('wakes a sleeper at its time, or at the signal', async () => {
  const clock = createClock(0);
  const stop = new AbortController();
  const asleep = clock.sleep(10);
  const interrupted = clock.sleep(10, stop.signal);
  stop.abort('SIGINT');
  await expect(interrupted).rejects.toThrow('SIGINT');
  await expect(clock.sleep(1, stop.signal)).rejects.toThrow('SIGINT');
  clock.advance(10);
  await asleep;
  expect(clock.next()).toBeUndefined();
});

test('at instant pace, work ends at the virtual time it takes and others run meanwhile', async () => {
  const clock = createClock(0);
  const seen: number[] = [];
  clock.after(1500, () => seen.push(clock.now()));
  const work = (async () => {
    await clock.sleep(1000);
    await clock.hold(turn().then(turn));
    await clock.sleep(1000);
  })();
  expect(await runToEnd(clock, work, { turn })).toBe(true);
  expect(clock.now()).toBe(2000);
  expect(seen).toEqual([1500]);
});

test('gives up on work that nothing will wake, and past the limit', async () => {
  const clock = createClock(0);
  expect(await runToEnd(clock, new Promise(() => undefined), { turn })).toBe(false);
  expect(await runToEnd(clock, clock.sleep(1000), { turn, limitMs: 500 })).toBe(false);
});

test('chance is the same for the same seed, and goes back with what is saved', () => {
  const one = createRandom(7);
  const other = createRandom(7);
  expect(one.uuid()).toBe(other.uuid());
  expect(one.uuid()).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  const restore = one.save();
  const suffix = one.suffix(5);
  expect(suffix).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  restore();
  expect(one.suffix(5)).toBe(suffix);
});

test('refuses an event whose time is no number, which would stop the clock', () => {
  const clock = createClock(0);
  expect(() => clock.after(Number.NaN, () => undefined)).toThrow('no time');
  clock.after(5, () => undefined);
  clock.advance(10);
  expect(clock.next()).toBeUndefined();
});

test('time is whole milliseconds, whatever the host gives', () => {
  const clock = createClock(1000.7);
  const times: number[] = [];
  clock.after(0.3, () => times.push(clock.now()));
  clock.advance(1.9);
  expect([...times, clock.now()]).toEqual([1001, 1001]);
});
