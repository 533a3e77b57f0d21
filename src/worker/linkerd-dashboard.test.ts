import { expect, test } from 'vitest';
import type { FromWorker, LogLine, SessionSetup } from '#schemas/messages.ts';
import { createSession } from './session.ts';
import { fetchCli, gatewayApi } from './testdata/linkerd-machine.ts';

const setup: SessionSetup = {
  files: {},
  seed: 1,
  start: Date.UTC(2026, 10, 23, 9),
  loadBalancer: true,
};
const log = [
  `${fetchCli} > /dev/null 2>&1; export PATH=$HOME/.linkerd2/bin:$PATH`,
  `kubectl apply --server-side -f ${gatewayApi} > /dev/null`,
  ...['install --crds', 'install', 'viz install'].map(
    (words) => `linkerd ${words} 2> /dev/null | kubectl apply -f - > /dev/null`,
  ),
  'linkerd check > /dev/null',
  'linkerd viz dashboard & sleep 2',
].map((text): LogLine => ({ at: 0, text, typed: [] }));

/** A session whose clock stands still between what it is told. */
function open() {
  const posted: FromWorker[] = [];
  let heard: (message: FromWorker) => void = () => undefined;
  const session = createSession(
    {
      now: () => 0,
      turn: () => new Promise((resolve) => setImmediate(resolve)),
      every: () => () => undefined,
    },
    (message) => {
      posted.push(message);
      heard(message);
    },
  );
  const until = (type: FromWorker['type']): Promise<FromWorker> =>
    new Promise((resolve) => {
      heard = (message) => {
        if (message.type === type || message.type === 'failed') resolve(message);
      };
    });
  const get = async (url: string): Promise<FromWorker> => {
    const answer = until('got');
    session.receive({ type: 'get', id: 7, url });
    return await answer;
  };
  const types = () => posted.splice(0).map(({ type }) => type);
  return { session, until, get, types };
}

test('a session that comes back has its browser where it was, and without its command has none', async () => {
  const { session, until, get, types } = open();
  const ready = until('prompt');
  session.receive({ type: 'start', setup, log, columns: 80 });
  expect(await ready).toMatchObject({ type: 'prompt' });
  // Once, when all is there: not when the line ran.
  expect(types().filter((type) => type === 'browse' || type === 'restored')).toEqual([
    'restored',
    'browse',
  ]);
  expect(await get('http://localhost:50750/api/version')).toEqual({
    type: 'got',
    id: 7,
    answer: { type: 'page', status: 200, body: '{"version":"edge-26.6.3"}' },
  });
  types();
  const back = until('prompt');
  session.receive({ type: 'back', lines: 1 });
  await back;
  expect(types()).not.toContain('browse');
  expect(await get('http://localhost:50750/')).toMatchObject({
    answer: { type: 'failure', reason: 'connexion refusée' },
  });
  session.stop();
}, 60_000);
