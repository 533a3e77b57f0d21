import { expect, test } from 'vitest';
import { startCluster } from './cluster-under-test.ts';

type Cluster = ReturnType<typeof startCluster>;

const labels = { app: 'web' };
function createWeb({ api }: Cluster, namespace = 'default', replicas = 2) {
  api.create('deployments.apps', {
    metadata: { namespace, name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'web', image: 'nginx' }] },
      },
    },
  });
}

function counts({ api }: Cluster) {
  return ['deployments.apps', 'replicasets.apps', 'pods'].map((one) => api.list(one).length);
}

test('every namespace has a default account and the root certificate, and has them again', () => {
  const { api, clock } = startCluster({ options: { rootCertificate: 'PEM' } });
  api.create('namespaces', { metadata: { name: 'shop' } });
  clock.advance(100);
  const account = { namespace: 'shop', name: 'default' };
  const uid = api.get('serviceaccounts', account).metadata.uid;
  expect(api.get('configmaps', { namespace: 'shop', name: 'kube-root-ca.crt' }).data).toEqual({
    'ca.crt': 'PEM',
  });
  api.delete('serviceaccounts', account);
  clock.advance(100);
  expect(api.get('serviceaccounts', account).metadata.uid).not.toBe(uid);
});

test('what a deleted deployment owns goes after it', () => {
  const cluster = startCluster();
  cluster.clock.advance(100);
  createWeb(cluster);
  cluster.clock.advance(5000);
  expect(counts(cluster)).toEqual([1, 1, 2]);
  cluster.api.delete(
    'deployments.apps',
    { namespace: 'default', name: 'web' },
    { propagationPolicy: 'Background' },
  );
  expect(counts(cluster)).toEqual([0, 1, 2]);
  cluster.clock.advance(5000);
  expect(counts(cluster)).toEqual([0, 0, 0]);
});

test('in the foreground, a deployment waits for what it owns', () => {
  const cluster = startCluster();
  cluster.clock.advance(100);
  createWeb(cluster);
  cluster.clock.advance(5000);
  cluster.api.delete(
    'deployments.apps',
    { namespace: 'default', name: 'web' },
    { propagationPolicy: 'Foreground' },
  );
  cluster.clock.advance(500);
  expect(counts(cluster)).toEqual([1, 1, 2]);
  cluster.clock.advance(5000);
  expect(counts(cluster)).toEqual([0, 0, 0]);
});

test('orphans stay, and a new owner takes them', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  createWeb(cluster);
  clock.advance(5000);
  const uids = api.list('pods').map(({ metadata }) => metadata.uid);
  api.delete(
    'deployments.apps',
    { namespace: 'default', name: 'web' },
    { propagationPolicy: 'Orphan' },
  );
  clock.advance(5000);
  expect(counts(cluster)).toEqual([0, 1, 2]);
  expect(api.list('replicasets.apps')[0]?.metadata.ownerReferences ?? []).toEqual([]);
  createWeb(cluster);
  clock.advance(5000);
  expect(counts(cluster)).toEqual([1, 1, 2]);
  expect(api.list('pods').map(({ metadata }) => metadata.uid)).toEqual(uids);
});

test('a deleted namespace empties itself, its pods first, and tells what remains', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  api.create('namespaces', { metadata: { name: 'shop' } });
  clock.advance(100);
  createWeb(cluster, 'shop');
  clock.advance(5000);
  api.merge(
    'pods',
    { namespace: 'shop', name: api.list('pods')[0]?.metadata.name ?? '' },
    { metadata: { finalizers: ['example.com/wait'] } },
  );
  api.delete('namespaces', { name: 'shop' });
  expect(api.get('namespaces', { name: 'shop' }).status?.phase).toBe('Terminating');
  clock.advance(30_000);
  const remaining = api
    .get('namespaces', { name: 'shop' })
    .status?.conditions?.slice(-2)
    .map(({ status, message }) => [status, message]);
  expect(remaining).toEqual([
    ['True', 'Some resources are remaining: pods. has 1 resource instances'],
    [
      'True',
      'Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances',
    ],
  ]);
  const held = api.list('pods')[0]?.metadata;
  api.merge(
    'pods',
    { namespace: 'shop', name: held?.name ?? '' },
    { metadata: { finalizers: null } },
  );
  clock.advance(60_000);
  expect(api.find('namespaces', { name: 'shop' })).toBeUndefined();
  for (const resource of api.resources()) {
    const left = api.list(resource).filter(({ metadata }) => metadata.namespace === 'shop');
    expect([resource, left]).toEqual([resource, []]);
  }
});
