import type { Prediction } from '#course/quiz.ts';
import { loadLab } from '#session/lab-load.ts';
import { seePrediction, type Seen } from '#session/prediction.ts';
import { startWorker } from '#session/worker-client.ts';

/** Loaded with the first prediction that a reader wants to see. `labs` is the address of the labs' folder. */
export async function runPrediction(labs: string, question: Prediction): Promise<Seen> {
  const { live } = await loadLab(`${labs}${question.lab}.json`, new AbortController().signal);
  if (!live) throw new Error('Ce labo ne s’exécute pas dans la page.');
  return seePrediction(live, question, startWorker);
}
