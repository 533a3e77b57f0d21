import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';

function startServer() {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const { api, fetch } = createApi({ clock, random: createRandom(1) });
  api.create('namespaces', { metadata: { name: 'default' } });
  api.create('serviceaccounts', { metadata: { namespace: 'default', name: 'default' } });
  return async (kind: string, object: object) => {
    const answer = await fetch(
      new Request(`http://kubernetes/api/v1/namespaces/default/${kind}`, {
        method: 'POST',
        body: JSON.stringify(object),
        headers: { 'content-type': 'application/json' },
      }),
    );
    return { status: answer.status, text: await answer.text() };
  };
}

const pod = (name: string) => ({
  metadata: { name },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
});

test('a quota that a client sends holds for what comes after', async () => {
  const post = startServer();
  await post('resourcequotas', { metadata: { name: 'small' }, spec: { hard: { pods: '1' } } });
  expect(await post('pods', pod('a'))).toMatchObject({ status: 201 });
  const { status, text } = await post('pods', pod('b'));
  expect(status).toBe(403);
  expect(text).toContain('exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1');
});

test('a range that a client sends fills in what comes after', async () => {
  const post = startServer();
  const limit = { type: 'Container', default: { cpu: '200m' }, defaultRequest: { cpu: '100m' } };
  await post('limitranges', { metadata: { name: 'usual' }, spec: { limits: [limit] } });
  const { text } = await post('pods', pod('a'));
  expect(text).toContain('LimitRanger plugin set: cpu request for container web');
});
