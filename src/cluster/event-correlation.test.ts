import { expect, test } from 'vitest';
import { createClock } from './clock/clock.ts';
import { createCorrelation } from './event-correlation.ts';

test('from the tenth message on, similar events are one', () => {
  const correlation = createCorrelation(createClock(0));
  const messages = Array.from({ length: 12 }, (_, index) => `Created pod: web-${index}`);
  const seen = messages.map((message) => correlation.correlate('set', 'create', message));
  expect(seen.slice(0, 9).map((one) => one?.message)).toEqual(messages.slice(0, 9));
  expect(seen.slice(9).map((one) => one?.message)).toEqual(
    messages.slice(9).map((message) => `(combined from similar events): ${message}`),
  );
  expect(new Set(seen.map((one) => one?.key)).size).toBe(10);
});

test('the same message again is the same event', () => {
  const correlation = createCorrelation(createClock(0));
  const first = correlation.correlate('pod', 'BackOff', 'Back-off');
  expect(correlation.correlate('pod', 'BackOff', 'Back-off')).toEqual(first);
  expect(correlation.correlate('other', 'BackOff', 'Back-off')).not.toEqual(first);
});

test('an object has twenty-five events, then one every five minutes', () => {
  const clock = createClock(0);
  const correlation = createCorrelation(clock);
  const isWritten = () => correlation.correlate('pod', 'BackOff', 'Back-off') !== undefined;
  expect(Array.from({ length: 27 }, isWritten).filter(Boolean)).toHaveLength(25);
  clock.advance(300_000);
  expect([isWritten(), isWritten()]).toEqual([true, false]);
});

test('goes back to what it had seen', () => {
  const correlation = createCorrelation(createClock(0));
  const restore = correlation.save();
  const run = () =>
    Array.from({ length: 30 }, (_, index) => correlation.correlate('set', 'create', `${index}`));
  const first = run();
  restore();
  expect(run()).toEqual(first);
});
