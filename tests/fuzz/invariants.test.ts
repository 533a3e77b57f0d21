import { expect, test } from 'vitest';
import type { Cluster } from '#cluster/cluster.ts';
import { newCluster } from '#worker/course-cluster.ts';
import { loadImages } from '#workloads/load-images.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { missingEndpoints, orphans, wrongEndpoints } from './invariants.ts';

await loadImages();

const namespace = 'default';

/** A Service in front of two pods, settled. */
function settled(): Cluster {
  const cluster = newCluster({ seed: 1, start: Date.UTC(2026, 0, 15, 9), turn: nodeHost.turn });
  const labels = { app: 'web' };
  cluster.api.create('services', {
    metadata: { namespace, name: 'web' },
    spec: { selector: labels, ports: [{ port: 80, protocol: 'TCP' as const }] },
  });
  cluster.api.create('replicasets.apps', {
    metadata: { namespace, name: 'web' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] },
      },
    },
  });
  cluster.clock.advance(60_000);
  return cluster;
}

const slice = ({ api }: Cluster) => {
  const [found] = api
    .list('endpointslices.discovery.k8s.io', { namespace })
    .filter(({ metadata }) => metadata.name.startsWith('web-'));
  if (!found) throw new Error('the Service has no slice');
  return found;
};

const everyFault = (cluster: Cluster): readonly string[] => [
  ...orphans(cluster),
  ...wrongEndpoints(cluster),
  ...missingEndpoints(cluster),
];

test('a settled cluster keeps every invariant, and has endpoints to look at', () => {
  const cluster = settled();
  expect(everyFault(cluster)).toEqual([]);
  expect(slice(cluster).endpoints?.filter(({ conditions }) => conditions?.ready)).toHaveLength(2);
});

test('an endpoint whose pod is not ready is seen', () => {
  const cluster = settled();
  const [pod] = cluster.api.list('pods', { namespace });
  const name = pod?.metadata.name ?? '';
  cluster.api.merge(
    'pods',
    { namespace, name },
    { status: { conditions: [{ type: 'Ready', status: 'False' }] } },
    { subresource: 'status' },
  );
  expect(wrongEndpoints(cluster)).toEqual([`endpoint ${slice(cluster).metadata.name} → ${name}`]);
});

test('an endpoint whose pod is gone, or that the Service does not select, is seen', () => {
  const cluster = settled();
  const [gone, other] = cluster.api
    .list('pods', { namespace })
    .map(({ metadata }) => metadata.name);
  cluster.api.delete('pods', { namespace, name: gone ?? '' }, { gracePeriodSeconds: 0 });
  cluster.api.merge(
    'pods',
    { namespace, name: other ?? '' },
    { metadata: { labels: { app: 'x' } } },
  );
  const { name } = slice(cluster).metadata;
  expect(wrongEndpoints(cluster).toSorted()).toEqual(
    [`endpoint ${name} → ${gone}`, `endpoint ${name} → ${other}`].toSorted(),
  );
});

test('a ready pod that no slice lists is seen', () => {
  const cluster = settled();
  const { name } = slice(cluster).metadata;
  cluster.api.merge('endpointslices.discovery.k8s.io', { namespace, name }, { endpoints: [] });
  expect(missingEndpoints(cluster)).toHaveLength(2);
});

test('an object whose owner is gone is seen', () => {
  const cluster = settled();
  cluster.api.delete(
    'replicasets.apps',
    { namespace, name: 'web' },
    { propagationPolicy: 'Background' },
  );
  expect(orphans(cluster)).toHaveLength(2);
});
