import { expect, test } from 'vitest';
import { ApiError, type AdmissionWebhook } from '#cluster/api/api.ts';
import { createApi } from '#cluster/api/create-api.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { later } from '#process/later.ts';

function start() {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const { api, fetch, registerWebhook } = createApi({ clock, random: createRandom(1) });
  api.create('namespaces', { metadata: { name: 'default', labels: { mesh: 'on' } } });
  api.create('namespaces', { metadata: { name: 'other' } });
  api.create('services', {
    metadata: { name: 'hook', namespace: 'default' },
    spec: { clusterIP: '10.96.7.7', selector: { app: 'hook' }, ports: [{ port: 443 }] },
  });
  return { api, clock, fetch, registerWebhook };
}

type Start = ReturnType<typeof start>;

function ready({ api }: Start): void {
  api.create('endpointslices.discovery.k8s.io', {
    metadata: {
      name: 'hook-1',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'hook' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.1.2'], conditions: { ready: true } }],
    ports: [],
  });
}

function configure({ api }: Start, kind: 'mutating' | 'validating', extra = {}): void {
  api.create(`${kind}webhookconfigurations.admissionregistration.k8s.io`, {
    metadata: { name: 'hook' },
    webhooks: [
      {
        name: 'hook.example.com',
        clientConfig: { service: { name: 'hook', namespace: 'default', path: '/do' } },
        rules: [
          {
            operations: ['CREATE'],
            apiGroups: [''],
            apiVersions: ['v1'],
            resources: ['configmaps'],
          },
        ],
        namespaceSelector: { matchLabels: { mesh: 'on' } },
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        ...extra,
      },
    ],
  });
}

function outcome({ api }: Start, name: string, namespace = 'default'): string {
  try {
    const made = api.create('configmaps', { metadata: { name, namespace } });
    return JSON.stringify(made.metadata.labels ?? {});
  } catch (error) {
    if (error instanceof ApiError) return `${error.status.code} ${error.message}`;
    throw error;
  }
}

const service = { namespace: 'default', name: 'hook' };
const deny: AdmissionWebhook = () => ({ allowed: false, status: { message: 'not today' } });
const label: AdmissionWebhook = () => ({
  allowed: true,
  patch: [{ op: 'add', path: '/metadata/labels', value: { injected: 'true' } }],
});

/** What a client wrote has brought the rules that hold for what webhooks patch, too. */
async function written({ fetch }: Start): Promise<void> {
  const url = 'http://cluster/api/v1/namespaces/default/configmaps/none';
  await fetch(new Request(url, { method: 'DELETE' }));
}

test('changes what a mutating webhook patches, in the namespaces that it selects', async () => {
  const cluster = start();
  await written(cluster);
  ready(cluster);
  configure(cluster, 'mutating');
  cluster.registerWebhook(service, '/do', label);
  expect(outcome(cluster, 'a')).toBe('{"injected":"true"}');
  expect(outcome(cluster, 'a', 'other')).toBe('{}');
});

test('keeps of a patch what Go would, so that a later write finds nothing changed', async () => {
  const cluster = start();
  await written(cluster);
  ready(cluster);
  const rule = {
    operations: ['CREATE'],
    apiGroups: [''],
    apiVersions: ['v1'],
    resources: ['pods'],
  };
  configure(cluster, 'mutating', { rules: [rule] });
  const startupProbe = { initialDelaySeconds: 0, periodSeconds: 1, httpGet: { port: 80 } };
  const proxy = { name: 'proxy', image: 'proxy', unknown: true, startupProbe };
  cluster.registerWebhook(service, '/do', () => ({
    allowed: true,
    patch: [{ op: 'add', path: '/spec/containers/-', value: proxy }],
  }));
  const key = { name: 'a', namespace: 'default' };
  cluster.api.create('serviceaccounts', { metadata: { ...key, name: 'default' } });
  const spec = { containers: [{ name: 'a', image: 'nginx' }] };
  const { spec: stored } = cluster.api.create('pods', { metadata: key, spec });
  expect(stored?.containers[1]).not.toHaveProperty('unknown');
  expect(stored?.containers[1]?.startupProbe).not.toHaveProperty('initialDelaySeconds');
});

test('refuses what a validating webhook denies', () => {
  const cluster = start();
  ready(cluster);
  configure(cluster, 'validating');
  cluster.registerWebhook(service, '/do', deny);
  expect(outcome(cluster, 'a')).toBe(
    '400 admission webhook "hook.example.com" denied the request: not today',
  );
});

test('loads a webhook with the first write of a client that it may review, while time stands still', async () => {
  const cluster = start();
  ready(cluster);
  configure(cluster, 'validating');
  let held: boolean | undefined;
  const late = later(async () => {
    await Promise.resolve();
    held = cluster.clock.isHeld();
    return deny;
  });
  cluster.registerWebhook(service, '/do', late);
  const post = async (kind: string): Promise<number> => {
    const url = `http://cluster/api/v1/namespaces/default/${kind}`;
    const body = JSON.stringify({ metadata: { name: 'a' } });
    const headers = { 'content-type': 'application/json' };
    return (await cluster.fetch(new Request(url, { method: 'POST', body, headers }))).status;
  };
  expect(await post('serviceaccounts')).toBe(201);
  expect(late.value).toBeUndefined();
  expect(await post('configmaps')).toBe(400);
  expect(held).toBe(true);
});

test('fails as the API server does when nobody answers behind the Service', () => {
  const cluster = start();
  configure(cluster, 'validating');
  expect(outcome(cluster, 'a')).toBe(
    '500 Internal error occurred: failed calling webhook "hook.example.com": failed to call webhook: Post "https://hook.default.svc:443/do?timeout=10s": dial tcp 10.96.7.7:443: connect: connection refused',
  );
  cluster.api.delete('services', service);
  expect(outcome(cluster, 'a')).toBe(
    '500 Internal error occurred: failed calling webhook "hook.example.com": failed to call webhook: Post "https://hook.default.svc:443/do?timeout=10s": service "hook" not found',
  );
});

test('goes on without a webhook that may fail', () => {
  const cluster = start();
  configure(cluster, 'mutating', { failurePolicy: 'Ignore' });
  expect(outcome(cluster, 'a')).toBe('{}');
});
