import { expect, test } from 'vitest';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import { createRoute } from '#worker/route.ts';
import { createTimeline } from '#worker/timeline.ts';
import { nodeHost } from '../../scripts/node-host.ts';

const { lab, prose, files } = readLabSources('istio-mtls-bookinfo', '');
const setup = liveSetup(lab, prose, files);
const steps = (setup.steps ?? []).map(({ id }) => id);

function open() {
  let shown = '';
  const timeline = createTimeline({
    setup,
    host: nodeHost,
    columns: () => 80,
    edit: () => undefined,
    show: (text) => (shown += text),
    tell: () => undefined,
  });
  return {
    timeline,
    route: createRoute(timeline, setup.steps ?? [], nodeHost),
    shown: () => shown,
  };
}

/** Milliseconds of CPU: the machine may do something else. */
async function cost(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test('any step of the Istio lab that was shown is there again without running a line', async () => {
  const { timeline, route, shown } = open();
  const last = steps.at(-1) ?? '';
  const played = await cost(() => route.jumpTo(last));
  const machine = timeline.machine();
  const before = shown();
  expect(before.length).toBeGreaterThan(1000);
  const instants: [id: string, time: number][] = [];
  const jumps = await cost(async () => {
    for (const id of [...steps.toReversed(), ...steps]) {
      await route.jumpTo(id);
      instants.push([id, timeline.time()]);
    }
  });
  // Back and on, a step begins at the same instant.
  expect(new Set(instants.map(String)).size).toBe(steps.length);
  expect(timeline.machine()).toBe(machine);
  expect(shown()).toBe(before);
  // All of them together, both ways, cost less than to play the lab once.
  expect(jumps).toBeLessThan(played);
});

test('two sessions that go to a step by different ways are at the same instant there', async () => {
  const target = steps[Math.floor(steps.length / 2)] ?? '';
  const straight = open();
  await straight.route.jumpTo(target);
  const stepwise = open();
  for (const id of steps.slice(0, steps.indexOf(target) + 1)) await stepwise.route.jumpTo(id);
  expect(stepwise.timeline.time()).toBe(straight.timeline.time());
  expect(stepwise.shown()).toBe(straight.shown());
});
