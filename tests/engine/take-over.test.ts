import { setTimeout as delay } from 'node:timers/promises';
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

const stillMs = 400;

/** A session as the page sees it: its messages, waited for one by one. */
function openSession() {
  const seen: FromWorker[] = [];
  let wake = (): void => undefined;
  let turnedAt = 0;
  const turn = (): Promise<void> => {
    turnedAt = performance.now();
    return nodeHost.turn();
  };
  /** Nothing has gone on for that long. */
  const isStill = async (): Promise<void> => {
    while (performance.now() - turnedAt < stillMs) await delay(stillMs / 4);
  };
  const session = createSession({ ...nodeHost, turn }, (message) => {
    seen.push(message);
    wake();
  });
  onTestFinished(() => session.stop());
  const next = async (type: FromWorker['type']): Promise<void> => {
    seen.length = 0;
    while (!seen.some((message) => message.type === type))
      await new Promise<void>((resolve) => (wake = resolve));
  };
  const last = <T extends FromWorker['type']>(type: T) => {
    const found = seen.findLast(
      (message): message is Extract<FromWorker, { type: T }> => message.type === type,
    );
    if (!found) throw new Error(`no ${type} came`);
    return found;
  };
  return { session, seen, next, last, isStill };
}

async function begin({ session, next }: ReturnType<typeof openSession>): Promise<void> {
  const told = next('steps');
  session.receive({ type: 'start', setup, log: [], columns: 80 });
  await told;
}

async function jump(
  { session, next }: ReturnType<typeof openSession>,
  step: string,
): Promise<void> {
  const there = next('prompt');
  session.receive({ type: 'jump', step });
  await there;
}

test('a far step that was never seen is there in 300 ms where the steps were looked at before', async () => {
  const straight = openSession();
  await begin(straight);
  await jump(straight, steps.at(-1) ?? '');
  const { entries } = straight.last('restored');

  const rehearsed = openSession();
  await begin(rehearsed);
  rehearsed.session.receive({ type: 'rehearse' });
  // As when one reads the list of the steps.
  await rehearsed.isStill();
  expect(rehearsed.seen.map(({ type }) => type)).not.toContain('started');
  const before = performance.now();
  await jump(rehearsed, steps.at(-1) ?? '');
  expect((performance.now() - before) / slowness()).toBeLessThan(300);
  // It is the session that goes there by itself, and it goes on.
  expect(rehearsed.last('restored').entries).toEqual(entries);
  expect(rehearsed.last('steps').steps).toEqual(straight.last('steps').steps);
  const ended = rehearsed.next('ended');
  rehearsed.session.receive({ type: 'run', text: 'kubectl get pods -o name' });
  await ended;
  expect(rehearsed.last('ended').entry).toMatchObject({ exitCode: 0 });
});

test('a step that is asked for while it is rehearsed is the one that is shown', async () => {
  const open = openSession();
  await begin(open);
  open.session.receive({ type: 'rehearse' });
  const target = steps[3] ?? '';
  await jump(open, target);
  expect(open.last('steps').steps).toMatchObject({ done: steps.slice(0, 3), current: target });
});

test('whoever takes over while a step is played has the prompt in 300 ms', async () => {
  const open = openSession();
  const { session, next } = open;
  await begin(open);
  const waits: number[] = [];
  for (const step of steps) {
    await jump(open, step);
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
