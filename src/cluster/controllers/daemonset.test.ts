import { expect, test } from 'vitest';
import { startCluster } from './cluster-under-test.ts';

const labels = { app: 'agent' };
const at = { namespace: 'default', name: 'agent' };
type Cluster = ReturnType<typeof startCluster>;

function nodes({ api }: Cluster, ...names: string[]) {
  for (const name of names) api.create('nodes', { metadata: { name, labels: { disk: name } } });
}

function template(image: string) {
  return {
    metadata: { labels },
    spec: { terminationGracePeriodSeconds: 30, containers: [{ name: 'agent', image }] },
  };
}

function createAgent({ api }: Cluster) {
  api.create('daemonsets.apps', {
    metadata: at,
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: {
        type: 'RollingUpdate' as const,
        rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
      },
      template: template('agent:1'),
    },
  });
}

test('every node that its tolerations allow runs one pod', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  nodes(cluster, 'a', 'b');
  api.create('nodes', {
    metadata: { name: 'c' },
    spec: {
      taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' as const }],
    },
  });
  clock.advance(100);
  createAgent(cluster);
  clock.advance(5000);
  const targets = api
    .list('pods')
    .map(
      ({ spec }) =>
        spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
          ?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0],
    );
  expect(targets.length).toBe(2);
  expect(new Set(targets)).toEqual(new Set(['a', 'b']));
  nodes(cluster, 'd');
  clock.advance(5000);
  expect(api.get('daemonsets.apps', at).status).toEqual({
    currentNumberScheduled: 3,
    desiredNumberScheduled: 3,
    numberAvailable: 3,
    numberMisscheduled: 0,
    numberReady: 3,
    observedGeneration: 1,
    updatedNumberScheduled: 3,
  });
});

test('a new template replaces the pods one by one, and remembers the former one', () => {
  const cluster = startCluster();
  const { api, clock } = cluster;
  nodes(cluster, 'a', 'b', 'c');
  clock.advance(100);
  createAgent(cluster);
  clock.advance(5000);
  const set = api.get('daemonsets.apps', at);
  if (!set.spec) throw new Error('no spec');
  api.update('daemonsets.apps', { ...set, spec: { ...set.spec, template: template('agent:2') } });
  let fewest = 3;
  for (let step = 0; step < 300; step += 1) {
    clock.advance(100);
    fewest = Math.min(fewest, api.get('daemonsets.apps', at).status?.numberAvailable ?? 0);
  }
  expect(fewest).toBe(2);
  expect(api.list('pods').map(({ spec }) => spec?.containers[0]?.image)).toEqual([
    'agent:2',
    'agent:2',
    'agent:2',
  ]);
  expect(new Set(api.list('controllerrevisions.apps').map((one) => one['revision']))).toEqual(
    new Set([1, 2]),
  );
});
