import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { limits } from './late-limits.ts';

await limits.load();

function startApi() {
  const { api } = createApi({ clock: createClock(0), random: createRandom(1) });
  if (!api.find('namespaces', { name: 'default' }))
    api.create('namespaces', { metadata: { name: 'default' } });
  api.create('serviceaccounts', { metadata: { namespace: 'default', name: 'default' } });
  const createPod = (name: string, resources?: object) =>
    api.create('pods', {
      metadata: { namespace: 'default', name },
      spec: { containers: [{ name: 'web', image: 'nginx', ...(resources ? { resources } : {}) }] },
    });
  return { api, createPod };
}

test('a pod beyond the quota is refused, and says by how much', () => {
  const { api, createPod } = startApi();
  const hard = { pods: '2', 'requests.cpu': '1' };
  api.create('resourcequotas', {
    metadata: { namespace: 'default', name: 'small' },
    spec: { hard },
  });
  createPod('a', { requests: { cpu: '600m' } });
  expect(() => createPod('b', { requests: { cpu: '500m' } })).toThrow(
    'pods "b" is forbidden: exceeded quota: small, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
  );
  createPod('c', { requests: { cpu: '100m' } });
  expect(() => createPod('d', { requests: { cpu: '1m' } })).toThrow(
    'pods "d" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2',
  );
});

test('a quota on requests asks every container for its own', () => {
  const { api, createPod } = startApi();
  const hard = { 'limits.memory': '1Gi', 'requests.cpu': '1' };
  api.create('resourcequotas', {
    metadata: { namespace: 'default', name: 'small' },
    spec: { hard },
  });
  expect(() => createPod('a')).toThrow(
    'pods "a" is forbidden: failed quota: small: must specify limits.memory for: web; requests.cpu for: web',
  );
});

test('a quota counts objects of other kinds', () => {
  const { api } = startApi();
  const hard = { 'count/configmaps': '1', services: '0' };
  api.create('resourcequotas', { metadata: { namespace: 'default', name: 'few' }, spec: { hard } });
  api.create('configmaps', { metadata: { namespace: 'default', name: 'a' } });
  expect(() => api.create('configmaps', { metadata: { namespace: 'default', name: 'b' } })).toThrow(
    'configmaps "b" is forbidden: exceeded quota: few, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1',
  );
});

test('a limit range fills in what containers leave out, and refuses what is out of range', () => {
  const { api, createPod } = startApi();
  api.create('limitranges', {
    metadata: { namespace: 'default', name: 'usual' },
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m', memory: '256Mi' },
          defaultRequest: { cpu: '100m', memory: '64Mi' },
          max: { cpu: '1' },
          min: { cpu: '50m' },
        },
      ],
    },
  });
  const pod = createPod('a');
  expect(pod.spec?.containers[0]?.resources).toEqual({
    limits: { cpu: '500m', memory: '256Mi' },
    requests: { cpu: '100m', memory: '64Mi' },
  });
  expect(pod.metadata.annotations).toEqual({
    'kubernetes.io/limit-ranger':
      'LimitRanger plugin set: cpu, memory request for container web; cpu, memory limit for container web',
  });
  expect(() => createPod('b', { limits: { cpu: '2' }, requests: { cpu: '10m' } })).toThrow(
    'pods "b" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, maximum cpu usage per Container is 1, but limit is 2]',
  );
});
