import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { expect, test } from 'vitest';
import { loadLateControllers } from '#cluster/controllers/start-late.ts';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import type { Image } from '#cluster/kubelet/image.ts';
import { amountOf } from './amount.ts';

await loadLateControllers();

const start = Date.parse('2026-01-05T09:00:00Z');
const namespace = 'default';
const server: Image = {
  name: 'server',
  size: 1,
  programs: [],
  entrypoint: ['server'],
  start: () => ({ kill: () => undefined }),
};

function newCluster(): Cluster {
  return createCluster({ seed: 1, start, images: [server] });
}

function createPod(
  { api, clock }: Cluster,
  name: string,
  { labels = {}, ...spec }: Partial<IPodSpec> & { labels?: Record<string, string> } = {},
): void {
  const containers = [{ name: 'main', image: 'server:1' }];
  api.create('pods', { metadata: { name, namespace, labels }, spec: { containers, ...spec } });
  clock.advance(10);
}

function asking(cpu: string, memory = '1Mi') {
  return [{ name: 'main', image: 'server:1', resources: { requests: { cpu, memory } } }];
}

function nodeOf({ api }: Cluster, name: string): string | undefined {
  return api.get('pods', { namespace, name }).spec?.nodeName;
}

function complaint({ api }: Cluster, name: string): string | undefined {
  const conditions = api.get('pods', { namespace, name }).status?.conditions ?? [];
  return conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
    ?.message;
}

const tainted = '1 node(s) had untolerated taint(s)';

test('quantities are counted as the scheduler counts them', () => {
  const counted = ['100m', '1', '1.5', '250u', 2].map((quantity) => amountOf('cpu', quantity));
  expect(counted).toEqual([100, 1000, 1500, 1, 2000]);
  const bytes = ['1Mi', '1M', '1e3', '128974848', '1.5Gi'].map((one) => amountOf('memory', one));
  expect(bytes).toEqual([2 ** 20, 1e6, 1000, 128_974_848, 1.5 * 2 ** 30]);
});

test('pods of one owner go to different workers, never to the control plane', () => {
  const cluster = newCluster();
  for (const name of ['a', 'b', 'c', 'd']) createPod(cluster, name);
  const nodes = ['a', 'b', 'c', 'd'].map((name) => nodeOf(cluster, name));
  expect(nodes.filter((node) => node === 'maillage-worker')).toHaveLength(2);
  expect(nodes.filter((node) => node === 'maillage-worker2')).toHaveLength(2);
});

test('a pod that fits nowhere says why, node by node', () => {
  const cluster = newCluster();
  const none = 'no new claims to deallocate, preemption: 0/3 nodes are available: ';
  createPod(cluster, 'huge', { containers: asking('20', '100Gi') });
  expect(complaint(cluster, 'huge')).toBe(
    `0/3 nodes are available: ${tainted}, 2 Insufficient cpu, 2 Insufficient memory. ${none}3 Preemption is not helpful for scheduling.`,
  );
  createPod(cluster, 'elsewhere', { nodeSelector: { disk: 'ssd' } });
  expect(complaint(cluster, 'elsewhere')).toBe(
    `0/3 nodes are available: ${tainted}, 2 node(s) didn't match Pod's node affinity/selector. ${none}3 Preemption is not helpful for scheduling.`,
  );
  for (const name of ['one', 'two']) createPod(cluster, name, { containers: asking('5') });
  createPod(cluster, 'three', { containers: asking('5') });
  expect(complaint(cluster, 'three')).toBe(
    `0/3 nodes are available: ${tainted}, 2 Insufficient cpu. ${none}1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.`,
  );
  const event = cluster.api
    .list('events', { namespace })
    .find(({ involvedObject }) => involvedObject.name === 'three');
  expect(event).toMatchObject({
    reason: 'FailedScheduling',
    type: 'Warning',
    action: 'Scheduling',
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler-maillage-control-plane',
  });
});

test('a pod that waits is placed as soon as there is room', () => {
  const cluster = newCluster();
  for (const name of ['one', 'two', 'three']) createPod(cluster, name, { containers: asking('5') });
  expect(nodeOf(cluster, 'three')).toBeUndefined();
  cluster.api.delete('pods', { namespace, name: 'one' }, { gracePeriodSeconds: 0 });
  cluster.clock.advance(2000);
  expect(nodeOf(cluster, 'three')).toBeDefined();
});

