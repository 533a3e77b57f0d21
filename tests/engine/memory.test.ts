import { expect, test } from 'vitest';
import { createCluster } from '#cluster/cluster.ts';
import { loadAll } from '#worker/course-cluster.ts';
import { images } from '#workloads/images.ts';
import { collectedHeapMB } from '../../scripts/collected-heap.ts';

test('a thousand ready pods hold less than 150 MB, programs included', async () => {
  await loadAll();
  const start = Date.UTC(2026, 10, 23, 9);
  const { api, clock } = createCluster({ seed: 1, start, images, podsPerNode: 2_000 });
  const at = { namespace: 'default', name: 'web' };
  const labels = { app: 'web' };
  api.create('deployments.apps', {
    metadata: at,
    spec: {
      replicas: 1_000,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] },
      },
    },
  });
  clock.advance(300_000);
  const heapMB = collectedHeapMB();
  expect(api.get('deployments.apps', at).status?.readyReplicas).toBe(1_000);
  expect(heapMB).toBeLessThan(150);
});
