import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import type { FromWorker } from '#schemas/messages.ts';
import { quizSchema, type Prediction } from '#schemas/quiz.ts';
import { parseYamlFile } from '#schemas/yaml-file.ts';
import { seePrediction, type Seen } from '#session/prediction.ts';
import type { WorkerClient } from '#session/worker-client.ts';
import { createSession } from '#worker/session.ts';
import { nodeHost } from '../../scripts/node-host.ts';

const folder = 'content/quizzes';
const predictions = readdirSync(folder).flatMap((name) => {
  const file = `${folder}/${name}`;
  return parseYamlFile(readFileSync(file, 'utf8'), file, quizSchema).questions.flatMap(
    (question) =>
      question.type === 'predict' ? [{ name: `${name} ${question.id}`, question }] : [],
  );
});

/** The worker of a page, without the page. */
function startSession(): WorkerClient {
  const listeners = new Set<(message: FromWorker) => void>();
  const session = createSession(nodeHost, (message) => {
    for (const listener of listeners) listener(message);
  });
  return {
    send: (message) => session.receive(message),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => session.stop(),
  };
}

function see(question: Prediction): Promise<Seen> {
  const { lab, prose, files } = readLabSources(question.lab);
  return seePrediction(liveSetup(lab, prose, files), question, startSession);
}

test('each of the three last Istio labs has a question that its cluster answers', () => {
  const labs = new Set(predictions.map(({ question }) => question.lab));
  expect(labs).toContain('istio-canary-reviews');
  expect(labs).toContain('istio-autorisations-jwt');
  expect(labs).toContain('istio-pannes');
});

test.each(predictions)('$name: the cluster says which choice is right', async ({ question }) => {
  const { commands, right } = await see(question);
  expect(commands.map(({ input }) => input)).toEqual(question.lines);
  expect(question.choices[right]?.prints).toBe(commands.at(-1)?.output.trim());
});

test('a question whose choices do not foresee what the cluster says is a fault', async () => {
  const [first] = predictions;
  if (!first) throw new Error('no question');
  const choices = first.question.choices.map((choice, at) => ({ ...choice, prints: `rien ${at}` }));
  await expect(see({ ...first.question, choices })).rejects.toThrow('Aucun choix n’attend');
});

test('a question about a step that the lab does not have is a fault', async () => {
  const [first] = predictions;
  if (!first) throw new Error('no question');
  await expect(see({ ...first.question, step: 'ailleurs' })).rejects.toThrow('« ailleurs »');
});
