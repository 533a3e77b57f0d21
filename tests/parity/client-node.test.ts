import { PassThrough, Readable, Writable } from 'node:stream';
import {
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  makeInformer,
  PatchStrategy,
  PortForward,
  setHeaderOptions,
  Watch,
  type V1ConfigMap,
  type V1ObjectMeta,
  type V1Pod,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '#cluster/cluster.ts';
import { startPace, type Pace } from '#worker/pace.ts';
import { serveApi, type ApiServer } from '../../scripts/api-server.ts';
import { loadAll, newCluster } from '#worker/course-cluster.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { runOurs } from './bench.ts';

await loadAll();

let cluster: Cluster;
let server: ApiServer;
let pace: Pace;
const config = new KubeConfig();
const namespace = 'default';

beforeAll(async () => {
  cluster = newCluster({ start: Date.now() - 60_000, seed: 1, turn: nodeHost.turn });
  await runOurs(cluster, 'kubectl apply -f bookinfo.yaml -f sidecars.yaml', {});
  cluster.clock.advance(60_000);
  server = await serveApi(cluster.fetch);
  pace = startPace(cluster.clock, nodeHost, 20);
  // The client speaks plain HTTP only to whom it does not verify.
  const [name, skipTLSVerify] = ['kind-maillage', true];
  config.loadFromClusterAndUser({ name, server: server.url, skipTLSVerify }, { name });
});

afterAll(async () => {
  pace.stop();
  await server.close();
});

const core = () => config.makeApiClient(CoreV1Api);
const apps = () => config.makeApiClient(AppsV1Api);

/** What a replacement must repeat: the name, and the version that was read. */
function versionOf({ metadata }: { metadata?: V1ObjectMeta }): V1ObjectMeta {
  const { name, resourceVersion } = metadata ?? {};
  return { ...(name ? { name } : {}), namespace, ...(resourceVersion ? { resourceVersion } : {}) };
}

/** Waits for a condition that the cluster brings about. */
async function until(isTrue: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never came: ${what}`);
}

function collect(): { stream: Writable; text: () => string } {
  let text = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}

describe('lists and reads', () => {
  test('all pods, by label, by field, and page by page', async () => {
    const all = await core().listNamespacedPod({ namespace });
    expect(all.items.length).toBeGreaterThanOrEqual(9);
    const reviews = await core().listNamespacedPod({ namespace, labelSelector: 'app=reviews' });
    expect(new Set(reviews.items.map((pod) => pod.metadata?.labels?.['version']))).toEqual(
      new Set(['v1', 'v2', 'v3']),
    );
    const named = await core().listNamespacedPod({
      namespace,
      fieldSelector: 'metadata.name=meshed',
    });
    expect(named.items).toHaveLength(1);
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page: Awaited<ReturnType<CoreV1Api['listNamespacedPod']>> =
        await core().listNamespacedPod({
          namespace,
          limit: 4,
          ...(token ? { _continue: token } : {}),
        });
      expect(page.items.length).toBeLessThanOrEqual(4);
      names.push(...page.items.map((pod) => pod.metadata?.name ?? ''));
      token = page.metadata?._continue;
    } while (token);
    expect(names).toEqual(all.items.map((pod) => pod.metadata?.name));
  });

  test('dates are dates, and a missing object is a 404 with its Status', async () => {
    const node = await core().readNode({ name: 'maillage-worker' });
    expect(node.metadata?.creationTimestamp).toBeInstanceOf(Date);
    await expect(core().readNamespacedPod({ namespace, name: 'absent' })).rejects.toMatchObject({
      code: 404,
    });
  });
});

describe('writes', () => {
  const name = 'settings';
  const read = (): Promise<V1ConfigMap> => core().readNamespacedConfigMap({ namespace, name });

  test('creates, replaces with the right version only, and deletes', async () => {
    const created = await core().createNamespacedConfigMap({
      namespace,
      body: { metadata: { name }, data: { a: '1' } },
    });
    await core().replaceNamespacedConfigMap({
      namespace,
      name,
      body: { metadata: versionOf(created), data: { a: '2' } },
    });
    await expect(
      core().replaceNamespacedConfigMap({
        namespace,
        name,
        body: { metadata: versionOf(created), data: { a: '3' } },
      }),
    ).rejects.toMatchObject({ code: 409 });
    expect((await read()).data).toEqual({ a: '2' });
    await core().deleteNamespacedConfigMap({ namespace, name });
    await expect(read()).rejects.toMatchObject({ code: 404 });
  });

  test.each([
    [PatchStrategy.MergePatch, { data: { b: '1' } }],
    [PatchStrategy.StrategicMergePatch, { data: { b: '1' } }],
    [PatchStrategy.JsonPatch, [{ op: 'add', path: '/data/b', value: '1' }]],
  ])('patches as %s', async (strategy, body) => {
    await core().createNamespacedConfigMap({
      namespace,
      body: { metadata: { name }, data: { a: '1' } },
    });
    await core().patchNamespacedConfigMap(
      { namespace, name, body },
      setHeaderOptions('Content-Type', strategy),
    );
    expect((await read()).data).toEqual({ a: '1', b: '1' });
    await core().deleteNamespacedConfigMap({ namespace, name });
  });

  test('applies on the server side, and another manager meets a conflict', async () => {
    const body = (value: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: { a: value },
    });
    const apply = (value: string, fieldManager: string) =>
      core().patchNamespacedConfigMap(
        { namespace, name, body: body(value), fieldManager },
        setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
      );
    await apply('1', 'one');
    await expect(apply('2', 'other')).rejects.toMatchObject({ code: 409 });
    await apply('2', 'one');
    expect((await read()).data).toEqual({ a: '2' });
    await core().deleteNamespacedConfigMap({ namespace, name });
  });

  test('strategic patches merge containers by name', async () => {
    const patch = {
      spec: {
        template: { spec: { containers: [{ name: 'details', env: [{ name: 'A', value: 'b' }] }] } },
      },
    };
    await apps().patchNamespacedDeployment(
      { namespace, name: 'details-v1', body: patch },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    );
    const { spec } = await apps().readNamespacedDeployment({ namespace, name: 'details-v1' });
    expect(spec?.template.spec?.containers[0]).toMatchObject({
      name: 'details',
      env: [{ name: 'A', value: 'b' }],
    });
    expect(spec?.template.spec?.containers[0]?.image).toContain('details');
  });

  test('scales through the subresource', async () => {
    const scale = await apps().readNamespacedDeploymentScale({ namespace, name: 'ratings-v1' });
    await apps().replaceNamespacedDeploymentScale({
      namespace,
      name: 'ratings-v1',
      body: { metadata: versionOf(scale), spec: { replicas: 2 } },
    });
    const { spec } = await apps().readNamespacedDeployment({ namespace, name: 'ratings-v1' });
    expect(spec?.replicas).toBe(2);
  });

  test('an object of any kind goes through discovery', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const object = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'essai' },
      spec: { controller: 'example.com/x' },
    };
    await objects.create(object);
    expect(
      (await objects.read({ ...object, metadata: { name: 'essai', namespace: '' } })).metadata?.uid,
    ).toBeTruthy();
    await objects.delete(object);
  });
});

describe('watches', () => {
  test('tells what is added, changed and deleted, from a resourceVersion', async () => {
    const { metadata } = await core().listNamespacedConfigMap({ namespace });
    const seen: string[] = [];
    const stop = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/configmaps`,
      { resourceVersion: metadata?.resourceVersion, allowWatchBookmarks: true },
      (phase, object: V1ConfigMap) => {
        if (phase !== 'BOOKMARK') seen.push(`${phase} ${object.metadata?.name}`);
      },
      () => undefined,
    );
    await core().createNamespacedConfigMap({ namespace, body: { metadata: { name: 'watched' } } });
    await core().patchNamespacedConfigMap(
      { namespace, name: 'watched', body: { data: { a: 'b' } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    await core().deleteNamespacedConfigMap({ namespace, name: 'watched' });
    await until(() => seen.length >= 3, 'three events');
    stop.abort();
    expect(seen).toEqual(['ADDED watched', 'MODIFIED watched', 'DELETED watched']);
  });

  test('an informer goes on after its connection is lost, and misses nothing', async () => {
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    const informer = makeInformer<V1ConfigMap>(config, path, () =>
      core().listNamespacedConfigMap({ namespace }),
    );
    const seen: string[] = [];
    let connections = 0;
    informer.on('add', (object) => seen.push(`add ${object.metadata?.name}`));
    informer.on('delete', (object) => seen.push(`delete ${object.metadata?.name}`));
    informer.on('connect', () => (connections += 1));
    informer.on('error', () => void informer.start());
    await informer.start();
    await core().createNamespacedConfigMap({ namespace, body: { metadata: { name: 'before' } } });
    await until(() => seen.includes('add before'), 'the first object');
    server.dropConnections();
    await core().createNamespacedConfigMap({ namespace, body: { metadata: { name: 'after' } } });
    await core().deleteNamespacedConfigMap({ namespace, name: 'before' });
    await until(
      () => seen.includes('add after') && seen.includes('delete before'),
      'what came meanwhile',
    );
    expect(connections).toBeGreaterThanOrEqual(2);
    await informer.stop();
    await core().deleteNamespacedConfigMap({ namespace, name: 'after' });
  });
});

