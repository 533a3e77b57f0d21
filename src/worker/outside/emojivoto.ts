import { stringify } from 'yaml';

type Object = Readonly<Record<string, unknown>>;

const namespace = 'emojivoto';
const version = 'v11';
const hub = 'ghcr.io/buoyantio/emojivoto';

/** run.linkerd.io/emojivoto.yml: the application that Linkerd's documentation shows. */
export function emojivoto(): string {
  return documents([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...['emoji', 'voting', 'web'].map((name) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace },
    })),
    service('emoji', { ports: [port('grpc', 8080), port('prom', 8801)] }),
    service('voting', { ports: [port('grpc', 8080), port('prom', 8801)] }),
    service('web', { ports: [{ name: 'http', port: 80, targetPort: 8080 }], type: 'ClusterIP' }),
    deployment('emoji', grpc('emoji')),
    deployment('vote-bot', {
      app: 'vote-bot',
      container: {
        command: ['emojivoto-vote-bot'],
        env: [{ name: 'WEB_HOST', value: 'web-svc.emojivoto:80' }],
        image: `${hub}-web:${version}`,
        name: 'vote-bot',
        resources: { requests: { cpu: '10m' } },
      },
    }),
    deployment('voting', grpc('voting')),
    deployment('web', web),
  ]);
}

function documents(objects: readonly Object[]): string {
  const options = { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false };
  return objects.map((object) => stringify(object, options)).join('---\n');
}

function port(name: string, number: number): Object {
  return { name, port: number, targetPort: number };
}

function service(
  name: string,
  { ports, ...more }: { ports: readonly Object[]; type?: string },
): Object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `${name}-svc`, namespace },
    spec: { ports, selector: { app: `${name}-svc` }, ...more },
  };
}

interface Workload {
  readonly app: string;
  readonly container: Object;
  readonly account?: string;
}

function deployment(name: string, { app, container, account }: Workload): Object {
  const labels = { app, version };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      labels: {
        'app.kubernetes.io/name': name,
        'app.kubernetes.io/part-of': namespace,
        'app.kubernetes.io/version': version,
      },
      name,
      namespace,
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [container],
          ...(account !== undefined && { serviceAccountName: account }),
        },
      },
    },
  };
}

const requests = { requests: { cpu: '100m' } };

function grpc(account: string): Workload {
  return {
    app: `${account}-svc`,
    account,
    container: {
      env: [
        { name: 'GRPC_PORT', value: '8080' },
        { name: 'PROM_PORT', value: '8801' },
      ],
      image: `${hub}-${account}-svc:${version}`,
      name: `${account}-svc`,
      ports: [
        { containerPort: 8080, name: 'grpc' },
        { containerPort: 8801, name: 'prom' },
      ],
      resources: requests,
    },
  };
}

const web: Workload = {
  app: 'web-svc',
  account: 'web',
  container: {
    env: [
      { name: 'WEB_PORT', value: '8080' },
      { name: 'EMOJISVC_HOST', value: 'emoji-svc.emojivoto:8080' },
      { name: 'VOTINGSVC_HOST', value: 'voting-svc.emojivoto:8080' },
      { name: 'INDEX_BUNDLE', value: 'dist/index_bundle.js' },
    ],
    image: `${hub}-web:${version}`,
    name: 'web-svc',
    ports: [{ containerPort: 8080, name: 'http' }],
    resources: requests,
  },
};

const partOf = { 'app.kubernetes.io/part-of': namespace, 'app.kubernetes.io/version': version };
const internal = { 'emojivoto/api': 'internal-grpc' };

const everywhere = { networks: [{ cidr: '0.0.0.0/0' }, { cidr: '::/0' }] };
const named = (name: string) => ({ ...partOf, 'app.kubernetes.io/name': name });

const policies: readonly Object[] = [
  policy(
    'Server',
    'emoji-grpc',
    { ...named('emoji'), app: 'emoji-svc', ...internal },
    {
      podSelector: { matchLabels: { app: 'emoji-svc' } },
      port: 'grpc',
      proxyProtocol: 'gRPC',
    },
  ),
  policy(
    'Server',
    'voting-grpc',
    { app: 'voting-svc', ...internal },
    {
      podSelector: { matchLabels: { app: 'voting-svc' } },
      port: 'grpc',
      proxyProtocol: 'gRPC',
    },
  ),
  policy('ServerAuthorization', 'internal-grpc', partOf, {
    server: { selector: { matchLabels: internal } },
    client: { meshTLS: { serviceAccounts: [{ name: 'web' }] } },
  }),
  policy('Server', 'web-http', named('web'), {
    podSelector: { matchLabels: { app: 'web-svc' } },
    port: 'http',
    proxyProtocol: 'HTTP/1',
  }),
  policy('ServerAuthorization', 'web-public', named('web'), {
    server: { name: 'web-http' },
    client: { unauthenticated: true, ...everywhere },
  }),
  policy('Server', 'prom', partOf, {
    port: 'prom',
    podSelector: {
      matchExpressions: [
        { key: 'app', operator: 'In', values: ['emoji-svc', 'web-svc', 'voting-svc'] },
      ],
    },
    proxyProtocol: 'HTTP/1',
  }),
  policy('ServerAuthorization', 'prom-prometheus', partOf, {
    server: { name: 'prom' },
    client: { unauthenticated: true },
  }),
  policy('Server', 'admin', partOf, {
    port: 'linkerd-admin',
    podSelector: { matchLabels: {} },
    proxyProtocol: 'HTTP/1',
  }),
  policy('ServerAuthorization', 'admin-everyone', partOf, {
    server: { name: 'admin' },
    client: { unauthenticated: true },
  }),
];

/** run.linkerd.io/emojivoto-policy.yml: who may reach which port. */
export function emojivotoPolicy(): string {
  return documents(policies);
}

function policy(kind: string, name: string, labels: Object, spec: Object): Object {
  return {
    apiVersion: 'policy.linkerd.io/v1beta1',
    kind,
    metadata: { namespace, name, labels },
    spec,
  };
}
