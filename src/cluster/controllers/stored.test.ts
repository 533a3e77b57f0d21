import { expect, test } from 'vitest';
import { startCluster } from './cluster-under-test.ts';

const labels = { app: 'web' };
const container = (more: object = {}) => ({ name: 'web', image: 'nginx', ...more });
type Cluster = ReturnType<typeof startCluster>;

function createWeb({ api }: Cluster, replicas: number) {
  api.create('deployments.apps', {
    metadata: { namespace: 'default', name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container()] } },
    },
  });
}

function createScaler({ api }: Cluster, name: string, minReplicas: number) {
  api.create('horizontalpodautoscalers.autoscaling', {
    metadata: { namespace: 'default', name },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas,
      maxReplicas: 5,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        },
      ],
    },
  });
}

test('an autoscaler keeps within its bounds, then lacks metrics', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  createWeb(cluster, 1);
  createScaler(cluster, 'web', 2);
  clock.advance(1000);
  expect(api.get('deployments.apps', { namespace: 'default', name: 'web' }).spec?.replicas).toBe(2);
  clock.advance(15_000);
  const scaler = api.get('horizontalpodautoscalers.autoscaling', {
    namespace: 'default',
    name: 'web',
  });
  expect(scaler['status']).toMatchObject({
    currentReplicas: 2,
    conditions: [
      { type: 'AbleToScale', status: 'True', reason: 'SucceededGetScale' },
      {
        type: 'ScalingActive',
        status: 'False',
        reason: 'FailedGetResourceMetric',
        message:
          'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)',
      },
    ],
  });
});

test('an autoscaler without its target says so', () => {
  const cluster = startCluster();
  createScaler(cluster, 'gone', 1);
  cluster.clock.advance(1000);
  expect(cluster.api.list('events').map(({ reason, message }) => [reason, message])).toContainEqual(
    ['FailedGetScale', 'deployments.apps "gone" not found'],
  );
});

test('a replication controller keeps its pods', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  api.create('replicationcontrollers', {
    metadata: { namespace: 'default', name: 'old' },
    spec: {
      replicas: 2,
      selector: labels,
      template: { metadata: { labels }, spec: { containers: [container()] } },
    },
  });
  clock.advance(5000);
  const found = api.get('replicationcontrollers', { namespace: 'default', name: 'old' });
  expect(found['status']).toMatchObject({ replicas: 2, readyReplicas: 2 });
  expect(found['spec']).toMatchObject({ selector: labels });
  expect(api.list('pods').map(({ metadata }) => metadata.ownerReferences?.[0]?.kind)).toEqual([
    'ReplicationController',
    'ReplicationController',
  ]);
});

test('a quota counts what its namespace uses', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  const hard = {
    pods: '10',
    'requests.cpu': '2',
    'limits.memory': '1Gi',
    'count/deployments.apps': '3',
    services: '5',
  };
  api.create('resourcequotas', { metadata: { namespace: 'default', name: 'all' }, spec: { hard } });
  for (const name of ['a', 'b']) {
    const resources = { requests: { cpu: '250m' }, limits: { memory: '64Mi' } };
    api.create('pods', {
      metadata: { namespace: 'default', name },
      spec: { containers: [container({ resources })] },
    });
  }
  clock.advance(2000);
  expect(api.get('resourcequotas', { namespace: 'default', name: 'all' })['status']).toEqual({
    hard,
    used: {
      pods: '2',
      'requests.cpu': '500m',
      'limits.memory': '128Mi',
      'count/deployments.apps': '0',
      services: '0',
    },
  });
});

test('endpoints that somebody wrote are mirrored in a slice', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  const at = { namespace: 'default', name: 'outside' };
  api.create('services', {
    metadata: at,
    spec: { ports: [{ port: 80, protocol: 'TCP' as const }] },
  });
  api.create('endpoints', {
    metadata: at,
    subsets: [
      { addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 8080, protocol: 'TCP' as const }] },
    ],
  });
  clock.advance(500);
  const slices = () => api.list('endpointslices.discovery.k8s.io', { namespace: 'default' });
  expect(
    slices().map(({ endpoints, ports }) => [endpoints?.[0]?.addresses, ports?.[0]?.port]),
  ).toEqual([[['192.0.2.1'], 8080]]);
  api.delete('endpoints', at);
  clock.advance(500);
  expect(slices()).toEqual([]);
});
