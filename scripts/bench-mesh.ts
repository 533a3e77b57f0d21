import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import { inbound } from '#mesh/istio/envoy/testdata/inbound.ts';
import { outbound } from '#mesh/istio/envoy/testdata/outbound.ts';
import { call, createSmallMesh, echo } from '#mesh/istio/envoy/testdata/small-mesh.ts';
import { createRoute } from '#worker/route.ts';
import { createTimeline } from '#worker/timeline.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import { rehearse } from './labs/rehearse.ts';
import { nodeHost } from './node-host.ts';

const runs = 5;
const lab = 'istio-mtls-bookinfo';

/** Milliseconds of CPU: the machine may do something else. */
async function cost(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function open(setup: SessionSetup) {
  const timeline = createTimeline({
    setup,
    host: nodeHost,
    columns: () => 80,
    edit: () => undefined,
    show: () => undefined,
    tell: () => undefined,
    // As a page that goes to a step.
    isHeard: () => false,
  });
  return { timeline, route: createRoute(timeline, setup.steps ?? [], nodeHost) };
}

/** To each step: by the lab's commands in a new session, and back from the end of one. */
async function jumps(setup: SessionSetup) {
  const steps = setup.steps ?? [];
  const first = open(setup);
  const on: number[] = [];
  for (const { id } of steps) on.push(await cost(() => first.route.jumpTo(id)));
  const back: number[] = [];
  for (const { id } of steps.toReversed()) back.push(await cost(() => first.route.jumpTo(id)));
  const last = steps.at(-1)?.id ?? '';
  const fresh = open(setup);
  return { on, back, whole: await cost(() => fresh.route.jumpTo(last)) };
}

/** That many requests, each from a pod through its proxy and the proxy of one of three others. */
function requests(count: number): Promise<number> {
  const mesh = createSmallMesh();
  mesh.pod('10.244.1.9', 'client');
  const ips = ['10.244.2.2', '10.244.2.3', '10.244.2.4'];
  for (const ip of ips) {
    mesh.pod(ip, `web-${ip}`, echo('web'));
    mesh.sidecar(ip, 'web', inbound());
  }
  const endpoints = ips.map((ip) => ({ ip, isMeshed: true }));
  const { stack } = mesh.sidecar('10.244.1.9', 'client', outbound({ endpoints }));
  return cost(() => {
    for (let at = 0; at < count; at += 1) {
      mesh.clock.advance(1);
      if (call(stack).type !== 'response') throw new Error('a request was not answered');
    }
  });
}

/** Figures of the Istio lab: medians of five, one process, after a first time. */
export async function benchMesh(): Promise<Record<string, string>> {
  const { lab: source, prose, files } = readLabSources(lab, '');
  const setup = liveSetup(source, prose, files);
  const cold = await cost(() => rehearse(setup));
  const plays: number[] = [];
  const sent: number[] = [];
  const results: Awaited<ReturnType<typeof jumps>>[] = [];
  for (let at = 0; at < runs; at += 1) {
    plays.push(await cost(() => rehearse(setup)));
    results.push(await jumps(setup));
    sent.push(await requests(10_000));
  }
  const worst = (key: 'on' | 'back'): number =>
    median(results.map((result) => Math.max(...result[key])));
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  return {
    'le labo Istio entier': `${ms(median(plays))}, ${ms(cold)} la première fois, modules lus compris`,
    '10 000 requêtes par deux sidecars': ms(median(sent)),
    'd’une étape à la suivante, au pire': ms(worst('on')),
    'retour à une étape, au pire': ms(worst('back')),
    'du début à la dernière étape': ms(median(results.map(({ whole }) => whole))),
  };
}

if (import.meta.main) {
  console.table(await benchMesh());
  process.exit(0);
}
