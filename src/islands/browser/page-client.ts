import type { PageAnswer } from '#schemas/messages.ts';
import type { LiveSession } from '#session/live-session.ts';

let asked = 0;

/** Asks the learner's machine for an address. Never settles where the session is another one meanwhile. */
export function getPage(session: LiveSession, url: string): Promise<PageAnswer> {
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
    const stop = session.listen((event) => {
      if (event.type === 'cleared') stop();
      if (event.type !== 'got' || event.id !== id) return;
      stop();
      resolve(event.answer);
    });
    session.send({ type: 'get', id, url });
  });
}
