import { expect, test } from 'vitest';
import { startCluster } from './cluster-under-test.ts';

type Cluster = ReturnType<typeof startCluster>;

function createNode({ api }: Cluster, name = 'node-1') {
  api.create('nodes', { metadata: { name } });
}

function createPod({ api }: Cluster, name: string, more: object = {}) {
  api.create('pods', {
    metadata: { namespace: 'default', name },
    spec: {
      terminationGracePeriodSeconds: 30,
      nodeName: 'node-1',
      containers: [{ name, image: 'nginx' }],
      ...more,
    },
  });
}

function taints({ api }: Cluster) {
  return (api.get('nodes', { name: 'node-1' }).spec?.taints ?? []).map(
    ({ key, effect }) => `${key}:${effect}`,
  );
}

function setReady({ api }: Cluster, status: 'True' | 'False' | 'Unknown') {
  const node = api.get('nodes', { name: 'node-1' });
  api.updateStatus('nodes', {
    ...node,
    status: { ...node.status, conditions: [{ type: 'Ready', status }] },
  });
}

test('a cordoned node has a taint, until it is uncordoned', () => {
  const cluster = startCluster();
  createNode(cluster);
  cluster.api.merge('nodes', { name: 'node-1' }, { spec: { unschedulable: true } });
  cluster.clock.advance(100);
  expect(taints(cluster)).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);
  cluster.api.merge('nodes', { name: 'node-1' }, { spec: { unschedulable: null } });
  cluster.clock.advance(100);
  expect(taints(cluster)).toEqual([]);
});

test('a node that is not ready is tainted, and loses its pods after the time that they tolerate', () => {
  const cluster = startCluster({ readyAfterMs: 100_000_000 });
  createNode(cluster);
  setReady(cluster, 'True');
  cluster.clock.advance(100);
  createPod(cluster, 'web');
  setReady(cluster, 'Unknown');
  cluster.clock.advance(1000);
  expect(taints(cluster)).toEqual([
    'node.kubernetes.io/unreachable:NoSchedule',
    'node.kubernetes.io/unreachable:NoExecute',
  ]);
  cluster.clock.advance(290_000);
  expect(cluster.api.list('pods')[0]?.metadata.deletionTimestamp).toBeUndefined();
  cluster.clock.advance(10_000);
  expect(cluster.api.list('pods')).toEqual([]);
});

test('a taint that executes evicts at once those that do not tolerate it', () => {
  const cluster = startCluster({ readyAfterMs: 100_000_000 });
  const { api, clock } = cluster;
  createNode(cluster);
  clock.advance(100);
  createPod(cluster, 'web');
  createPod(cluster, 'agent', { tolerations: [{ operator: 'Exists' }] });
  api.merge(
    'nodes',
    { name: 'node-1' },
    { spec: { taints: [{ key: 'repair', value: 'yes', effect: 'NoExecute' }] } },
  );
  clock.advance(500);
  const going = api
    .list('pods')
    .map(({ metadata }) => [metadata.name, metadata.deletionTimestamp !== undefined]);
  expect(going).toEqual([
    ['agent', false],
    ['web', true],
  ]);
  expect(api.list('events').map(({ reason, message }) => [reason, message])).toContainEqual([
    'TaintManagerEviction',
    'Marking for deletion Pod default/web',
  ]);
});

test('pods of a node that is gone are let go', () => {
  const cluster = startCluster({ readyAfterMs: 100_000_000 });
  createNode(cluster);
  cluster.clock.advance(100);
  createPod(cluster, 'web');
  cluster.api.delete('nodes', { name: 'node-1' });
  cluster.clock.advance(60_000);
  expect(cluster.api.list('pods')).toEqual([]);
});

function createBalanced({ api }: Cluster, name: string) {
  api.create('services', {
    metadata: { namespace: 'default', name },
    spec: { type: 'LoadBalancer' as const, ports: [{ port: 80, protocol: 'TCP' as const }] },
  });
}

function addresses({ api }: Cluster) {
  return api
    .list('services', { namespace: 'default' })
    .map(({ metadata, status }) => [metadata.name, status?.loadBalancer?.ingress?.[0]?.ip]);
}

test('with a load balancer, services get addresses and give them back', () => {
  const cluster = startCluster({ options: { loadBalancer: true } });
  const { api, clock } = cluster;
  createBalanced(cluster, 'one');
  clock.advance(2000);
  createBalanced(cluster, 'two');
  clock.advance(2000);
  expect(addresses(cluster)).toEqual([
    ['one', '172.18.255.200'],
    ['two', '172.18.255.201'],
  ]);
  api.delete('services', { namespace: 'default', name: 'one' });
  clock.advance(2000);
  createBalanced(cluster, 'three');
  clock.advance(2000);
  expect(addresses(cluster)).toEqual([
    ['three', '172.18.255.200'],
    ['two', '172.18.255.201'],
  ]);
});

test('without a load balancer, the address stays pending', () => {
  const cluster = startCluster();
  createBalanced(cluster, 'one');
  cluster.clock.advance(60_000);
  expect(addresses(cluster)).toEqual([['one', undefined]]);
});

test('a budget tells how many pods may be evicted', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  const labels = { app: 'web' };
  clock.advance(100);
  api.create('deployments.apps', {
    metadata: { namespace: 'default', name: 'web' },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
    },
  });
  for (const [name, limit] of [
    ['least', { minAvailable: 2 }],
    ['half', { maxUnavailable: '50%' }],
  ] as const) {
    api.create('poddisruptionbudgets.policy', {
      metadata: { namespace: 'default', name },
      spec: { ...limit, selector: { matchLabels: labels } },
    });
  }
  clock.advance(5000);
  const status = (name: string) =>
    api.get('poddisruptionbudgets.policy', { namespace: 'default', name })['status'];
  expect(status('least')).toMatchObject({
    currentHealthy: 3,
    desiredHealthy: 2,
    disruptionsAllowed: 1,
    expectedPods: 3,
  });
  expect(status('half')).toMatchObject({
    currentHealthy: 3,
    desiredHealthy: 1,
    disruptionsAllowed: 2,
    expectedPods: 3,
  });
});

test('a role that aggregates has the rules of those that carry its label', () => {
  const { api, clock } = startCluster();
  const resource = 'clusterroles.rbac.authorization.k8s.io';
  const rule = (name: string) => ({ apiGroups: [''], resources: [name], verbs: ['get'] });
  api.create(resource, {
    metadata: { name: 'all' },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { all: 'true' } }] },
    rules: [],
  });
  api.create(resource, {
    metadata: { name: 'one', labels: { all: 'true' } },
    rules: [rule('pods')],
  });
  clock.advance(200);
  api.create(resource, {
    metadata: { name: 'two', labels: { all: 'true' } },
    rules: [rule('pods'), rule('nodes')],
  });
  clock.advance(200);
  expect(api.get(resource, { name: 'all' })['rules']).toEqual([rule('pods'), rule('nodes')]);
});
