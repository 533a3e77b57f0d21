import { expect, test } from 'vitest';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import { later } from '#process/later.ts';
import type { Image, ListedImage } from './image.ts';

const start = Date.parse('2026-01-05T09:00:00Z');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const server: Image = {
  name: 'server',
  size: 20,
  command: ['server'],
  programs: [],
  start: () => ({ kill: () => undefined }),
};

function listed(): ListedImage {
  const content = later(async () => {
    for (let count = 0; count < 5; count += 1) await turn();
    return server;
  });
  return { name: 'server', size: 20, content };
}

async function podsAfter(image: Image | ListedImage): Promise<unknown> {
  const cluster: Cluster = createCluster({ seed: 1, start, images: [image] });
  for (const name of ['a', 'b'])
    cluster.api.create('pods', {
      metadata: { name, namespace: 'default' },
      spec: { containers: [{ name: 'main', image: 'server' }] },
    });
  await runToEnd(cluster.clock, cluster.clock.sleep(30_000), { turn });
  return [cluster.api.list('pods', { namespace: 'default' }), cluster.api.list('events')];
}

test('what an image holds is loaded during its pull, and takes no time of the cluster', async () => {
  const pods = await podsAfter(listed());
  expect(pods).toEqual(await podsAfter(server));
  expect(pods).toMatchObject([[{ status: { phase: 'Running' } }, {}], expect.any(Array)]);
});

test('a clock that waits for nothing is told so', () => {
  const { api, clock } = createCluster({ seed: 1, start, images: [listed()] });
  api.create('pods', {
    metadata: { name: 'a', namespace: 'default' },
    spec: { containers: [{ name: 'main', image: 'server' }] },
  });
  expect(() => clock.advance(30_000)).toThrow('server: the clock did not wait for it');
});
