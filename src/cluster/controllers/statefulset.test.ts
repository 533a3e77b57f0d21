import { expect, test } from 'vitest';
import { startCluster } from './cluster-under-test.ts';

const labels = { app: 'db' };
const at = { namespace: 'default', name: 'db' };
type Cluster = ReturnType<typeof startCluster>;

function template(image: string) {
  return {
    metadata: { labels },
    spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'db', image }] },
  };
}

function createDb({ api }: Cluster, spec: object = {}) {
  api.create('statefulsets.apps', {
    metadata: at,
    spec: {
      replicas: 3,
      serviceName: 'db',
      selector: { matchLabels: labels },
      podManagementPolicy: 'OrderedReady' as const,
      updateStrategy: { type: 'RollingUpdate' as const, rollingUpdate: { partition: 0 } },
      template: template('db:1'),
      ...spec,
    },
  });
}

function names({ api }: Cluster) {
  return api.list('pods').map(({ metadata }) => metadata.name);
}

function setImage({ api }: Cluster, image: string) {
  const set = api.get('statefulsets.apps', at);
  if (!set.spec) throw new Error('no spec');
  api.update('statefulsets.apps', { ...set, spec: { ...set.spec, template: template(image) } });
}

test('pods come one after the other, each when the one before is ready', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  createDb(cluster);
  clock.advance(500);
  expect(names(cluster)).toEqual(['db-0']);
  clock.advance(1600);
  expect(names(cluster)).toEqual(['db-0', 'db-1']);
  clock.advance(5000);
  const { currentRevision, ...status } = api.get('statefulsets.apps', at).status ?? {};
  expect(status).toEqual({
    observedGeneration: 1,
    replicas: 3,
    readyReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    updateRevision: currentRevision,
    collisionCount: 0,
    availableReplicas: 3,
  });
  const pod = api.get('pods', { namespace: 'default', name: 'db-1' });
  expect(pod.spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' });
  expect(pod.metadata.labels).toEqual({
    app: 'db',
    'apps.kubernetes.io/pod-index': '1',
    'controller-revision-hash': currentRevision,
    'statefulset.kubernetes.io/pod-name': 'db-1',
  });
});

test('in parallel, they all come at once', () => {
  const cluster = startCluster();
  cluster.clock.advance(100);
  createDb(cluster, { podManagementPolicy: 'Parallel' });
  cluster.clock.advance(500);
  expect(names(cluster)).toEqual(['db-0', 'db-1', 'db-2']);
});

test('a new template rolls from the last pod down to the partition', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  createDb(cluster, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } });
  clock.advance(10_000);
  setImage(cluster, 'db:2');
  clock.advance(500);
  const images = () =>
    api
      .list('pods')
      .map(({ spec, metadata }) => [
        metadata.name,
        spec?.containers[0]?.image,
        metadata.deletionTimestamp !== undefined,
      ]);
  expect(images()).toEqual([
    ['db-0', 'db:1', false],
    ['db-1', 'db:1', false],
    ['db-2', 'db:1', true],
  ]);
  clock.advance(20_000);
  expect(images()).toEqual([
    ['db-0', 'db:1', false],
    ['db-1', 'db:2', false],
    ['db-2', 'db:2', false],
  ]);
  expect(api.get('statefulsets.apps', at).status).toMatchObject({
    currentReplicas: 1,
    updatedReplicas: 2,
  });
});

test('fewer replicas go from the last one', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  clock.advance(100);
  createDb(cluster);
  clock.advance(10_000);
  api.merge('statefulsets.apps', at, { spec: { replicas: 1 } });
  clock.advance(500);
  expect(names(cluster)).toEqual(['db-0', 'db-1', 'db-2']);
  clock.advance(10_000);
  expect(names(cluster)).toEqual(['db-0']);
});

test('every pod has a claim of its own, bound when the pod is placed, and kept after it', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  api.create('storageclasses.storage.k8s.io', {
    metadata: { name: 'standard' },
    provisioner: 'rancher.io/local-path',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  clock.advance(100);
  createDb(cluster, {
    replicas: 2,
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'standard',
          resources: { requests: { storage: '1Gi' } },
        },
      },
    ],
  });
  clock.advance(20_000);
  expect(names(cluster)).toEqual(['db-0', 'db-1']);
  const claims = () =>
    api.list('persistentvolumeclaims').map(({ metadata, status }) => [metadata.name, status]);
  const bound = { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } };
  expect(claims()).toEqual([
    ['data-db-0', bound],
    ['data-db-1', bound],
  ]);
  expect(api.list('persistentvolumes').map(({ status }) => status)).toMatchObject([
    { phase: 'Bound' },
    { phase: 'Bound' },
  ]);
  api.delete('statefulsets.apps', at, { propagationPolicy: 'Background' });
  clock.advance(10_000);
  expect(names(cluster)).toEqual([]);
  expect(claims()).toHaveLength(2);
});
