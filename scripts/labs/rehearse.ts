import { createLook } from '#checks/evaluate.ts';
import type { LiveStep } from '#schemas/live-lab.ts';
import type { Entry, SessionSetup } from '#schemas/messages.ts';
import { printTranscript } from '#schemas/transcript.ts';
import { createRoute } from '#worker/route.ts';
import { worldOf } from '#worker/steps.ts';
import { createTimeline } from '#worker/timeline.ts';
import { nodeHost } from '../node-host.ts';
import { commandOf } from './transcript.ts';

export interface Rehearsal {
  transcript: string;
  /** What is wrong with the lab, in words; empty when nothing is. */
  problems: readonly string[];
}

/** Plays a lab at instant pace, and looks at each check before its step and after it. */
export async function rehearse(setup: SessionSetup): Promise<Rehearsal> {
  const steps = setup.steps ?? [];
  const timeline = createTimeline({
    setup,
    host: nodeHost,
    columns: () => 200,
    edit: () => undefined,
    show: () => undefined,
    tell: () => undefined,
  });
  const route = createRoute(timeline, steps, nodeHost);
  const problems: string[] = [];
  const played: { id: string; entries: Entry[] }[] = [];

  for (const step of steps) {
    const before = look(timeline.machine(), step);
    if (before.check.holds) {
      problems.push(
        `étape « ${step.id} » : déjà faite avant sa première commande (${before.check.words.join(' ; ')}).`,
      );
    }
    for (const advice of before.fails)
      problems.push(`étape « ${step.id} » : sans issue dès le début (${advice}).`);
    const first = timeline.entries().length;
    for (let count = 0; count < step.commands.length; count += 1) {
      await route.feed(firstCommand(steps, step) + count);
    }
    played.push({ id: step.id, entries: timeline.entries().slice(first) });
    // Steps are done in order: one that is not leaves the others undone, and they are judged by their own checks.
    const isReached = await route.reach([step.id]);
    const after = look(timeline.machine(), step).check;
    if (!isReached && !after.holds) {
      problems.push(
        `étape « ${step.id} » : ses commandes ne la font pas (${after.words.join(' ; ')}).`,
      );
    }
  }
  const transcript = printTranscript(
    played.map(({ id, entries }) => ({ id, commands: entries.map(commandOf) })),
  );
  return { transcript, problems };
}

function firstCommand(steps: readonly LiveStep[], step: LiveStep): number {
  return steps
    .slice(0, steps.indexOf(step))
    .reduce((sum, { commands }) => sum + commands.length, 0);
}

/** What a step's check and its dead ends say now. */
function look(machine: Parameters<typeof worldOf>[0], { check, fail }: LiveStep) {
  const sight = createLook(worldOf(machine));
  try {
    const fails = fail.filter(({ when }) => sight.at(when).holds).map(({ text }) => text);
    return { check: sight.at(check), fails };
  } finally {
    sight.end();
  }
}
