import { predicted, predictionSetup, rightChoice } from '#course/prediction.ts';
import type { Entry, SessionSetup } from '#schemas/messages.ts';
import type { Prediction } from '#schemas/quiz.ts';
import type { WorkerClient } from './worker-client.ts';

/** What became of the lines of a question. */
export interface Seen {
  commands: readonly { input: string; output: string }[];
  /** The index of the choice that is right. */
  right: number;
}

/** Plays the lab up to the question, then its lines, in a cluster of their own. */
export async function seePrediction(
  setup: SessionSetup,
  question: Prediction,
  start: () => WorkerClient,
): Promise<Seen> {
  const entries = await playAll(predictionSetup(setup, question), start());
  const commands = entries.slice(-question.lines.length).map(({ line, output }) => ({
    input: line.text,
    output: output.map(({ text }) => text).join(''),
  }));
  const printed = commands.at(-1)?.output ?? '';
  const right = rightChoice(question, printed);
  if (right === undefined) throw new Error(`Aucun choix n’attend « ${printed.trim()} ».`);
  return { commands, right };
}

function playAll(setup: SessionSetup, worker: WorkerClient): Promise<readonly Entry[]> {
  const over = new Promise<readonly Entry[]>((resolve, reject) => {
    let isAsked = false;
    worker.listen((message) => {
      if (message.type === 'failed') reject(new Error(message.message));
      if (message.type === 'restored' && isAsked) resolve(message.entries);
      if (message.type !== 'prompt' || isAsked) return;
      isAsked = true;
      worker.send({ type: 'jump', step: predicted });
    });
    worker.send({ type: 'start', setup, log: [], columns: 100 });
  });
  return over.finally(() => worker.stop());
}
