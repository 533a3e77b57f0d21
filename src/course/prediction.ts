import type { SessionSetup } from '#schemas/messages.ts';
import type { LiveStep } from '#schemas/live-lab.ts';
import type { Prediction } from '#schemas/quiz.ts';

/** The step to go to: everything has been typed before it. */
export const predicted = 'apres-la-question';

/** The lab as it is at the beginning of the question's step; then the question's lines, typed as the lab's own. */
export function predictionSetup(
  { steps = [], files, seed, start, loadBalancer }: SessionSetup,
  { id, lab, step, files: added, lines }: Prediction,
): SessionSetup {
  const at = steps.findIndex((one) => one.id === step);
  if (at < 0) throw new Error(`« ${id} » : le labo ${lab} n’a pas d’étape « ${step} ».`);
  return {
    files: { ...files, ...added },
    seed,
    start,
    loadBalancer,
    steps: [
      ...steps.slice(0, at),
      stepOf('question', lines),
      { ...stepOf(predicted, []), check: { not: always } },
    ],
  };
}

const always: LiveStep['check'] = { all: [] };

function stepOf(id: string, commands: readonly string[]): LiveStep {
  return { id, title: '', commands, check: always, hints: [], fail: [] };
}

/** The index of the choice that the cluster has confirmed; undefined when it said something else. */
export function rightChoice({ choices }: Prediction, printed: string): number | undefined {
  const at = choices.findIndex(({ prints }) => prints === printed.trim());
  return at < 0 ? undefined : at;
}
