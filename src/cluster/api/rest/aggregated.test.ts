import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { at, listOf } from '#cluster/api/json.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';

const service = { namespace: 'shop', name: 'tills' };

function start() {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const server = createApi({ clock, random: createRandom(1) });
  server.api.create('apiservices.apiregistration.k8s.io', {
    metadata: { name: 'v1.tills.example' },
    spec: {
      group: 'tills.example',
      version: 'v1',
      service,
      groupPriorityMinimum: 1000,
      versionPriority: 100,
    },
  });
  const ask = (path: string) => server.fetch(new Request(`http://kubernetes${path}`));
  const condition = () => {
    clock.advance(1000);
    const object = server.api.find('apiservices.apiregistration.k8s.io', {
      name: 'v1.tills.example',
    });
    return listOf(at(object, 'status', 'conditions'))[0];
  };
  return { ...server, ask, condition };
}

test('sends what an APIService names to whoever runs behind its Service, while somebody does', async () => {
  const { ask, registerApi, condition } = start();
  expect(condition()).toMatchObject({
    type: 'Available',
    status: 'False',
    reason: 'MissingEndpoints',
    message: 'endpoints for service/tills in "shop" have no addresses',
  });
  const refused = await ask('/apis/tills.example/v1/tills');
  expect([refused.status, await refused.text()]).toEqual([503, 'service unavailable\n']);

  const stop = registerApi(service, ({ url }) => new Response(new URL(url).pathname));
  expect(condition()).toMatchObject({ status: 'True', reason: 'Passed' });
  expect(await (await ask('/apis/tills.example/v1/tills')).text()).toBe(
    '/apis/tills.example/v1/tills',
  );
  expect((await ask('/apis/tills.example/v2/tills')).status).toBe(404);

  stop();
  expect(condition()).toMatchObject({ status: 'False' });
});
