import { expect, test } from 'vitest';
import { createCluster } from './cluster.ts';
import type { Image } from './kubelet/image.ts';
import { slowness } from '../../tests/support/slowness.ts';

const server: Image = {
  name: 'server',
  size: 5,
  programs: [],
  entrypoint: ['server'],
  start: () => ({ kill: () => undefined }),
};

/** Milliseconds of CPU from a deployment's creation until its pods are all ready. */
function cost(replicas: number): number {
  const start = Date.parse('2026-01-05T09:00:00Z');
  const { api, clock } = createCluster({ seed: 1, start, images: [server], podsPerNode: 1000 });
  const at = { namespace: 'default', name: 'many' };
  const labels = { app: 'many' };
  const before = process.cpuUsage();
  api.create('deployments.apps', {
    metadata: at,
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'server:1' }] },
      },
    },
  });
  clock.advance(300_000);
  const { user, system } = process.cpuUsage(before);
  expect(api.get('deployments.apps', at).status?.readyReplicas).toBe(replicas);
  return (user + system) / 1000;
}

test('a thousand pods are ready for less than two seconds of CPU, at the price of a hundred each', () => {
  const few = Math.min(cost(100), cost(100), cost(100)) / 100;
  const before = slowness();
  const all = Math.min(cost(1000), cost(1000));
  expect(all).toBeLessThan(2000 * Math.max(before, slowness()));
  expect(all / 1000 / few).toBeLessThan(1.5);
}, 30_000);
