import type { FromWorker, ToWorker } from '#schemas/messages.ts';
import type { Machine } from './machine.ts';
import { worldOf } from './steps.ts';

type Question = Extract<ToWorker, { type: 'inspect' | 'get' }>;

/** What the page asks, and no line of the log does: the answer leaves no trace. */
export async function answerTo(question: Question, machine: Machine): Promise<FromWorker> {
  switch (question.type) {
    case 'inspect': {
      const { inspect } = await import('./inspect.ts');
      const { pod } = question;
      return { type: 'inspected', pod, proxy: inspect(machine.cluster, pod) };
    }
    case 'get': {
      const { getPage } = await import('./get-page.ts');
      const { id, url } = question;
      return { type: 'got', id, answer: getPage(worldOf(machine), url) };
    }
  }
}
