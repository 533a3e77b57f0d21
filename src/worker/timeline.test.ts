import { expect, test } from 'vitest';
import type { LogLine } from '#schemas/messages.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createTimeline } from './timeline.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function begin() {
  return createTimeline({
    setup: { files: {}, seed: 1, start: Date.UTC(2026, 10, 23, 9), loadBalancer: false },
    host: { turn },
    columns: () => 80,
    edit: () => undefined,
    show: () => undefined,
    tell: () => undefined,
  });
}

async function wait(timeline: ReturnType<typeof begin>, ms: number): Promise<void> {
  const { clock } = timeline.machine().cluster;
  await runToEnd(clock, clock.sleep(ms), { turn });
}

const lines: readonly LogLine[] = [
  { at: 0, text: '(sleep 2; echo un; echo deux; sleep 1; echo trois) &', typed: [] },
  { at: 10_000, text: 'echo après', typed: [] },
];

test('what a job says between two lines is told with the first, once, whatever way leads there', async () => {
  const timeline = begin();
  await timeline.goTo(lines.slice(0, 1));
  await wait(timeline, 5000);
  const said = () =>
    timeline.entries().map(({ output }) => output.map(({ text }) => text).join(''));
  const first = said();
  expect(first[0]).toMatch(/^\[1\] \d+\nun\ndeux\ntrois\n/);
  await timeline.goTo(lines);
  await timeline.goTo(lines.slice(0, 1));
  await wait(timeline, 5000);
  expect(said()).toEqual(first);
  await timeline.goTo(lines);
  expect(said()).toEqual([first[0], expect.stringContaining('après')]);
});
