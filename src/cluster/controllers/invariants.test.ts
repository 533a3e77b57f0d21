import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from '#cluster/api/api.ts';
import { matchesLabels } from '#cluster/label-selector.ts';
import { startCluster } from './cluster-under-test.ts';
import { isActive, isReady } from './pod-state.ts';

type Cluster = ReturnType<typeof startCluster>;
type Act = (cluster: Cluster) => void;

const namespace = 'default';
const names = fc.constantFrom('a', 'b', 'c');

function deployment(name: string, replicas: number, image: string) {
  const labels = { app: name };
  return {
    metadata: { namespace, name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: {
        type: 'RollingUpdate' as const,
        rollingUpdate: { maxSurge: 1, maxUnavailable: 1 },
      },
      template: {
        metadata: { labels },
        spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'web', image }] },
      },
    },
  };
}

/** What the API refuses (it is not there, it is there already) is no operation. */
function attempt(act: Act): Act {
  return (cluster) => {
    try {
      act(cluster);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  };
}

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % Math.max(1, items.length)];
}

const policies = fc.constantFrom('Background', 'Foreground', 'Orphan');

const acts: fc.Arbitrary<Act> = fc.oneof(
  fc
    .tuple(names, fc.nat(5))
    .map(([name, replicas]): Act =>
      attempt(({ api }) => api.create('deployments.apps', deployment(name, replicas, 'nginx:1'))),
    ),
  fc
    .tuple(names, fc.nat(6))
    .map(([name, replicas]): Act =>
      attempt(({ api }) =>
        api.merge('deployments.apps', { namespace, name }, { spec: { replicas } }),
      ),
    ),
  fc.tuple(names, fc.nat(3)).map(([name, version]): Act =>
    attempt(({ api }) => {
      const found = api.get('deployments.apps', { namespace, name });
      const { template } = deployment(name, 1, `nginx:${version}`).spec;
      if (found.spec)
        api.update('deployments.apps', { ...found, spec: { ...found.spec, template } });
    }),
  ),
  fc
    .tuple(names, policies)
    .map(([name, propagationPolicy]): Act =>
      attempt(({ api }) =>
        api.delete('deployments.apps', { namespace, name }, { propagationPolicy }),
      ),
    ),
  fc.nat(50).map((at): Act =>
    attempt(({ api }) => {
      const pod = pick(api.list('pods'), at);
      if (pod) api.delete('pods', pod.metadata);
    }),
  ),
  fc.nat(50).map((at): Act =>
    attempt(({ api }) => {
      const pod = pick(api.list('pods'), at);
      if (pod) api.merge('pods', pod.metadata, { metadata: { labels: { app: 'stray' } } });
    }),
  ),
  fc.nat(50).map((at): Act =>
    attempt(({ api }) => {
      const set = pick(api.list('replicasets.apps'), at);
      if (set) api.delete('replicasets.apps', set.metadata, { propagationPolicy: 'Background' });
    }),
  ),
  names.map((name): Act =>
    attempt(({ api }) =>
      api.create('services', {
        metadata: { namespace, name },
        spec: { selector: { app: name }, ports: [{ port: 80, protocol: 'TCP' as const }] },
      }),
    ),
  ),
  names.map((name): Act => attempt(({ api }) => api.delete('services', { namespace, name }))),
  fc.nat(3000).map(
    (ms): Act =>
      ({ clock }) =>
        clock.advance(ms),
  ),
);

function settle({ clock }: Cluster): void {
  clock.advance(120_000);
}

/** Objects whose owner is not there. */
function orphans({ api }: Cluster): readonly string[] {
  const all = api.resources().filter((one) => !one.includes('reviews'));
  const alive = new Set(all.flatMap((one) => api.list(one)).map(({ metadata }) => metadata.uid));
  return all
    .flatMap((one) => api.list(one))
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => !alive.has(uid)))
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

function expectConverged({ api }: Cluster): void {
  for (const { metadata, spec, status } of api.list('deployments.apps')) {
    const wanted = spec?.replicas ?? 0;
    expect([metadata.name, status?.availableReplicas ?? 0, status?.updatedReplicas ?? 0]).toEqual([
      metadata.name,
      wanted,
      wanted,
    ]);
    expect(status?.conditions?.find(({ type }) => type === 'Progressing')?.reason).toBe(
      'NewReplicaSetAvailable',
    );
  }
  const pods = api.list('pods').filter(isActive);
  for (const set of api.list('replicasets.apps')) {
    const own = pods.filter((pod) => pod.metadata.ownerReferences?.[0]?.uid === set.metadata.uid);
    expect(own).toHaveLength(set.spec?.replicas ?? 0);
  }
}

