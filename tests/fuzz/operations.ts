import { ApiError } from '#cluster/api/api.ts';
import { createRandom, type Random } from '#cluster/clock/random.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { loadAll, newCluster } from '#worker/course-cluster.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { missingEndpoints, orphans, wrongEndpoints } from './invariants.ts';
import type { Failure, Outcome } from './run.ts';
import { someWrites, types } from './writes.ts';

await loadAll();

const namespace = 'default';
const names = ['a', 'b', 'c', 'd', '__proto__', 'constructor'];
const images = ['nginx:1.28', 'nginx:absent', 'busybox:1.37', 'nginx:1.29'];
const policies = ['Background', 'Foreground', 'Orphan'] as const;
const perCluster = 2_000;
/** Long enough for grace periods, the endpoints controller and the collector. */
const settleMs = 180_000;

/** How time passes: what it brings costs more than the operations themselves. */
export interface Pace {
  /** Operations between two looks at everything, before which the cluster settles. */
  perLook: number;
  longestWaitMs: number;
}

const usualPace: Pace = { perLook: 100, longestWaitMs: 60_000 };

/** For a million of them: more happens at once, and less in between. */
export const densePace: Pace = { perLook: 400, longestWaitMs: 6_000 };

type Operation = (cluster: Cluster, random: Random, pace: Pace) => unknown;

const oneOf = <T>(random: Random, items: readonly T[]): T | undefined =>
  items[random.below(items.length)];

const someName = (random: Random): string => oneOf(random, names) ?? 'a';

function template(random: Random, app: string) {
  const ready = random.below(5) > 0;
  return {
    metadata: { labels: { app } },
    spec: {
      terminationGracePeriodSeconds: random.below(40),
      containers: [
        {
          name: 'web',
          image: oneOf(random, images) ?? 'nginx:1.28',
          ...(ready ? {} : { readinessProbe: { tcpSocket: { port: 81 }, periodSeconds: 1 } }),
        },
      ],
    },
  };
}

const workloads = [
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
] as const;
const touched = Object.keys(types).filter((resource) => resource !== 'nodes');

function createWorkload(cluster: Cluster, random: Random): unknown {
  const name = someName(random);
  const resource = oneOf(random, workloads) ?? 'deployments.apps';
  const made = template(random, name);
  const isJob = resource === 'jobs.batch';
  return someWrites(cluster, random).create(resource, {
    metadata: { namespace, name },
    spec: isJob
      ? {
          completions: random.below(4),
          parallelism: random.below(3),
          template: { ...made, spec: { ...made.spec, restartPolicy: 'Never' } },
        }
      : {
          ...(resource === 'daemonsets.apps' ? {} : { replicas: random.below(6) }),
          ...(resource === 'statefulsets.apps' ? { serviceName: name } : {}),
          selector: { matchLabels: { app: name } },
          template: made,
        },
  });
}

/** An object that a controller may act on at that very moment. */
function someObject({ api }: Cluster, random: Random, resources: readonly string[]) {
  const resource = oneOf(random, resources) ?? 'pods';
  const object = oneOf(random, api.list(resource, { namespace }));
  return object ? { resource, at: { namespace, name: object.metadata.name }, object } : undefined;
}

