import { expect, test } from 'vitest';
import { startCluster } from './cluster-under-test.ts';

const labels = { app: 'web' };
type Cluster = ReturnType<typeof startCluster>;

function createService({ api }: Cluster, spec: object = {}) {
  api.create('services', {
    metadata: { namespace: 'default', name: 'web', labels: { tier: 'front' } },
    spec: {
      clusterIP: '10.96.0.9',
      clusterIPs: ['10.96.0.9'],
      type: 'ClusterIP' as const,
      selector: labels,
      ports: [{ name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' as const }],
      ...spec,
    },
  });
}

function createPods({ api }: Cluster, count: number) {
  for (let index = 0; index < count; index += 1) {
    api.create('pods', {
      metadata: { namespace: 'default', name: `web-${index}`, labels },
      spec: {
        terminationGracePeriodSeconds: 30,
        containers: [
          {
            name: 'web',
            image: 'nginx',
            ports: [{ name: 'web', containerPort: 8080, protocol: 'TCP' as const }],
          },
        ],
      },
    });
  }
}

function slices({ api }: Cluster) {
  return api.list('endpointslices.discovery.k8s.io', { namespace: 'default' });
}

test('a service without pods has an empty slice and no address', () => {
  const cluster = startCluster();
  cluster.clock.advance(100);
  createService(cluster);
  cluster.clock.advance(1000);
  expect(
    slices(cluster).map(({ endpoints, metadata }) => [endpoints, metadata.name.slice(0, 4)]),
  ).toEqual([[[], 'web-']]);
  expect(
    cluster.api.get('endpoints', { namespace: 'default', name: 'web' }).subsets,
  ).toBeUndefined();
});

test('ready pods are endpoints, at the port that the service names', () => {
  const cluster = startCluster();
  cluster.clock.advance(100);
  createService(cluster);
  cluster.clock.advance(500);
  createPods(cluster, 2);
  cluster.clock.advance(5000);
  const [slice] = slices(cluster);
  expect(slices(cluster)).toHaveLength(1);
  expect(slice?.metadata.labels).toEqual({
    tier: 'front',
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    'kubernetes.io/service-name': 'web',
  });
  expect(slice?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }]);
  expect(
    slice?.endpoints?.map(({ addresses, conditions, targetRef }) => [
      addresses,
      conditions,
      targetRef?.name,
    ]),
  ).toEqual([
    [['10.244.1.2'], { ready: true, serving: true, terminating: false }, 'web-0'],
    [['10.244.1.3'], { ready: true, serving: true, terminating: false }, 'web-1'],
  ]);
  const [subset] =
    cluster.api.get('endpoints', { namespace: 'default', name: 'web' }).subsets ?? [];
  expect(subset?.addresses?.map(({ ip }) => ip)).toEqual(['10.244.1.2', '10.244.1.3']);
  expect(subset?.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }]);
});

test('a terminating pod still serves but is not ready, then is gone', () => {
  const cluster = startCluster();
  cluster.clock.advance(100);
  createService(cluster);
  createPods(cluster, 1);
  cluster.clock.advance(5000);
  cluster.api.delete('pods', { namespace: 'default', name: 'web-0' });
  cluster.clock.advance(500);
  expect(slices(cluster)[0]?.endpoints?.[0]?.conditions).toEqual({
    ready: false,
    serving: true,
    terminating: true,
  });
  expect(
    cluster.api.get('endpoints', { namespace: 'default', name: 'web' }).subsets,
  ).toBeUndefined();
  cluster.clock.advance(5000);
  expect(slices(cluster).map(({ endpoints }) => endpoints)).toEqual([[]]);
});

test('a slice holds a hundred endpoints', () => {
  const cluster = startCluster();
  cluster.clock.advance(100);
  createService(cluster);
  createPods(cluster, 250);
  cluster.clock.advance(5000);
  const sizes = slices(cluster).map(({ endpoints }) => endpoints?.length ?? 0);
  expect(sizes.toSorted((a, b) => a - b)).toEqual([50, 100, 100]);
});

test('another selector selects others, and a deleted service leaves nothing', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  createService(cluster);
  createPods(cluster, 2);
  clock.advance(5000);
  const web1 = { namespace: 'default', name: 'web-1' };
  api.merge('pods', web1, { metadata: { labels: { app: 'other' } } });
  clock.advance(500);
  const names = () =>
    slices(cluster).flatMap(({ endpoints }) => endpoints?.map(({ targetRef }) => targetRef?.name));
  expect(names()).toEqual(['web-0']);
  api.merge(
    'services',
    { namespace: 'default', name: 'web' },
    { spec: { selector: { app: 'other' } } },
  );
  clock.advance(500);
  expect(names()).toEqual(['web-1']);
  api.delete('services', { namespace: 'default', name: 'web' });
  clock.advance(1000);
  expect(slices(cluster)).toEqual([]);
  expect(
    api.list('endpoints', { namespace: 'default' }).map(({ metadata }) => metadata.name),
  ).not.toContain('web');
});

test('slices and endpoints that somebody deletes or changes are made again', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  createService(cluster);
  createPods(cluster, 2);
  clock.advance(5000);
  const [first] = slices(cluster);
  const at = { namespace: 'default', name: first?.metadata.name ?? '' };
  api.merge('endpointslices.discovery.k8s.io', at, { endpoints: [] });
  clock.advance(1000);
  expect(slices(cluster).map(({ endpoints }) => endpoints?.length)).toEqual([2]);
  api.delete('endpointslices.discovery.k8s.io', at, { propagationPolicy: 'Orphan' });
  clock.advance(1000);
  expect(slices(cluster).map(({ endpoints }) => endpoints?.length)).toEqual([2]);
  expect(slices(cluster)[0]?.metadata.name).not.toBe(at.name);
  api.delete('endpoints', { namespace: 'default', name: 'web' });
  clock.advance(1000);
  expect(
    api.get('endpoints', { namespace: 'default', name: 'web' }).subsets?.[0]?.addresses,
  ).toHaveLength(2);
});
