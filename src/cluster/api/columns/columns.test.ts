import { beforeAll, expect, test } from 'vitest';
import type { KubeObject } from '#cluster/api/object.ts';
import { columnsOf, defaultColumns, loadColumns } from './columns-of.ts';

beforeAll(() => loadColumns('storageclasses.storage.k8s.io'));

const now = Date.parse('2026-01-01T01:00:00Z');
const created = '2026-01-01T00:00:00Z';

function object(fields: Record<string, unknown>, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Any',
    metadata: {
      name: 'one',
      namespace: 'default',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: created,
      ...metadata,
    },
    ...fields,
  };
}

function cells(resource: string, of: KubeObject): readonly unknown[] {
  return columnsOf(resource)?.row(of, now) ?? [];
}

const web = { name: 'web', image: 'nginx' };
const running = { running: { startedAt: created } };

test('says what each column is', () => {
  expect(
    columnsOf('pods')?.definitions.map(({ name, type, format, priority }) => [
      name,
      type,
      format,
      priority,
    ]),
  ).toEqual([
    ['Name', 'string', 'name', 0],
    ['Ready', 'string', '', 0],
    ['Status', 'string', '', 0],
    ['Restarts', 'string', '', 0],
    ['Age', 'string', '', 0],
    ['IP', 'string', '', 1],
    ['Node', 'string', '', 1],
    ['Nominated Node', 'string', '', 1],
    ['Readiness Gates', 'string', '', 1],
  ]);
});

test('a kind without a printer shows when it was made', () => {
  expect(columnsOf('clusterroles.rbac.authorization.k8s.io')).toBeUndefined();
  expect(defaultColumns.definitions.map(({ name }) => name)).toEqual(['Name', 'Created At']);
  expect(defaultColumns.row(object({}), now)).toEqual(['one', created]);
});

test('no name of a built-in property is a resource', () => {
  expect(columnsOf('constructor')).toBeUndefined();
  expect(columnsOf('__proto__')).toBeUndefined();
});

test('a running pod with a sidecar counts both containers', () => {
  const pod = object({
    spec: {
      nodeName: 'maillage-worker',
      containers: [web],
      initContainers: [{ name: 'istio-init' }, { name: 'istio-proxy', restartPolicy: 'Always' }],
    },
    status: {
      phase: 'Running',
      podIPs: [{ ip: '10.244.1.2' }],
      conditions: [{ type: 'Initialized', status: 'True' }],
      initContainerStatuses: [
        {
          name: 'istio-init',
          restartCount: 1,
          ready: true,
          state: { terminated: { exitCode: 0 } },
        },
        { name: 'istio-proxy', restartCount: 0, ready: true, started: true, state: running },
      ],
      containerStatuses: [{ name: 'web', restartCount: 0, ready: true, state: running }],
    },
  });
  expect(cells('pods', pod)).toEqual([
    'one',
    '2/2',
    'Running',
    '0',
    '60m',
    '10.244.1.2',
    'maillage-worker',
    '<none>',
    '<none>',
  ]);
});

test.each([
  ['Init:0/2', [{ name: 'a', restartCount: 0, state: { waiting: { reason: 'PodInitializing' } } }]],
  [
    'Init:1/2',
    [
      { name: 'a', restartCount: 0, state: { terminated: { exitCode: 0 } } },
      { name: 'b', restartCount: 0, state: running },
    ],
  ],
  [
    'Init:Error',
    [{ name: 'a', restartCount: 0, state: { terminated: { exitCode: 1, reason: 'Error' } } }],
  ],
  ['Init:ExitCode:3', [{ name: 'a', restartCount: 0, state: { terminated: { exitCode: 3 } } }]],
  [
    'Init:CrashLoopBackOff',
    [{ name: 'a', restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
  ],
])('a pod that initializes shows %s', (status, initContainerStatuses) => {
  const pod = object({
    spec: { containers: [web], initContainers: [{ name: 'a' }, { name: 'b' }] },
    status: {
      phase: 'Pending',
      initContainerStatuses,
      containerStatuses: [
        {
          name: 'web',
          restartCount: 0,
          ready: false,
          state: { waiting: { reason: 'PodInitializing' } },
        },
      ],
    },
  });
  expect(cells('pods', pod)[2]).toBe(status);
});

test('a pod that restarts says when it did', () => {
  const pod = object({
    spec: { containers: [web] },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'web',
          restartCount: 2,
          ready: false,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 1, finishedAt: '2026-01-01T00:59:25Z' } },
        },
      ],
    },
  });
  expect(cells('pods', pod).slice(1, 4)).toEqual(['0/1', 'CrashLoopBackOff', '2 (35s ago)']);
});

