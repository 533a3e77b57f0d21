import { expect, test } from 'vitest';
import { startCluster } from './cluster-under-test.ts';

type Cluster = ReturnType<typeof startCluster>;
const at = { namespace: 'default', name: 'web' };

function web(image: string, replicas: number, spec: object = {}) {
  const labels = { app: 'web' };
  return {
    metadata: { namespace: 'default', name: 'web' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: {
        type: 'RollingUpdate' as const,
        rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
      },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image }] } },
      ...spec,
    },
  };
}

function setImage({ api }: Cluster, image: string) {
  const { template } = web(image, 1).spec;
  const found = api.get('deployments.apps', at);
  if (!found.spec) throw new Error('no spec');
  api.update('deployments.apps', { ...found, spec: { ...found.spec, template } });
}

function sets({ api }: Cluster) {
  return api
    .list('replicasets.apps')
    .map(({ metadata, spec, status }) => [
      metadata.annotations?.['deployment.kubernetes.io/revision'],
      spec?.replicas,
      status?.readyReplicas ?? 0,
    ])
    .toSorted((a, b) => Number(a[0]) - Number(b[0]));
}

function messages({ api }: Cluster, kind: string) {
  return api
    .list('events')
    .filter(({ involvedObject }) => involvedObject.kind === kind)
    .map(({ message }) => message?.replace(/[a-z0-9]{8,10}/, 'HASH'));
}

test('a deployment makes its pods and says so', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  api.create('deployments.apps', web('nginx:1', 3));
  clock.advance(10_000);
  const [set] = api.list('replicasets.apps');
  expect(set?.metadata.name).toMatch(/^web-[bcdf-hj-np-tv-xz24-9]{8,10}$/);
  expect(
    api.list('pods').map(({ metadata }) => metadata.name.startsWith(`${set?.metadata.name}-`)),
  ).toEqual([true, true, true]);
  expect(api.get('deployments.apps', at).status).toEqual({
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    terminatingReplicas: 0,
    conditions: [
      {
        type: 'Available',
        status: 'True',
        lastUpdateTime: '2026-01-01T00:00:01Z',
        lastTransitionTime: '2026-01-01T00:00:01Z',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      },
      {
        type: 'Progressing',
        status: 'True',
        lastUpdateTime: '2026-01-01T00:00:01Z',
        lastTransitionTime: '2026-01-01T00:00:00Z',
        reason: 'NewReplicaSetAvailable',
        message: `ReplicaSet "${set?.metadata.name}" has successfully progressed.`,
      },
    ],
  });
  expect(messages(cluster, 'Deployment')).toEqual(['Scaled up replica set web-HASH from 0 to 3']);
  expect(messages(cluster, 'ReplicaSet')).toHaveLength(3);
});

test('a new template rolls step by step within its limits', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  api.create('deployments.apps', web('nginx:1', 4));
  clock.advance(10_000);
  setImage(cluster, 'nginx:2');
  let fewest = 4;
  let most = 4;
  for (let step = 0; step < 400; step += 1) {
    clock.advance(50);
    const { availableReplicas = 0 } = api.get('deployments.apps', at).status ?? {};
    fewest = Math.min(fewest, availableReplicas);
    const active = api.list('pods').filter(({ metadata }) => !metadata.deletionTimestamp).length;
    most = Math.max(most, active);
  }
  expect(fewest).toBe(3);
  expect(most).toBe(5);
  expect(sets(cluster)).toEqual([
    ['1', 0, 0],
    ['2', 4, 4],
  ]);
  expect(api.get('deployments.apps', at).metadata.annotations).toEqual({
    'deployment.kubernetes.io/revision': '2',
  });
});

test('going back to a former template takes its set again, at a new revision', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  api.create('deployments.apps', web('nginx:1', 2));
  clock.advance(10_000);
  setImage(cluster, 'nginx:2');
  clock.advance(20_000);
  setImage(cluster, 'nginx:1');
  clock.advance(20_000);
  expect(sets(cluster)).toEqual([
    ['2', 0, 0],
    ['3', 2, 2],
  ]);
  const histories = api
    .list('replicasets.apps')
    .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision-history']);
  expect(new Set(histories)).toEqual(new Set(['1', undefined]));
});

test('recreate ends every old pod before the first new one', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  api.create('deployments.apps', web('nginx:1', 3, { strategy: { type: 'Recreate' } }));
  clock.advance(10_000);
  setImage(cluster, 'nginx:2');
  for (let step = 0; step < 200; step += 1) {
    clock.advance(50);
    expect(
      new Set(api.list('pods').map(({ spec }) => spec?.containers[0]?.image)).size,
    ).toBeLessThan(2);
  }
  expect(sets(cluster)).toEqual([
    ['1', 0, 0],
    ['2', 3, 3],
  ]);
});

