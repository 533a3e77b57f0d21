import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';

const base = 'http://kubernetes';
const kinds: readonly (readonly [path: string, apiVersion: string, kind: string])[] = [
  ['/api/v1/namespaces/default/pods', 'v1', 'Pod'],
  ['/api/v1/namespaces/default/services', 'v1', 'Service'],
  ['/api/v1/namespaces/default/secrets', 'v1', 'Secret'],
  ['/api/v1/namespaces', 'v1', 'Namespace'],
  ['/api/v1/nodes', 'v1', 'Node'],
  ['/apis/apps/v1/namespaces/default/deployments', 'apps/v1', 'Deployment'],
  ['/apis/batch/v1/namespaces/default/cronjobs', 'batch/v1', 'CronJob'],
  ['/apis/networking.k8s.io/v1/namespaces/default/ingresses', 'networking.k8s.io/v1', 'Ingress'],
  [
    '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
  ],
  [
    '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers',
    'autoscaling/v1',
    'HorizontalPodAutoscaler',
  ],
  [
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
  ],
  [
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
  ],
];

/** Names that mean something somewhere, so that odd values come to where they are read. */
const key = fc.constantFrom(
  'metadata',
  'name',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'spec',
  'status',
  'containers',
  'image',
  'ports',
  'port',
  'selector',
  'matchLabels',
  'template',
  'replicas',
  'data',
  'stringData',
  'rules',
  'http',
  'paths',
  'versions',
  'schema',
  'openAPIV3Schema',
  'names',
  'kind',
  'webhooks',
  'clientConfig',
  'resources',
  'requests',
  'cpu',
  'volumes',
  'env',
  'value',
  '__proto__',
  'constructor',
  'group',
  'plural',
  'schedule',
  'jobTemplate',
  'clusterIP',
  'type',
  'strategy',
);
const leaf = fc.oneof(
  fc.constantFrom(null, true, 0, -1, 1.5, '', 'x', 'a-b', '25%', '100m', 'ClusterIP', 'TCP'),
  fc.string({ maxLength: 6 }),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc
      .array(fc.tuple(key, tie('tree')), { maxLength: 5 })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

const patches = [
  'merge-patch+json',
  'strategic-merge-patch+json',
  'json-patch+json',
  'apply-patch+yaml',
];

test('whatever is sent, an answer comes back', async () => {
  const { api, fetch } = createApi({ clock: createClock(0), random: createRandom(1) });
  api.create('namespaces', { metadata: { name: 'default' } });
  api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  const send = async (url: string, method: string, body: unknown, type = 'json') => {
    const headers = { 'content-type': `application/${type}` };
    const request = new Request(base + url, { method, headers, body: JSON.stringify(body) });
    const { status } = await fetch(request);
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(600);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.dictionary(key, tree, { maxKeys: 6 }),
      tree,
      async ([path, apiVersion, kind], fields, metadata) => {
        const name = 'x';
        const extra = typeof metadata === 'object' && !Array.isArray(metadata) ? metadata : {};
        const object = { ...fields, apiVersion, kind, metadata: { ...extra, name } };
        await send(path, 'POST', object);
        await send(path, 'POST', { ...fields, metadata });
        await send(`${path}/${name}`, 'PUT', object);
        for (const type of patches) {
          await send(`${path}/${name}?fieldManager=m&force=true`, 'PATCH', object, type);
          await send(`${path}/${name}?fieldManager=m`, 'PATCH', fields, type);
        }
        await fetch(
          new Request(`${base}${path}`, {
            headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
          }),
        );
        await fetch(new Request(`${base}${path}/${name}`, { method: 'DELETE' }));
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 100), seed: 1 },
  );
}, 600_000);

const pod = {
  serviceAccountName: 'default',
  containers: [
    {
      name: 'web',
      image: 'nginx:1',
      ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
      env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: 1 } },
      livenessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 3 },
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      securityContext: { runAsUser: 1, capabilities: { drop: ['ALL'] } },
    },
  ],
  initContainers: [{ name: 'init', image: 'busybox', restartPolicy: 'Always' }],
  volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Gi' } }],
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 3 }],
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { a: 'b' } } },
      ],
    },
  },
};
const labelled = { labels: { app: 'web' } };
const valid: Readonly<Record<string, object>> = {
  Pod: { spec: pod },
  Service: {
    spec: {
      type: 'NodePort',
      selector: { app: 'web' },
      ports: [{ name: 'a', port: 80, targetPort: 'http', nodePort: 30080 }],
      sessionAffinity: 'ClientIP',
    },
  },
  Secret: { type: 'Opaque', data: { a: 'Yg==' }, stringData: { c: 'd' }, immutable: false },
  Namespace: { spec: { finalizers: ['kubernetes'] } },
  Node: { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDR: '10.244.0.0/24' } },
  Deployment: {
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
      template: { metadata: labelled, spec: pod },
    },
  },
  CronJob: {
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } },
    },
  },
  Ingress: {
    spec: {
      rules: [
        {
          host: 'a.b',
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: 'web', port: { number: 80 } } },
              },
            ],
          },
        },
      ],
    },
  },
  ClusterRole: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  HorizontalPodAutoscaler: {
    spec: {
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 80,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    },
  },
  CustomResourceDefinition: {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'xs', singular: 'x', kind: 'X', shortNames: ['y'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { a: { type: 'string' } } } },
            },
          },
          subresources: { status: {}, scale: { specReplicasPath: '.spec.a' } },
          additionalPrinterColumns: [{ name: 'A', type: 'string', jsonPath: '.spec.a' }],
        },
      ],
    },
  },
  MutatingWebhookConfiguration: {
    webhooks: [
      {
        name: 'a.b.c',
        clientConfig: { service: { name: 'web', namespace: 'default', path: '/', port: 443 } },
        rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['x'] }],
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        objectSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
      },
    ],
  },
};

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([step, own]) => placesIn(own, [...path, step]));
  return [path, ...inner];
}

function replaced(value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown {
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === step ? replaced(item, rest, by) : item));
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, own]) => [
      name,
      name === step ? replaced(own, rest, by) : own,
    ]),
  );
}

test('a manifest with one thing wrong, or two, is answered', async () => {
  const { api, fetch } = createApi({ clock: createClock(0), random: createRandom(1) });
  api.create('namespaces', { metadata: { name: 'default' } });
  api.create('serviceaccounts', { metadata: { name: 'default', namespace: 'default' } });
  let accepted = 0;
  const send = async (url: string, method: string, body?: unknown) => {
    const type = method === 'PATCH' ? 'strategic-merge-patch+json' : 'json';
    const headers = { 'content-type': `application/${type}` };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const { status } = await fetch(new Request(base + url, { method, headers, ...text }));
    if (status === 201) accepted += 1;
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.array(fc.tuple(fc.nat(), tree), { minLength: 1, maxLength: 2 }),
      async ([path, apiVersion, kind], faults) => {
        const name = kind === 'CustomResourceDefinition' ? 'xs.example.com' : 'x';
        const good = { ...valid[kind], apiVersion, kind, metadata: { name, ...labelled } };
        const places = placesIn(good);
        const wrong = faults.reduce<unknown>(
          (object, [place, by]) => replaced(object, places[place % places.length] ?? [], by),
          good,
        );
        await send(path, 'POST', wrong);
        await send(path, 'POST', good);
        await send(`${path}/${name}`, 'PUT', wrong);
        await send(`${path}/${name}`, 'PATCH', wrong);
        await send(path, 'DELETE');
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 150), seed: 1 },
  );
  expect(accepted).toBeGreaterThan(100);
}, 600_000);