test('a cordoned node takes no pod until it is open again', () => {
  const cluster = newCluster();
  const { api, clock } = cluster;
  const cordon = (unschedulable: boolean): void => {
    for (const name of ['maillage-worker', 'maillage-worker2']) {
      api.merge('nodes', { name }, { spec: { unschedulable } });
    }
  };
  cordon(true);
  createPod(cluster, 'web');
  expect(complaint(cluster, 'web')).toContain(`${tainted}, 2 node(s) were unschedulable.`);
  cordon(false);
  clock.advance(2000);
  expect(nodeOf(cluster, 'web')).toBeDefined();
});

test('taints, tolerations and node names are honoured', () => {
  const cluster = newCluster();
  createPod(cluster, 'tolerant', {
    nodeSelector: { 'node-role.kubernetes.io/control-plane': '' },
    tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }],
  });
  expect(nodeOf(cluster, 'tolerant')).toBe('maillage-control-plane');
  createPod(cluster, 'preset', { nodeName: 'maillage-worker2' });
  cluster.clock.advance(5000);
  expect(cluster.api.get('pods', { namespace, name: 'preset' }).status?.phase).toBe('Running');
});

test('pods that refuse each other take a node each, and the third waits', () => {
  const cluster = newCluster();
  const labels = { app: 'db' };
  const term = { labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' };
  const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  for (const name of ['a', 'b', 'c']) createPod(cluster, name, { labels, affinity });
  expect(new Set(['a', 'b'].map((name) => nodeOf(cluster, name))).size).toBe(2);
  expect(complaint(cluster, 'c')).toContain(
    `${tainted}, 2 node(s) didn't match pod anti-affinity rules.`,
  );
  createPod(cluster, 'friend', {
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    labels: { app: 'other' },
  });
  expect(nodeOf(cluster, 'friend')).toBeDefined();
});

test('hard spread constraints keep domains even', () => {
  const cluster = newCluster();
  const labels = { app: 'web' };
  const topologySpreadConstraints = [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'DoNotSchedule' as const,
      labelSelector: { matchLabels: labels },
      nodeTaintsPolicy: 'Honor' as const,
    },
  ];
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
    createPod(cluster, name, { labels, topologySpreadConstraints });
  const onWorker = ['a', 'b', 'c', 'd', 'e', 'f'].filter(
    (name) => nodeOf(cluster, name) === 'maillage-worker',
  );
  expect(onWorker).toHaveLength(3);
});

test('a gated pod waits for its gates', () => {
  const cluster = newCluster();
  createPod(cluster, 'gated', { schedulingGates: [{ name: 'example.com/wait' }] });
  expect(complaint(cluster, 'gated')).toBe(
    'Scheduling is blocked due to non-empty scheduling gates',
  );
  cluster.api.merge('pods', { namespace, name: 'gated' }, { spec: { schedulingGates: null } });
  cluster.clock.advance(2000);
  expect(nodeOf(cluster, 'gated')).toBeDefined();
});

test('a pod waits for its claim, then goes where the volume is', () => {
  const cluster = newCluster();
  const { api, clock } = cluster;
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  createPod(cluster, 'db', { volumes });
  expect(complaint(cluster, 'db')).toBe(
    '0/3 nodes are available: persistentvolumeclaim "data" not found. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  );
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  api.create('persistentvolumeclaims', { metadata: { name: 'data', namespace }, spec });
  clock.advance(30_000);
  expect(api.get('pods', { namespace, name: 'db' }).status?.phase).toBe('Running');
  const node = nodeOf(cluster, 'db');
  api.merge('nodes', { name: node ?? '' }, { spec: { unschedulable: true } });
  createPod(cluster, 'second', { volumes });
  expect(complaint(cluster, 'second')).toContain(
    "1 node(s) didn't match PersistentVolume's node affinity, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable.",
  );
});

test('a more important pod takes the place of lesser ones', () => {
  const cluster = newCluster();
  const { api, clock } = cluster;
  api.create('priorityclasses.scheduling.k8s.io', { metadata: { name: 'high' }, value: 1000 });
  for (const name of ['one', 'two']) createPod(cluster, name, { containers: asking('5') });
  createPod(cluster, 'urgent', { containers: asking('5'), priorityClassName: 'high' });
  expect(complaint(cluster, 'urgent')).toBe(
    `0/3 nodes are available: ${tainted}, 2 Insufficient cpu.`,
  );
  const urgent = api.get('pods', { namespace, name: 'urgent' });
  const events = api.list('events', { namespace });
  const preempted = events.find(({ reason }) => reason === 'Preempted');
  expect(preempted?.message).toBe(
    `Preempted by pod ${urgent.metadata.uid} on node ${urgent.status?.nominatedNodeName}`,
  );
  clock.advance(45_000);
  expect(nodeOf(cluster, 'urgent')).toBe(urgent.status?.nominatedNodeName);
  expect(api.list('pods', { namespace })).toHaveLength(2);
});
