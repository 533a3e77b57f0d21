import { expect, onTestFinished, test } from 'vitest';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import type { FromWorker } from '#schemas/messages.ts';
import { createRoute } from '#worker/route.ts';
import { createSession } from '#worker/session.ts';
import { createTimeline } from '#worker/timeline.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { slowness } from '../support/slowness.ts';

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

/** A session as the page sees it: its messages, waited for one by one. */
function openSession() {
  const seen: FromWorker[] = [];
  let wake = (): void => undefined;
  const session = createSession(nodeHost, (message) => {
    seen.push(message);
    wake();
  });
  onTestFinished(() => session.stop());
  const next = async (type: FromWorker['type']): Promise<void> => {
    seen.length = 0;
    while (!seen.some((message) => message.type === type))
      await new Promise<void>((resolve) => (wake = resolve));
  };
  return { session, next };
}

test('whoever takes over while a step is played has the prompt in 300 ms', async () => {
  const { session, next } = openSession();
  const begun = next('prompt');
  session.receive({ type: 'start', setup, log: [], columns: 80 });
  await begun;
  const waits: number[] = [];
  for (const step of steps) {
    const there = next('prompt');
    session.receive({ type: 'jump', step });
    await there;
    // Typed out of sight; what runs does so at the pace of real life.
    const runs = next('started');
    session.receive({ type: 'play', until: 'step', typing: 1000, running: 1 });
    await runs;
    const taken = next('prompt');
    const before = performance.now();
    session.receive({ type: 'interrupt' });
    await taken;
    waits.push(performance.now() - before);
  }
  expect(waits).toHaveLength(steps.length);
  expect(Math.max(...waits) / slowness()).toBeLessThan(300);
});
