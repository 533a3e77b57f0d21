import { expect, test } from 'vitest';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import type { Image } from '#cluster/kubelet/image.ts';

const start = Date.parse('2026-01-05T09:00:00Z');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const server: Image = {
  name: 'server',
  size: 20,
  command: ['server'],
  programs: [],
  start: () => ({ kill: () => undefined }),
};

function create({ api }: Cluster, name: string): void {
  const labels = { app: name };
  api.create('statefulsets.apps', {
    metadata: { name, namespace: 'default' },
    spec: {
      serviceName: name,
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'main', image: 'server' }] },
      },
    },
  });
}

const pass = ({ clock }: Cluster) => runToEnd(clock, clock.sleep(30_000), { turn });
const pods = ({ api }: Cluster) => api.list('pods', { namespace: 'default' });

/** The first of these clusters loads the controllers, the second finds them there. */
const runs = [1, 2].map(() => {
  const cluster = createCluster({ seed: 1, start, images: [server] });
  return { cluster, restore: cluster.save() };
});

test('the first object of a kind starts its controller, which takes no time of the cluster', async () => {
  const seen = [];
  for (const { cluster } of runs) {
    create(cluster, 'db');
    await pass(cluster);
    seen.push(pods(cluster));
  }
  expect(seen[0]?.map(({ metadata }) => metadata.name)).toEqual(['db-0', 'db-1']);
  expect(seen[0]).toEqual(seen[1]);
});

test('a cluster that goes back to before it starts it again', async () => {
  for (const { cluster, restore } of runs) {
    restore();
    expect(pods(cluster)).toEqual([]);
    create(cluster, 'db');
    await pass(cluster);
    const first = pods(cluster);
    const again = cluster.save();
    create(cluster, 'other');
    await pass(cluster);
    expect(pods(cluster)).toHaveLength(4);
    again();
    expect(pods(cluster)).toEqual(first);
    create(cluster, 'other');
    await pass(cluster);
    expect(pods(cluster)).toHaveLength(4);
  }
});
