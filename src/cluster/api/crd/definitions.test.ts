import { expect, test } from 'vitest';
import { ApiError } from '#cluster/api/api.ts';
import { createApi } from '#cluster/api/create-api.ts';
import { at, listOf } from '#cluster/api/json.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';

function start() {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const server = createApi({ clock, random: createRandom(1) });
  server.api.create('namespaces', { metadata: { name: 'default' } });
  const json = async (path: string, accept = 'application/json'): Promise<unknown> =>
    (await server.fetch(new Request(`http://kubernetes${path}`, { headers: { accept } }))).json();
  return { ...server, clock, json };
}

const spec = {
  type: 'object',
  required: ['size'],
  properties: {
    size: { type: 'integer', minimum: 1 },
    color: { type: 'string', enum: ['red', 'blue'], default: 'red' },
  },
};

const schema = {
  openAPIV3Schema: {
    type: 'object',
    properties: { spec, status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  },
};

function define({ api }: ReturnType<typeof start>): void {
  api.create(definitions, {
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['wd'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema,
          subresources: { status: {} },
          additionalPrinterColumns: [
            { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
            {
              name: 'Ready',
              type: 'string',
              jsonPath: '.status.conditions[?(@.type=="Ready")].status',
            },
          ],
        },
        { name: 'v1beta1', served: true, storage: false, schema },
      ],
    },
  });
}

const place = { namespace: 'default', name: 'a' };
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

test('serves what a definition defines, at once', async () => {
  const server = start();
  define(server);
  const { api, json } = server;
  const made = api.create('widgets.example.com', { metadata: place, spec: { size: 3 } });
  expect([made.kind, at(made, 'spec', 'color'), made.metadata.generation]).toEqual([
    'Widget',
    'red',
    1,
  ]);
  api.merge(
    'widgets.example.com',
    place,
    { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    { subresource: 'status' },
  );
  const shown = await json('/apis/example.com/v1/namespaces/default/widgets', table);
  expect(at(listOf(at(shown, 'rows'))[0], 'cells')).toEqual(['a', 3, 'True']);
  const old = await json('/apis/example.com/v1beta1/namespaces/default/widgets/a');
  expect(at(old, 'apiVersion')).toBe('example.com/v1beta1');
  expect(at(await json('/apis/example.com'), 'preferredVersion', 'version')).toBe('v1');
});

test('refuses what the schema does not allow', async () => {
  const server = start();
  // Validation comes with the first write of a client.
  const anything = 'http://kubernetes/api/v1/namespaces/none';
  await server.fetch(new Request(anything, { method: 'DELETE' }));
  define(server);
  const create = (wrong: object) => () =>
    server.api.create('widgets.example.com', { metadata: place, spec: wrong });
  expect(create({ size: '3' })).toThrow(
    'Widget.example.com "a" is invalid: spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
  );
  expect(create({ size: 0, color: 'green' })).toThrow(ApiError);
  expect(create({})).toThrow('Widget.example.com "a" is invalid: spec.size: Required value');
});

test('takes its objects with it, and its APIService', () => {
  const server = start();
  const { api, clock } = server;
  define(server);
  clock.advance(10);
  expect(api.find('apiservices.apiregistration.k8s.io', { name: 'v1.example.com' })).toBeDefined();
  api.create('widgets.example.com', { metadata: place, spec: { size: 3 } });
  const held = { ...place, name: 'held', finalizers: ['example.com/wait'] };
  api.create('widgets.example.com', { metadata: held, spec: { size: 3 } });
  api.delete(definitions, { name: 'widgets.example.com' });
  clock.advance(10);
  expect(api.list('widgets.example.com').map(({ metadata }) => metadata.name)).toEqual(['held']);
  api.merge('widgets.example.com', held, { metadata: { finalizers: null } });
  clock.advance(10_000);
  expect(api.find(definitions, { name: 'widgets.example.com' })).toBeUndefined();
  expect(
    api.find('apiservices.apiregistration.k8s.io', { name: 'v1.example.com' }),
  ).toBeUndefined();
});

test('who waits for a resource before its definition is there hears of its objects', () => {
  const server = start();
  const heard: string[] = [];
  server.api.watch('widgets.example.com', ({ type, object }) => {
    heard.push(`${type} ${object.metadata.name}`);
  });
  define(server);
  server.clock.advance(1000);
  server.api.create('widgets.example.com', {
    metadata: { name: 'w', namespace: 'default' },
    spec: { size: 1 },
  });
  expect(heard).toEqual(['ADDED w']);
});