test('a paused deployment scales but does not roll', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  api.create('deployments.apps', web('nginx:1', 2));
  clock.advance(10_000);
  api.merge('deployments.apps', at, { spec: { paused: true, replicas: 3 } });
  setImage(cluster, 'nginx:2');
  clock.advance(10_000);
  expect(sets(cluster)).toEqual([['1', 3, 3]]);
  const progress = api
    .get('deployments.apps', at)
    .status?.conditions?.find(({ type }) => type === 'Progressing');
  expect(progress).toMatchObject({
    status: 'Unknown',
    reason: 'DeploymentPaused',
    message: 'Deployment is paused',
  });
  api.merge('deployments.apps', at, { spec: { paused: null } });
  clock.advance(20_000);
  expect(sets(cluster)).toEqual([
    ['1', 0, 0],
    ['2', 3, 3],
  ]);
});

test('a rollout that does not progress times out', () => {
  const cluster = startCluster({ readyAfterMs: 10_000_000 });
  const { api, clock } = cluster;
  api.create('deployments.apps', web('nginx:1', 1, { progressDeadlineSeconds: 60 }));
  clock.advance(50_000);
  const progress = () =>
    api.get('deployments.apps', at).status?.conditions?.find(({ type }) => type === 'Progressing');
  expect(progress()?.reason).toBe('ReplicaSetUpdated');
  clock.advance(20_000);
  expect(progress()).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
});

test('scaling down keeps what is left', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  api.create('deployments.apps', web('nginx:1', 5));
  clock.advance(10_000);
  api.merge('deployments.apps', at, { spec: { replicas: 2 } });
  clock.advance(10_000);
  expect(sets(cluster)).toEqual([['1', 2, 2]]);
  expect(api.list('pods')).toHaveLength(2);
  expect(messages(cluster, 'Deployment').at(-1)).toBe(
    'Scaled down replica set web-HASH from 5 to 2',
  );
});

test('goes back to a saved instant and runs the same again', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  api.create('deployments.apps', web('nginx:1', 4));
  clock.advance(700);
  const restore = cluster.save();
  const run = () => {
    setImage(cluster, 'nginx:2');
    clock.advance(20_000);
    return JSON.stringify(
      ['deployments.apps', 'replicasets.apps', 'pods', 'events'].map((one) => api.list(one)),
    );
  };
  const first = run();
  restore();
  expect(run()).toBe(first);
});

// The example of kubernetes.io/docs/concepts/workloads/controllers/deployment, «Proportional scaling».
test('while a rollout is stuck, more replicas are shared in proportion', () => {
  const cluster = startCluster({
    isStuck: ({ spec }) => spec?.containers[0]?.image === 'nginx:stuck',
  });
  const { api, clock } = cluster;
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } };
  clock.advance(100);
  api.create('deployments.apps', web('nginx:1', 10, { strategy }));
  clock.advance(10_000);
  setImage(cluster, 'nginx:stuck');
  clock.advance(10_000);
  const sizes = () => sets(cluster).map(([revision, replicas]) => [revision, replicas]);
  expect(sizes()).toEqual([
    ['1', 8],
    ['2', 5],
  ]);
  api.merge('deployments.apps', at, { spec: { replicas: 15 } });
  clock.advance(10_000);
  expect(sizes()).toEqual([
    ['1', 11],
    ['2', 7],
  ]);
});

test('only as many former sets stay as the history holds', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  api.create('deployments.apps', web('nginx:1', 1, { revisionHistoryLimit: 2 }));
  for (const tag of [2, 3, 4, 5]) {
    clock.advance(10_000);
    setImage(cluster, `nginx:${tag}`);
    api.merge('deployments.apps', at, { spec: { revisionHistoryLimit: 2 } });
  }
  clock.advance(10_000);
  expect(sets(cluster).map(([revision]) => revision)).toEqual(['3', '4', '5']);
});

test('a pod that the API refuses is a condition of its deployment', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  api.create('resourcequotas', {
    metadata: { namespace: 'default', name: 'few' },
    spec: { hard: { pods: '1' } },
  });
  api.create('deployments.apps', web('nginx:1', 2));
  clock.advance(10_000);
  const failure = api
    .get('deployments.apps', at)
    .status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
  expect(failure).toMatchObject({ status: 'True', reason: 'FailedCreate' });
  expect(failure?.message).toMatch(
    /^pods "web-[a-z0-9]+-[a-z0-9]+" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1$/,
  );
});