test('a deleted pod is terminating, but not once it has ended', () => {
  const deleted = { deletionTimestamp: created };
  const spec = { containers: [web] };
  expect(cells('pods', object({ spec, status: { phase: 'Running' } }, deleted))[2]).toBe(
    'Terminating',
  );
  expect(cells('pods', object({ spec, status: { phase: 'Succeeded' } }, deleted))[2]).toBe(
    'Succeeded',
  );
  expect(
    cells('pods', object({ spec, status: { phase: 'Running', reason: 'NodeLost' } }, deleted))[2],
  ).toBe('Unknown');
});

test.each([
  [{ type: 'ClusterIP' }, {}, '<none>'],
  [{ type: 'LoadBalancer' }, {}, '<pending>'],
  [{ type: 'LoadBalancer' }, { ingress: [{ ip: '172.18.255.200' }] }, '172.18.255.200'],
  [
    { type: 'LoadBalancer', externalIPs: ['1.2.3.4'] },
    { ingress: [{ ip: '172.18.255.200' }] },
    '172.18.255.200,1.2.3.4',
  ],
  [{ type: 'ExternalName', externalName: 'example.com' }, {}, 'example.com'],
])('a service %j with %j has the external address %s', (spec, loadBalancer, address) => {
  expect(cells('services', object({ spec, status: { loadBalancer } }))[3]).toBe(address);
});

test('a service lists its ports, node ports included', () => {
  const ports = [
    { port: 80, nodePort: 30080, protocol: 'TCP' },
    { port: 53, protocol: 'UDP' },
  ];
  const service = object({
    spec: { type: 'NodePort', clusterIPs: ['10.96.0.9'], ports, selector: { b: '2', a: '1' } },
  });
  expect(cells('services', service)).toEqual([
    'one',
    'NodePort',
    '10.96.0.9',
    '<none>',
    '80:30080/TCP,53/UDP',
    '60m',
    'a=1,b=2',
  ]);
});

test('endpoints beyond three are counted', () => {
  const addresses = ['1', '2', '3', '4'].map((last) => ({ ip: `10.0.0.${last}` }));
  expect(cells('endpoints', object({ subsets: [{ addresses, ports: [{ port: 80 }] }] }))[1]).toBe(
    '10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more...',
  );
  expect(cells('endpoints', object({}))[1]).toBe('<none>');
  expect(
    cells('endpointslices.discovery.k8s.io', object({ addressType: 'IPv4', endpoints: [] })).slice(
      1,
      4,
    ),
  ).toEqual(['IPv4', '<unset>', '<unset>']);
});

test('a deployment shows what it selects in the order of the keys', () => {
  const spec = {
    replicas: 3,
    selector: {
      matchLabels: { version: 'v1', app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['b', 'a'] }],
    },
    template: { spec: { containers: [web, { name: 'log', image: 'busybox:1' }] } },
  };
  expect(
    cells('deployments.apps', object({ spec, status: { readyReplicas: 2, updatedReplicas: 3 } })),
  ).toEqual([
    'one',
    '2/3',
    3,
    0,
    '60m',
    'web,log',
    'nginx,busybox:1',
    'app=web,tier notin (a,b),version=v1',
  ]);
});

test('a job tells how far it is', () => {
  const job = object({
    spec: { completions: 3, template: { spec: { containers: [web] } } },
    status: { succeeded: 1, startTime: '2026-01-01T00:59:00Z' },
  });
  expect(cells('jobs.batch', job).slice(1, 5)).toEqual(['Running', '1/3', '60s', '60m']);
});

test('a cordoned control plane says both', () => {
  const node = object(
    {
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        nodeInfo: { kubeletVersion: 'v1.35.2' },
      },
    },
    { labels: { 'node-role.kubernetes.io/control-plane': '' } },
  );
  expect(cells('nodes', node)).toEqual([
    'one',
    'Ready,SchedulingDisabled',
    'control-plane',
    '60m',
    'v1.35.2',
    '<none>',
    '<none>',
    '<unknown>',
    '<unknown>',
    '<unknown>',
  ]);
});

test('an event names its object in small letters', () => {
  const event = object({
    involvedObject: { kind: 'ReplicaSet', name: 'web-1' },
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: 'Created pod: web-1-x\n',
    source: { component: 'replicaset-controller' },
    count: 2,
    firstTimestamp: created,
    lastTimestamp: '2026-01-01T00:59:00Z',
  });
  expect(cells('events', event)).toEqual([
    '60s',
    'Normal',
    'SuccessfulCreate',
    'replicaset/web-1',
    '',
    'replicaset-controller',
    'Created pod: web-1-x',
    '60m',
    2,
    'one',
  ]);
});

test('an autoscaler without metrics does not know its target', () => {
  const spec = {
    scaleTargetRef: { kind: 'Deployment', name: 'web' },
    minReplicas: 1,
    maxReplicas: 5,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
      },
    ],
  };
  expect(cells('horizontalpodautoscalers.autoscaling', object({ spec, status: {} }))).toEqual([
    'one',
    'Deployment/web',
    'cpu: <unknown>/50%',
    '1',
    5,
    0,
    '60m',
  ]);
});