describe('pods', () => {
  test('logs, whole and by their end', async () => {
    const log = new Log(config);
    const whole = collect();
    await log.log(namespace, 'waiting', 'first', whole.stream);
    await until(() => whole.text() !== '', 'the log');
    expect(whole.text()).toBe('premier\n');
  });

  test('exec gives output, exit code, and takes its input', async () => {
    const out = collect();
    const codes: unknown[] = [];
    const exec = new Exec(config);
    await exec.exec(
      namespace,
      'meshed',
      'app',
      ['sh', '-c', 'echo $GREETING; exit 3'],
      out.stream,
      null,
      null,
      false,
      (status) => codes.push(status.details?.causes?.[0]?.message),
    );
    await until(() => codes.length > 0, 'the status');
    expect([out.text(), codes]).toEqual(['bonjour\n', ['3']]);

    const echoed = collect();
    const input = new PassThrough();
    await exec.exec(
      namespace,
      'meshed',
      'app',
      ['head', '-n', '1'],
      echoed.stream,
      null,
      input,
      false,
    );
    input.write('salut\n');
    await until(() => echoed.text() !== '', 'what was typed');
    expect(echoed.text()).toBe('salut\n');
    input.end();
  });

  test('exec in a container that is not there is refused', async () => {
    await expect(
      new Exec(config).exec(namespace, 'meshed', 'absent', 'ls', null, null, null, false),
    ).rejects.toBeDefined();
  });

  test('a forwarded port speaks HTTP', async () => {
    const { items } = await core().listNamespacedPod({ namespace, labelSelector: 'app=details' });
    const pod =
      items.find(({ status }: V1Pod) => status?.phase === 'Running')?.metadata?.name ?? '';
    const out = collect();
    const request = Readable.from([
      'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
    ]);
    await new PortForward(config).portForward(namespace, pod, [9080], out.stream, null, request);
    await until(() => out.text().includes('\r\n\r\n'), 'the answer');
    expect(out.text()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test('eviction deletes the pod, and its deployment makes another', async () => {
    const before = await core().listNamespacedPod({ namespace, labelSelector: 'app=productpage' });
    const name = before.items[0]?.metadata?.name ?? '';
    await core().createNamespacedPodEviction({
      namespace,
      name,
      body: { metadata: { name, namespace } },
    });
    const others = () =>
      cluster.api
        .list('pods', { namespace, labels: 'app=productpage' })
        .filter((pod) => pod.metadata.name !== name);
    await until(() => others().length > 0, 'the new pod');
    expect(others()).toHaveLength(1);
  });
});
