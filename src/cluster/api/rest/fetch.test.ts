import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { at, fieldsOf, listOf } from '#cluster/api/json.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

interface Options {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

function start() {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const server = createApi({ clock, random: createRandom(1) });
  server.api.create('namespaces', { metadata: { name: 'default' } });
  server.api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  const ask = (path: string, { method = 'GET', body, headers = {} }: Options = {}) =>
    server.fetch(
      new Request(`http://kubernetes${path}`, {
        method,
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
  const json = async (path: string, options?: Options): Promise<unknown> =>
    (await ask(path, options)).json();
  return { ...server, clock, ask, json };
}

const settings = '/api/v1/namespaces/default/configmaps';
const named = (name: string, data = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

async function withThree() {
  const server = start();
  for (const name of ['a', 'b', 'c'])
    await server.ask(settings, { method: 'POST', body: named(name) });
  return server;
}

function names(list: unknown): unknown[] {
  return listOf(at(list, 'items')).map((item) => at(item, 'metadata', 'name'));
}

test('answers what is not there as the real server does', async () => {
  const { ask, json } = start();
  expect(await json(`${settings}/nope`)).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'configmaps "nope" not found',
    reason: 'NotFound',
    details: { name: 'nope', kind: 'configmaps' },
    code: 404,
  });
  expect(await json('/api/v1/nothing')).toMatchObject({
    message: 'the server could not find the requested resource',
    details: {},
  });
  expect(await (await ask('/apis/no.such.group/v1/things')).text()).toBe('404 page not found\n');
  expect(await json('/api/v1/nodes/x', { method: 'POST', body: {} })).toMatchObject({
    code: 405,
    message: 'the server does not allow this method on the requested resource',
  });
});

test('gives lists in pages, and says how many are left', async () => {
  const { json } = await withThree();
  const first = await json(`${settings}?limit=2`);
  expect(names(first)).toEqual(['a', 'b']);
  expect(at(first, 'metadata', 'remainingItemCount')).toBe(1);
  const token = String(at(first, 'metadata', 'continue'));
  const second = await json(`${settings}?limit=2&continue=${token}`);
  expect(names(second)).toEqual(['c']);
  expect(at(second, 'metadata', 'continue')).toBeUndefined();
});

test('selects by labels and by fields', async () => {
  const { json, api } = await withThree();
  api.merge(
    'configmaps',
    { namespace: 'default', name: 'b' },
    { metadata: { labels: { x: '1' } } },
  );
  expect(names(await json(`${settings}?labelSelector=x%20in%20(1,2)`))).toEqual(['b']);
  expect(names(await json(`${settings}?labelSelector=!x`))).toEqual(['a', 'c']);
  expect(names(await json(`${settings}?fieldSelector=metadata.name!%3Da`))).toEqual(['b', 'c']);
  expect(await json('/api/v1/pods?fieldSelector=spec.foo%3Da')).toMatchObject({
    message: 'field label not supported: spec.foo',
    reason: 'BadRequest',
  });
});

test('shows tables, with as much of each object as is asked for', async () => {
  const { json } = await withThree();
  const list = await json(settings, { headers: { accept: table } });
  expect(at(list, 'kind')).toBe('Table');
  const [row] = listOf(at(list, 'rows'));
  expect(at(row, 'cells')).toEqual(['a', 0, '0s']);
  expect(at(row, 'object', 'kind')).toBe('PartialObjectMetadata');
  const bare = await json(`${settings}?includeObject=None`, { headers: { accept: table } });
  expect(Object.keys(fieldsOf(listOf(at(bare, 'rows'))[0]))).toEqual(['cells']);
});

test('warns of unknown fields, or refuses them', async () => {
  const { ask, json } = start();
  const body = { ...named('a'), nope: 1 };
  const warned = await ask(settings, { method: 'POST', body });
  expect([warned.status, warned.headers.get('warning')]).toEqual([
    201,
    '299 - "unknown field \\"nope\\""',
  ]);
  expect(await json(`${settings}?fieldValidation=Strict`, { method: 'POST', body })).toMatchObject({
    code: 400,
    message:
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "nope"',
  });
});

test('tries without doing', async () => {
  const { ask, json } = start();
  const made = await ask(`${settings}?dryRun=All`, { method: 'POST', body: named('a') });
  expect(made.status).toBe(201);
  expect(names(await json(settings))).toEqual([]);
});

test('patches in four ways', async () => {
  const { json } = await withThree();
  const patch = (type: string, body: unknown, query = '') =>
    json(`${settings}/a${query}`, {
      method: 'PATCH',
      body,
      headers: { 'content-type': `application/${type}` },
    });
  expect(at(await patch('merge-patch+json', { data: { x: '1' } }), 'data')).toEqual({ x: '1' });
  const operations = [{ op: 'add', path: '/data/y', value: '2' }];
  expect(at(await patch('json-patch+json', operations), 'data')).toEqual({ x: '1', y: '2' });
  const dropped = await patch('strategic-merge-patch+json', { data: { x: null } });
  expect(at(dropped, 'data')).toEqual({ y: '2' });
  const applied = await patch(
    'apply-patch+yaml',
    'apiVersion: v1\nkind: ConfigMap\ndata:\n  z: "3"\n',
    '?fieldManager=me',
  );
  expect(at(applied, 'data')).toEqual({ y: '2', z: '3' });
  expect(await patch('xml', {})).toMatchObject({ code: 415 });
});

test('deletes one, then all', async () => {
  const { json } = await withThree();
  expect(await json(`${settings}/a`, { method: 'DELETE' })).toMatchObject({
    status: 'Success',
    details: { name: 'a', kind: 'configmaps' },
  });
  expect(names(await json(settings, { method: 'DELETE' }))).toEqual(['b', 'c']);
  expect(names(await json(settings))).toEqual([]);
});

test('scales what has replicas', async () => {
  const { json, api } = start();
  api.create('deployments.apps', {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx' }] },
      },
    },
  });
  const path = '/apis/apps/v1/namespaces/default/deployments/web/scale';
  const scale = await json(path);
  expect(scale).toMatchObject({
    kind: 'Scale',
    spec: { replicas: 2 },
    status: { replicas: 0, selector: 'app=web' },
  });
  const wanted = { ...fieldsOf(scale), spec: { replicas: 5 } };
  expect(await json(path, { method: 'PUT', body: wanted })).toMatchObject({
    spec: { replicas: 5 },
  });
  expect(await json(path, { method: 'PUT', body: wanted })).toMatchObject({
    code: 409,
    reason: 'Conflict',
  });
});

test('finds groups and resources, at once or one by one', async () => {
  const { ask, json } = start();
  const headers = {
    accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  };
  const found = await ask('/apis', { headers });
  const etag = found.headers.get('etag') ?? '';
  const groups = listOf(at(await found.json(), 'items'));
  expect(groups.slice(0, 3).map((group) => at(group, 'metadata', 'name'))).toEqual([
    'apiregistration.k8s.io',
    'apps',
    'events.k8s.io',
  ]);
  const again = await ask('/apis', { headers: { ...headers, 'if-none-match': etag } });
  expect(again.status).toBe(304);
  const apps = await json('/apis/apps/v1');
  expect(listOf(at(apps, 'resources')).map((one) => at(one, 'name'))).toContain(
    'deployments/scale',
  );
});

test('shows an event through both of its groups', async () => {
  const { json, api } = start();
  api.create('events', {
    metadata: { name: 'e', namespace: 'default' },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
    message: 'hello',
    reason: 'Greeting',
  });
  expect(await json('/apis/events.k8s.io/v1/namespaces/default/events/e')).toMatchObject({
    apiVersion: 'events.k8s.io/v1',
    regarding: { name: 'web' },
    note: 'hello',
  });
});

test('knows a service account by its token', async () => {
  const { ask, json } = start();
  const account = '/api/v1/namespaces/default/serviceaccounts/default/token';
  const issued = await json(account, { method: 'POST', body: { spec: {} } });
  const token = String(at(issued, 'status', 'token'));
  const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const who = (bearer: string) =>
    ask(review, { method: 'POST', body: {}, headers: { authorization: `Bearer ${bearer}` } });
  expect(await (await who(token)).json()).toMatchObject({
    status: { userInfo: { username: 'system:serviceaccount:default:default' } },
  });
  const refused = await who(`${token.slice(0, -1)}_`);
  expect([refused.status, at(await refused.json(), 'message')]).toEqual([401, 'Unauthorized']);
});

test('speaks for another when asked to', async () => {
  const { json } = start();
  const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const headers = { 'impersonate-user': 'jane', 'impersonate-group': 'team, ops' };
  expect(await json(review, { method: 'POST', body: {}, headers })).toMatchObject({
    status: {
      userInfo: { username: 'jane', groups: ['team', 'ops', 'system:authenticated'] },
    },
  });
});
