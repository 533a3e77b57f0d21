import type { Lab } from '#schemas/lab.ts';
import type { LiveStep } from '#schemas/live-lab.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import type { Advice, Predicate } from '#schemas/predicate.ts';
import type { ProseStep } from './lab-replay.ts';
import { frenchProse } from './typography.ts';

/** What the worker runs of a lab: its cluster, its files, its steps with their commands and their checks. */
export function liveSetup(
  { start = {}, verified, steps, probes }: Lab,
  prose: readonly Pick<ProseStep, 'id' | 'commands'>[],
  files: Readonly<Record<string, string>>,
): SessionSetup {
  return {
    files,
    seed: start.seed ?? 1,
    start: Date.parse(start.time ?? `${verified}T09:00:00Z`),
    loadBalancer: start.loadBalancer ?? true,
    steps: steps.map((step) => liveStep(step, prose)),
    probes,
  };
}

function liveStep(
  { id, title, check, hints = [], fail = [], solution }: Lab['steps'][number],
  prose: readonly Pick<ProseStep, 'id' | 'commands'>[],
): LiveStep {
  const told = prose.find((step) => step.id === id)?.commands ?? [];
  const advice = (list: readonly Advice[]): Advice[] =>
    list.map(({ when, text }) => ({ when, text: frenchProse(text) }));
  return {
    id,
    title: frenchProse(title),
    commands: solution ?? told.map(({ input }) => input),
    // `isLive` has seen to it that every step has one.
    check: typeset(check ?? { all: [] }),
    hints: advice(hints),
    fail: advice(fail),
  };
}

/** What a check says is prose, and typed as authors type. */
function typeset(predicate: Predicate): Predicate {
  const { say, all, any, not } = predicate;
  return {
    ...predicate,
    ...(say !== undefined && { say: frenchProse(say) }),
    ...(all && { all: all.map(typeset) }),
    ...(any && { any: any.map(typeset) }),
    ...(not && { not: typeset(not) }),
  };
}
