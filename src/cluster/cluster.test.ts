import { expect, test } from 'vitest';
import { validate } from './api/schema/validate.ts';
import { createCluster, type Cluster } from './cluster.ts';
import type { Image } from './kubelet/image.ts';

const start = Date.parse('2026-01-05T09:00:00Z');

/** A server that counts, and that remembers what it counted. */
const counter: Image = {
  name: 'counter',
  size: 70,
  programs: [],
  entrypoint: ['counter'],
  start: (_argv, { clock, log, exit, network }) => {
    let count = 0;
    let isOver = false;
    const tick = (): void => {
      if (isOver) return;
      count += 1;
      log(`tick ${count}`);
      clock.after(7000, tick);
    };
    clock.after(7000, tick);
    const stop = network.listen(80, () => ({
      type: 'response',
      response: { status: 200, headers: [], body: String(count), protocol: 'HTTP/1.1' },
      elapsed: 1,
    }));
    return {
      terminate: () => exit(0),
      kill: () => {
        isOver = true;
        stop();
      },
      save: () => {
        const saved = { count, isOver };
        return () => {
          ({ count, isOver } = saved);
        };
      },
    };
  },
};

function newCluster(seed = 1): Cluster {
  return createCluster({ seed, start, images: [counter] });
}

function rollOut({ api, clock }: Cluster, image: string): void {
  const at = { namespace: 'default', name: 'web' };
  const labels = { app: 'web' };
  const found = api.find('deployments.apps', at);
  if (found) {
    const containers = [{ name: 'web', image }];
    api.merge('deployments.apps', at, { spec: { template: { spec: { containers } } } });
  } else {
    api.create('deployments.apps', {
      metadata: { ...at, labels },
      spec: {
        replicas: 5,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'web',
                image,
                ports: [{ containerPort: 80 }],
                readinessProbe: { httpGet: { port: 80 } },
              },
            ],
          },
        },
      },
    });
  }
  clock.advance(1);
}

/** Everything that the API would show. */
function dump({ api }: Cluster): string {
  return JSON.stringify(api.resources().map((resource) => api.list(resource)));
}

test('a new cluster has its system pods running, and nothing restarts', () => {
  const { api, clock } = newCluster();
  expect(clock.now()).toBe(start);
  const pods = api.list('pods').map(({ metadata, spec, status }) => {
    const [container] = status?.containerStatuses ?? [];
    const name = metadata.name.replace(/(-[a-z0-9]{9,10})?-[a-z0-9]{5}$/, '');
    return `${name} ${status?.phase} ${container?.ready} ${container?.restartCount} ${spec?.nodeName} ${status?.podIP?.replace(/^(10\.244\.\d)\..*/, '$1')}`;
  });
  expect(pods.toSorted()).toMatchInlineSnapshot(`
    [
      "coredns Running true 0 maillage-control-plane 10.244.0",
      "coredns Running true 0 maillage-control-plane 10.244.0",
      "etcd-maillage-control Running true 0 maillage-control-plane 172.18.0.2",
      "kindnet Running true 0 maillage-control-plane 172.18.0.2",
      "kindnet Running true 0 maillage-worker 172.18.0.3",
      "kindnet Running true 0 maillage-worker2 172.18.0.4",
      "kube-apiserver-maillage-control Running true 0 maillage-control-plane 172.18.0.2",
      "kube-controller-manager-maillage-control Running true 0 maillage-control-plane 172.18.0.2",
      "kube-proxy Running true 0 maillage-control-plane 172.18.0.2",
      "kube-proxy Running true 0 maillage-worker 172.18.0.3",
      "kube-proxy Running true 0 maillage-worker2 172.18.0.4",
      "kube-scheduler-maillage-control Running true 0 maillage-control-plane 172.18.0.2",
      "local-path-provisioner Running true 0 maillage-control-plane 10.244.0",
    ]
  `);
  const nodes = api.list('nodes').map(({ metadata, spec }) => `${metadata.name} ${spec?.podCIDR}`);
  expect(nodes).toEqual([
    'maillage-control-plane 10.244.0.0/24',
    'maillage-worker 10.244.1.0/24',
    'maillage-worker2 10.244.2.0/24',
  ]);
});

test('the same seed and the same operations give the same bytes', () => {
  const run = (seed: number): string => {
    const cluster = newCluster(seed);
    rollOut(cluster, 'counter:1');
    cluster.clock.advance(45_000);
    rollOut(cluster, 'counter:2');
    cluster.clock.advance(90_000);
    return dump(cluster);
  };
  expect(run(7) === run(7)).toBe(true);
  expect(run(7) === run(8)).toBe(false);
});

test('a cluster saved in the middle of a rollout goes on as the first time, as often as one likes', () => {
  const cluster = newCluster();
  rollOut(cluster, 'counter:1');
  cluster.clock.advance(30_000);
  rollOut(cluster, 'counter:2');
  cluster.clock.advance(3000);
  expect(cluster.isSaveable()).toBe(true);
  const restore = cluster.save();
  const before = dump(cluster);
  const goOn = (): string => {
    cluster.clock.advance(120_000);
    return dump(cluster);
  };
  const first = goOn();
  expect(first === before).toBe(false);
  for (let time = 0; time < 2; time += 1) {
    restore();
    expect(dump(cluster) === before).toBe(true);
    expect(goOn() === first).toBe(true);
  }
});

test('a deployment rolls over without ever being short of ready pods', () => {
  const cluster = newCluster();
  const { api, clock } = cluster;
  rollOut(cluster, 'counter:1');
  clock.advance(60_000);
  rollOut(cluster, 'counter:2');
  const at = { namespace: 'default', name: 'web' };
  let least = 5;
  for (let second = 0; second < 90; second += 1) {
    clock.advance(1000);
    least = Math.min(least, api.get('deployments.apps', at).status?.availableReplicas ?? 0);
  }
  expect(least).toBe(4);
  const images = api
    .list('pods', { namespace: 'default' })
    .map((pod) => pod.spec?.containers[0]?.image);
  expect(images).toEqual(Array.from({ length: 5 }, () => 'counter:2'));
});

test('a new cluster holds nothing that it would refuse', () => {
  const { api } = newCluster();
  for (const resource of api.resources())
    for (const object of api.list(resource)) expect(validate({ ...object })).toEqual([]);
});