function expectEndpointsAreReadyPods({ api }: Cluster): void {
  const ready = new Set(
    api
      .list('pods')
      .filter(isReady)
      .map(({ metadata }) => metadata.uid),
  );
  for (const service of api.list('services', { namespace })) {
    const { name } = service.metadata;
    const selected = api
      .list('pods', { namespace })
      .filter(({ metadata }) => matchesLabels(service.spec?.selector ?? {}, metadata.labels));
    const uids = new Set(
      selected.map(({ metadata }) => metadata.uid).filter((uid) => ready.has(uid)),
    );
    const slices = api
      .list('endpointslices.discovery.k8s.io', { namespace })
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name);
    expect(
      new Set(
        slices.flatMap(({ endpoints }) =>
          (endpoints ?? []).flatMap(({ targetRef }) => targetRef?.uid ?? []),
        ),
      ),
    ).toEqual(uids);
    const legacy = api.get('endpoints', { namespace, name }).subsets ?? [];
    expect(
      new Set(
        legacy.flatMap(({ addresses = [] }) =>
          addresses.flatMap(({ targetRef }) => targetRef?.uid ?? []),
        ),
      ),
    ).toEqual(uids);
  }
}

test('whatever is done, the cluster comes to what was asked, and leaves nothing behind', () => {
  fc.assert(
    fc.property(
      fc.array(acts, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 1000 }),
      (list, seed) => {
        const cluster = startCluster({ seed });
        cluster.clock.advance(100);
        for (const act of list) act(cluster);
        settle(cluster);
        expect(orphans(cluster)).toEqual([]);
        expectConverged(cluster);
        expectEndpointsAreReadyPods(cluster);
      },
    ),
    { numRuns: 60 },
  );
});

test('a rollout never has fewer pods available than it may, nor more pods than it may', () => {
  const sizes = fc.integer({ min: 1, max: 6 });
  const share = fc.oneof(fc.nat(2), fc.constantFrom('25%', '50%', '100%'));
  fc.assert(
    fc.property(
      sizes,
      share,
      share,
      fc.integer({ min: 1, max: 1000 }),
      (replicas, maxSurge, maxUnavailable, seed) => {
        fc.pre(!(maxSurge === 0 && maxUnavailable === 0));
        const cluster = startCluster({ seed });
        const { api, clock } = cluster;
        clock.advance(100);
        const made = deployment('a', replicas, 'nginx:1');
        const strategy = {
          type: 'RollingUpdate' as const,
          rollingUpdate: { maxSurge, maxUnavailable },
        };
        api.create('deployments.apps', { ...made, spec: { ...made.spec, strategy } });
        clock.advance(10_000);
        const found = api.get('deployments.apps', { namespace, name: 'a' });
        const { template } = deployment('a', 1, 'nginx:2').spec;
        if (found.spec)
          api.update('deployments.apps', { ...found, spec: { ...found.spec, template } });
        const part = (value: number | string, round: (value: number) => number) =>
          typeof value === 'number' ? value : round((Number.parseInt(value, 10) * replicas) / 100);
        const surge = part(maxSurge, Math.ceil);
        const missing = Math.max(part(maxUnavailable, Math.floor), surge === 0 ? 1 : 0);
        for (let step = 0; step < 300; step += 1) {
          clock.advance(100);
          const active = api.list('pods').filter(isActive);
          expect(active.length).toBeLessThanOrEqual(replicas + surge);
          expect(active.filter(isReady).length).toBeGreaterThanOrEqual(replicas - missing);
        }
        expect(
          api
            .list('pods')
            .filter(isActive)
            .every(({ spec }) => spec?.containers[0]?.image === 'nginx:2'),
        ).toBe(true);
      },
    ),
    { numRuns: 25 },
  );
});

test('going back to any instant and doing the same again gives the same cluster', () => {
  const everything = ({ api }: Cluster): string =>
    JSON.stringify(
      api
        .resources()
        .filter((one) => !one.includes('reviews'))
        .map((one) => api.list(one)),
    );
  const run = (cluster: Cluster, list: readonly Act[]): string => {
    for (const act of list) act(cluster);
    cluster.clock.advance(5000);
    return everything(cluster);
  };
  fc.assert(
    fc.property(
      fc.array(acts, { maxLength: 20 }),
      fc.array(acts, { maxLength: 20 }),
      (before, after) => {
        const cluster = startCluster();
        cluster.clock.advance(100);
        for (const act of before) act(cluster);
        const restore = cluster.save();
        const first = run(cluster, after);
        restore();
        expect(run(cluster, after)).toBe(first);
      },
    ),
    { numRuns: 40 },
  );
});
