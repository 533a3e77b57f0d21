import { expect, test } from 'vitest';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import { createRoute } from '#worker/route.ts';
import { createTimeline } from '#worker/timeline.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { slowness } from '../support/slowness.ts';

/** Goes through a lab by its own commands, as a page does that nobody watches. */
async function play(setup: SessionSetup): Promise<void> {
  const timeline = createTimeline({
    setup,
    host: nodeHost,
    columns: () => 80,
    edit: () => undefined,
    show: () => undefined,
    tell: () => undefined,
    isHeard: () => false,
  });
  const route = createRoute(timeline, setup.steps ?? [], nodeHost);
  for (const command of route.cues.keys()) await route.feed(command);
  expect(timeline.entries()).toHaveLength(route.cues.length);
}

/**
 * Milliseconds of CPU of the thread that a learner waits for, without the system's. V8 collects and compiles on threads beside
 * it: a quarter of the program's whole, which grows by half where the machine's memory is slow.
 */
async function cost(work: () => Promise<void>): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  return process.threadCpuUsage(before).user / 1000;
}

/** What a play may cost. */
const ceilings = [
  { lab: 'istio-mtls-bookinfo', most: 1000 },
  { lab: 'linkerd-quickstart', most: 1000 },
];

test.for(ceilings)('$lab is played at instant pace in $most ms of CPU', async ({ lab, most }) => {
  const { lab: source, prose, files } = readLabSources(lab, '');
  const setup = liveSetup(source, prose, files);
  // The first play reads the modules, and the second is still compiled while it runs.
  await play(setup);
  await play(setup);
  let least = Number.POSITIVE_INFINITY;
  // The least of several is what it costs: the rest is what else the machine did.
  for (let run = 0; run < 8 && least >= most; run += 1)
    least = Math.min(least, (await cost(() => play(setup))) / slowness());
  expect(least).toBeLessThan(most);
});
