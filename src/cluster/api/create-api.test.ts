import { expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { ApiError } from './api.ts';
import { createApi } from './create-api.ts';

function start() {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const { api } = createApi({ clock, random: createRandom(1) });
  for (const name of ['default', 'kube-system']) {
    api.create('namespaces', { metadata: { name } });
    api.create('serviceaccounts', { metadata: { name: 'default', namespace: name } });
  }
  return { api, clock };
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError) return `${error.status.code} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

const pod = (name: string) => ({
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
});

test('gives a new object what only the server may write', () => {
  const { api } = start();
  const { metadata, spec, status } = api.create('pods', pod('a'));
  expect(metadata).toMatchObject({
    creationTimestamp: '2026-01-01T00:00:00Z',
    generation: 1,
  });
  expect(metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
  expect(spec?.serviceAccountName).toBe('default');
  expect(spec?.volumes?.[0]?.name).toMatch(/^kube-api-access-.{5}$/);
  expect(spec?.tolerations?.length).toBe(2);
  expect(status).toMatchObject({ phase: 'Pending', qosClass: 'BestEffort' });
});

test('words its refusals as the real server does', () => {
  const { api } = start();
  api.create('pods', pod('a'));
  expect(refusal(() => api.create('pods', pod('a')))).toBe('409 pods "a" already exists');
  expect(refusal(() => api.get('deployments.apps', { namespace: 'default', name: 'x' }))).toBe(
    '404 deployments.apps "x" not found',
  );
  expect(
    refusal(() => api.create('pods', { ...pod('b'), metadata: { name: 'b', namespace: 'no' } })),
  ).toBe('404 namespaces "no" not found');
  const stale = api.get('pods', { namespace: 'default', name: 'a' });
  api.merge('pods', stale.metadata, { metadata: { labels: { x: 'y' } } });
  expect(refusal(() => api.update('pods', stale))).toBe(
    '409 Operation cannot be fulfilled on pods "a": the object has been modified; please apply your changes to the latest version and try again',
  );
});

test('counts generations of the spec only, and keeps status to its subresource', () => {
  const { api } = start();
  const at = { namespace: 'default', name: 'a' };
  api.create('deployments.apps', {
    metadata: at,
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'a' } },
      template: { metadata: { labels: { app: 'a' } }, spec: pod('a').spec },
    },
  });
  api.merge('deployments.apps', at, { status: { replicas: 3 } });
  expect(api.get('deployments.apps', at).status).toEqual({});
  const scaled = api.merge('deployments.apps', at, { spec: { replicas: 2 } });
  expect(scaled.metadata.generation).toBe(2);
  const told = api.merge(
    'deployments.apps',
    at,
    { status: { replicas: 2 }, spec: { replicas: 9 } },
    { subresource: 'status' },
  );
  expect([told.metadata.generation, told.spec?.replicas, told.status?.replicas]).toEqual([2, 2, 2]);
  expect(
    api.merge('deployments.apps', at, { spec: { replicas: 2 } }).metadata.resourceVersion,
  ).toBe(told.metadata.resourceVersion);
});

test('deletes a pod that runs only when its kubelet says so, and one without node at once', () => {
  const { api } = start();
  const at = { namespace: 'default', name: 'a' };
  api.create('pods', pod('a'));
  api.bind(at, 'node-1');
  api.delete('pods', at);
  expect(api.get('pods', at).metadata).toMatchObject({
    deletionTimestamp: '2026-01-01T00:00:30Z',
    deletionGracePeriodSeconds: 30,
    generation: 2,
  });
  api.delete('pods', at, { gracePeriodSeconds: 0 });
  expect(api.find('pods', at)).toBeUndefined();
  api.create('pods', pod('a'));
  api.delete('pods', at);
  expect(api.find('pods', at)).toBeUndefined();
});

test('keeps an object until its last finalizer goes', () => {
  const { api } = start();
  const at = { namespace: 'default', name: 'a' };
  api.create('configmaps', { metadata: { ...at, finalizers: ['x/y'] } });
  api.delete('configmaps', at);
  expect(api.get('configmaps', at).metadata.deletionTimestamp).toBe('2026-01-01T00:00:00Z');
  api.merge('configmaps', at, { metadata: { finalizers: null } });
  expect(api.find('configmaps', at)).toBeUndefined();
});

test('keeps a namespace until it is finalized, and lets nothing new in', () => {
  const { api } = start();
  api.create('namespaces', { metadata: { name: 'shop' } });
  api.delete('namespaces', { name: 'shop' });
  expect(
    refusal(() => api.create('configmaps', { metadata: { namespace: 'shop', name: 'c' } })),
  ).toBe(
    '403 configmaps "c" is forbidden: unable to create new content in namespace shop because it is being terminated',
  );
  api.merge(
    'namespaces',
    { name: 'shop' },
    { spec: { finalizers: null } },
    { subresource: 'finalize' },
  );
  expect(api.find('namespaces', { name: 'shop' })).toBeUndefined();
  expect(refusal(() => api.delete('namespaces', { name: 'default' }))).toBe(
    '403 namespaces "default" is forbidden: this namespace may not be deleted',
  );
});

test('gives Services addresses and node ports, and keeps them', () => {
  const { api } = start();
  const at = { namespace: 'default', name: 'web' };
  const made = api.create('services', {
    metadata: at,
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  expect(made.spec?.clusterIP).toMatch(/^10\.96\.\d+\.\d+$/);
  expect(made.spec?.ports?.[0]?.nodePort).toBeGreaterThanOrEqual(30000);
  const replaced = api.update('services', {
    ...made,
    spec: { type: 'NodePort', selector: { app: 'api' }, ports: [{ port: 80 }] },
  });
  expect(replaced.spec?.clusterIP).toBe(made.spec?.clusterIP);
  expect(replaced.spec?.ports?.[0]?.nodePort).toBe(made.spec?.ports?.[0]?.nodePort);
});

test('goes back to what it was when it was saved', () => {
  const { api } = start();
  api.create('pods', pod('a'));
  const restore = api.save();
  const before = JSON.stringify(api.list('pods'));
  api.create('pods', pod('b'));
  api.delete('pods', { namespace: 'default', name: 'a' });
  restore();
  expect(JSON.stringify(api.list('pods'))).toBe(before);
  api.create('pods', pod('c'));
  restore();
  expect(JSON.stringify(api.list('pods'))).toBe(before);
});
