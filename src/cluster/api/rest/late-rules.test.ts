import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';

const url = 'http://kubernetes/api/v1/namespaces/default/configmaps';

test('validates the first thing that a client writes', async () => {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const { api, fetch } = createApi({ clock, random: createRandom(1) });
  api.create('namespaces', { metadata: { name: 'default' } });
  await fetch(new Request(url));
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ metadata: { name: 'Wrong_name' } });
  const answer = await fetch(new Request(url, { method: 'POST', body, headers }));
  expect(answer.status).toBe(422);
});