const operations: readonly Operation[] = [
  createWorkload,
  createWorkload,
  (cluster, random) => {
    const found = someObject(cluster, random, workloads);
    const patch = { spec: { replicas: random.below(8) } };
    return found && someWrites(cluster, random).merge(found.resource, found.at, patch);
  },
  (cluster, random) => {
    const found = someObject(cluster, random, workloads);
    const containers = [{ name: 'web', image: oneOf(random, images) }];
    const patch = { spec: { template: { spec: { containers } } } };
    return found && someWrites(cluster, random).merge(found.resource, found.at, patch);
  },
  (cluster, random) => {
    const found = someObject(cluster, random, touched);
    const options = {
      propagationPolicy: oneOf(random, policies),
      ...(random.below(3) === 0 ? { gracePeriodSeconds: random.below(5) } : {}),
    };
    return found && someWrites(cluster, random).delete(found.resource, found.at, options);
  },
  (cluster, random) => {
    const found = someObject(cluster, random, touched);
    const labels = { app: someName(random), [someName(random)]: 'x' };
    const patch = { metadata: { labels } };
    return found && someWrites(cluster, random).merge(found.resource, found.at, patch);
  },
  (cluster, random) => {
    const found = someObject(cluster, random, ['pods', 'configmaps', 'deployments.apps']);
    const finalizers = random.below(2) === 0 ? ['example.com/wait'] : null;
    const patch = { metadata: { finalizers } };
    return found && someWrites(cluster, random).merge(found.resource, found.at, patch);
  },
  (cluster, random) => {
    const owner = someObject(cluster, random, [...workloads, 'configmaps']);
    const name = someName(random);
    return someWrites(cluster, random).create('configmaps', {
      metadata: {
        namespace,
        name,
        ...(owner
          ? {
              ownerReferences: [
                {
                  apiVersion: owner.object.apiVersion,
                  kind: owner.object.kind,
                  name: owner.at.name,
                  uid: owner.object.metadata.uid,
                  blockOwnerDeletion: true,
                },
              ],
            }
          : {}),
      },
      data: { [someName(random)]: 'x' },
    });
  },
  (cluster, random) => {
    const name = someName(random);
    return someWrites(cluster, random).create('services', {
      metadata: { namespace, name },
      spec: {
        selector: { app: someName(random) },
        ports: [{ port: 80, protocol: 'TCP' as const }],
      },
    });
  },
  (cluster, random) => {
    const found = someObject(cluster, random, touched);
    return found && someWrites(cluster, random).update(found.resource, found.object);
  },
  (cluster, random) => {
    const name = oneOf(random, cluster.api.list('nodes'))?.metadata.name ?? '';
    const patch = { spec: { unschedulable: random.below(3) === 0 } };
    return someWrites(cluster, random).merge('nodes', { name }, patch);
  },
  ({ clock }, random) => clock.advance(random.below(3_000)),
  ({ clock }, random) => clock.advance(random.below(200)),
  ({ clock }, random, { longestWaitMs }) => clock.advance(random.below(longestWaitMs)),
];

export interface OperationsOptions {
  count: number;
  seed: number;
  pace?: Pace;
  onInput?: (at: number, seed: number, input: string) => void;
}

interface Watched {
  cluster: Cluster;
  broken: string[];
}

/** A cluster of which every change is heard: versions only grow. */
async function watched(seed: number): Promise<Watched> {
  const cluster = newCluster({ seed, start: Date.UTC(2026, 0, 15, 9), turn: nodeHost.turn });
  // Writes are validated from the first one on that comes as a request.
  const configmap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first' } };
  const first = 'https://kubernetes/api/v1/namespaces/default/configmaps?dryRun=All';
  const headers = { 'Content-Type': 'application/json' };
  await cluster.fetch(
    new Request(first, { method: 'POST', body: JSON.stringify(configmap), headers }),
  );
  const broken: string[] = [];
  let last = 0;
  for (const resource of touched)
    cluster.api.watch(resource, ({ type, object }) => {
      const version = Number(object.metadata.resourceVersion);
      if (!(version > last))
        broken.push(`${type} ${object.kind} ${object.metadata.name}: ${version} after ${last}`);
      last = Math.max(last, version);
    });
  return { cluster, broken };
}

function look({ cluster, broken }: Watched, fail: (kind: string, detail: string) => void): void {
  cluster.clock.advance(settleMs);
  for (const line of broken.splice(0)) fail('resourceVersion', line);
  for (const line of orphans(cluster)) fail('orphan', line);
  for (const line of [...wrongEndpoints(cluster), ...missingEndpoints(cluster)])
    fail('endpoints', line);
}

/** Random operations on the API, inside and over HTTP, with looks at what must always hold. */
export async function fuzzOperations({
  count,
  seed,
  pace = usualPace,
  onInput,
}: OperationsOptions): Promise<Outcome> {
  const failures: Failure[] = [];
  let [slowestMs, slowest, heapMB] = [0, '', 0];
  for (let done = 0; done < count;) {
    const clusterSeed = seed + done;
    const random = createRandom(clusterSeed);
    const state = await watched(clusterSeed);
    for (let at = 0; at < perCluster && done < count; at += 1, done += 1) {
      const fail = (kind: string, detail: string): void =>
        void failures.push({ kind, seed: clusterSeed, at, input: '', detail });
      const number = random.below(operations.length);
      if (at % usualPace.perLook === 0) onInput?.(at, clusterSeed, String(number));
      const start = performance.now();
      try {
        await operations[number]?.(state.cluster, random, pace);
        if (at % pace.perLook === pace.perLook - 1) look(state, fail);
      } catch (error) {
        if (!(error instanceof ApiError)) {
          fail('exception', error instanceof Error ? (error.stack ?? '') : String(error));
          at = perCluster;
        }
      }
      const ms = performance.now() - start;
      if (ms > slowestMs) [slowestMs, slowest] = [ms, `operation ${number}`];
    }
    heapMB = Math.max(heapMB, process.memoryUsage().heapUsed / 1e6);
  }
  return { done: count, failures, slowestMs, slowest, heapMB };
}
