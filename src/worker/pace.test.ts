import { expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { startPace } from './pace.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function startClock() {
  let now = 0;
  let tick = (): void => undefined;
  const clock = createClock(0);
  const pace = startPace(clock, {
    now: () => now,
    turn,
    every: (_ms, call) => {
      tick = call;
      return () => undefined;
    },
  });
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    tick();
    await turn();
  };
  return { clock, pace, pass };
}

test('the clock follows the host’s time, at its speed', async () => {
  const { clock, pace, pass } = startClock();
  await pass(40);
  expect(clock.now()).toBe(40);
  pace.setSpeed(20);
  await pass(40);
  expect(clock.now()).toBe(840);
  pace.setSpeed(0);
  await pass(1000);
  expect(clock.now()).toBe(840);
});

test('a machine that slept does not owe the night', async () => {
  const { clock, pass } = startClock();
  await pass(8 * 3_600_000);
  expect(clock.now()).toBe(1000);
});
