import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLook } from '#checks/evaluate.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { drawFaults } from '#course/draw-faults.ts';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import { faultsSchema } from '#schemas/faults.ts';
import type { Lab } from '#schemas/lab.ts';
import { parseYamlFile } from '#schemas/yaml-file.ts';
import { home } from '#worker/laptop.ts';
import { worldOf } from '#worker/steps.ts';
import { createTimeline, type Timeline } from '#worker/timeline.ts';
import { nodeHost } from '../../scripts/node-host.ts';

const seeds = 100;
const file = 'labs/istio-pannes/faults.yaml';
const book = parseYamlFile(readFileSync(file, 'utf8'), file, faultsSchema);
const { lab, prose, files } = readLabSources('istio-pannes');
const ids = lab.draw ?? [];

/** A mesh that works, before any fault. */
async function prepared(): Promise<Timeline> {
  const setup = { ...liveSetup(lab, prose, files), steps: [] };
  const timeline = createTimeline({
    setup,
    host: nodeHost,
    columns: () => 200,
    edit: () => undefined,
    show: () => undefined,
    tell: () => undefined,
  });
  const lines = prose.find(({ id }) => id === 'preparer')?.commands ?? [];
  for (const { input } of lines) expect(await play(timeline, input)).toBe(0);
  return timeline;
}

async function play(timeline: Timeline, text: string): Promise<number> {
  const { clock } = timeline.machine().cluster;
  const run = timeline.run({ text }, () => undefined);
  await runToEnd(clock, run, nodeHost);
  // As long as somebody who types lets the mesh settle.
  await runToEnd(clock, clock.sleep(3000), nodeHost);
  return (await run).exitCode;
}

function holds(timeline: Timeline, check: Lab['steps'][number]['check']): boolean {
  const sight = createLook(worldOf(timeline.machine()));
  try {
    return sight.at(check ?? { all: [] }).holds;
  } finally {
    sight.end();
  }
}

type DrawnStep = Pick<Lab['steps'][number], 'check' | 'solution'>;

async function solve(timeline: Timeline, step: DrawnStep): Promise<string[]> {
  const [breakIt = '', ...mend] = step.solution ?? [];
  const problems: string[] = [];
  if ((await play(timeline, breakIt)) !== 0) problems.push('does not break');
  if (holds(timeline, step.check)) problems.push('breaks nothing');
  for (const line of mend) {
    if ((await play(timeline, line)) !== 0) problems.push(`cannot do: ${line}`);
  }
  await play(timeline, 'sleep 5');
  if (!holds(timeline, step.check)) problems.push('is not mended');
  return problems;
}

test(`the meshes of ${seeds} draws break, and their solutions mend them`, async () => {
  const timeline = await prepared();
  const start = timeline.entries().map(({ line }) => line);
  const seen = new Set<string>();
  const problems: string[] = [];
  for (let seed = 0; seed < seeds; seed += 1) {
    await timeline.goTo(start);
    const drawn = drawFaults(book, { ids, seed });
    const laptop = timeline.machine().laptop.files;
    for (const [path, text] of Object.entries(drawn.files)) laptop.write(`${home}/${path}`, text);
    for (const [id, step] of drawn.steps) {
      const script = drawn.files[`${id}.sh`] ?? '';
      const fault = book.faults.find(({ break: lines }) => script.includes(lines.join('\n')));
      seen.add(fault?.id ?? '');
      for (const problem of await solve(timeline, step)) {
        problems.push(`seed ${seed}, ${fault?.id}: ${problem}`);
      }
    }
  }
  expect(problems).toEqual([]);
  expect([...seen].toSorted()).toEqual(book.faults.map(({ id }) => id).toSorted());
}, 300_000);
