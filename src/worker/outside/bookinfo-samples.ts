import { writeYaml } from '#cluster/api/write-yaml.ts';

const hub = 'registry.istio.io/release/examples-bookinfo';
const tag = '1.20.3';

/** samples/bookinfo of the release (istio/istio 1.31, Apache-2.0): the same objects, written from what tells them apart. */
export function bookinfoFiles(): Record<string, string> {
  const networking = Object.entries({ ...gateway(), ...routes() }).map(([name, objects]) => [
    `samples/bookinfo/networking/${name}.yaml`,
    documents(objects),
  ]);
  return {
    'samples/bookinfo/platform/kube/bookinfo.yaml': documents(applications()),
    'samples/bookinfo/platform/kube/bookinfo-versions.yaml': documents(versionServices()),
    'samples/bookinfo/gateway-api/bookinfo-gateway.yaml': documents(gatewayApi()),
    'samples/bookinfo/demo-profile-no-gateways.yaml': documents([demoWithoutGateways]),
    ...Object.fromEntries(networking),
  };
}

type Object = Readonly<Record<string, unknown>>;

export function documents(objects: readonly Object[]): string {
  return objects.map(writeYaml).join('---\n');
}

function applications(): Object[] {
  return [
    ...application('details', ['v1']),
    ...application('ratings', ['v1']),
    ...application('reviews', ['v1', 'v2', 'v3']),
    ...application('productpage', ['v1']),
  ];
}

function application(name: string, versions: readonly string[]): Object[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, labels: { app: name, service: name } },
      spec: { ports: [{ port: 9080, name: 'http' }], selector: { app: name } },
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: `bookinfo-${name}`, labels: { account: name } },
    },
    ...versions.map((version) => deployment(name, version)),
  ];
}

const scraped = {
  'prometheus.io/scrape': 'true',
  'prometheus.io/port': '9080',
  'prometheus.io/path': '/metrics',
};

/** What some containers have besides. */
const more: Readonly<Record<string, { container: Object; pod: Object } | undefined>> = {
  productpage: {
    container: { volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] },
    pod: { volumes: [{ name: 'tmp', emptyDir: {} }] },
  },
  reviews: {
    container: {
      env: [{ name: 'LOG_DIR', value: '/tmp/logs' }],
      volumeMounts: [
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'wlp-output', mountPath: '/opt/ibm/wlp/output' },
      ],
    },
    pod: {
      volumes: [
        { name: 'wlp-output', emptyDir: {} },
        { name: 'tmp', emptyDir: {} },
      ],
    },
  },
};

function deployment(name: string, version: string): Object {
  const labels = { app: name, version };
  const { container, pod } = more[name] ?? { container: {}, pod: {} };
  const { env, ...mounts } = container;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `${name}-${version}`, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { ...(name === 'productpage' && { annotations: scraped }), labels },
        spec: {
          serviceAccountName: `bookinfo-${name}`,
          containers: [
            {
              name,
              image: `${hub}-${name}-${version}:${tag}`,
              imagePullPolicy: 'IfNotPresent',
              ...(env !== undefined && { env }),
              ports: [{ containerPort: 9080 }],
              ...mounts,
            },
          ],
          ...pod,
        },
      },
    },
  };
}

function versionServices(): Object[] {
  const all = [
    'reviews-v1',
    'reviews-v2',
    'reviews-v3',
    'productpage-v1',
    'ratings-v1',
    'details-v1',
  ];
  return all.map((name) => {
    const [app, version] = name.split('-');
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { ports: [{ port: 9080, name: 'http' }], selector: { app, version } },
    };
  });
}

const networkingV1 = 'networking.istio.io/v1';

const paths = [
  { exact: '/productpage' },
  { prefix: '/static' },
  { exact: '/login' },
  { exact: '/logout' },
  { prefix: '/api/v1/products' },
];

function gateway(): Record<string, Object[]> {
  return {
    'bookinfo-gateway': [
      {
        apiVersion: networkingV1,
        kind: 'Gateway',
        metadata: { name: 'bookinfo-gateway' },
        spec: {
          selector: { istio: 'ingressgateway' },
          servers: [{ port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
        },
      },
      {
        apiVersion: networkingV1,
        kind: 'VirtualService',
        metadata: { name: 'bookinfo' },
        spec: {
          hosts: ['*'],
          gateways: ['bookinfo-gateway'],
          http: [
            {
              match: paths.map((uri) => ({ uri })),
              route: [{ destination: { host: 'productpage', port: { number: 9080 } } }],
            },
          ],
        },
      },
    ],
  };
}

function gatewayApi(): Object[] {
  const apiVersion = 'gateway.networking.k8s.io/v1';
  const value = (uri: Readonly<Record<string, string>>) => ({
    path: {
      type: 'exact' in uri ? 'Exact' : 'PathPrefix',
      value: Object.values(uri)[0],
    },
  });
  return [
    {
      apiVersion,
      kind: 'Gateway',
      metadata: { name: 'bookinfo-gateway' },
      spec: {
        gatewayClassName: 'istio',
        listeners: [
          {
            name: 'http',
            port: 80,
            protocol: 'HTTP',
            allowedRoutes: { namespaces: { from: 'Same' } },
          },
        ],
      },
    },
    {
      apiVersion,
      kind: 'HTTPRoute',
      metadata: { name: 'bookinfo' },
      spec: {
        parentRefs: [{ name: 'bookinfo-gateway' }],
        rules: [{ matches: paths.map(value), backendRefs: [{ name: 'productpage', port: 9080 }] }],
      },
    },
  ];
}

type Weights = Readonly<Record<string, number>>;

function destinations(host: string, weights: Weights): Object[] {
  const all = Object.entries(weights);
  return all.map(([subset, weight]) => ({
    destination: { host, subset },
    ...(all.length > 1 && { weight }),
  }));
}

function virtualService(host: string, http: readonly Object[]): Object {
  return {
    apiVersion: networkingV1,
    kind: 'VirtualService',
    metadata: { name: host },
    spec: { hosts: [host], http },
  };
}

/** All to these subsets, each with its share. */
function split(host: string, weights: Weights): Object {
  return virtualService(host, [{ route: destinations(host, weights) }]);
}

const isJason = [{ headers: { 'end-user': { exact: 'jason' } } }];

function forJason(host: string, jason: Object, others: Weights): Object {
  return virtualService(host, [
    { match: isJason, ...jason },
    { route: destinations(host, others) },
  ]);
}

function routes(): Record<string, Object[]> {
  const to = (host: string, subset: string) => ({ route: destinations(host, { [subset]: 100 }) });
  const percentage = { value: 100 };
  return {
    'virtual-service-all-v1': ['productpage', 'reviews', 'ratings', 'details'].map((host) =>
      split(host, { v1: 100 }),
    ),
    'virtual-service-reviews-test-v2': [forJason('reviews', to('reviews', 'v2'), { v1: 100 })],
    'virtual-service-reviews-90-10': [split('reviews', { v1: 90, v2: 10 })],
    'virtual-service-reviews-80-20': [split('reviews', { v1: 80, v2: 20 })],
    'virtual-service-reviews-50-v3': [split('reviews', { v1: 50, v3: 50 })],
    'virtual-service-reviews-v3': [split('reviews', { v3: 100 })],
    'virtual-service-reviews-jason-v2-v3': [forJason('reviews', to('reviews', 'v2'), { v3: 100 })],
    'virtual-service-ratings-test-delay': [
      forJason(
        'ratings',
        { fault: { delay: { percentage, fixedDelay: '7s' } }, ...to('ratings', 'v1') },
        { v1: 100 },
      ),
    ],
    'virtual-service-ratings-test-abort': [
      forJason(
        'ratings',
        { fault: { abort: { percentage, httpStatus: 500 } }, ...to('ratings', 'v1') },
        { v1: 100 },
      ),
    ],
    'destination-rule-all': destinationRules(),
    'destination-rule-all-mtls': destinationRules({
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    }),
  };
}

const subsets: Readonly<Record<string, readonly string[]>> = {
  productpage: ['v1'],
  reviews: ['v1', 'v2', 'v3'],
  ratings: ['v1', 'v2', 'v2-mysql', 'v2-mysql-vm'],
  details: ['v1', 'v2'],
};

function destinationRules(policy: Object = {}): Object[] {
  return Object.entries(subsets).map(([host, versions]) => ({
    apiVersion: networkingV1,
    kind: 'DestinationRule',
    metadata: { name: host },
    spec: {
      host,
      ...policy,
      subsets: versions.map((version) => ({ name: version, labels: { version } })),
    },
  }));
}

const demoWithoutGateways = {
  apiVersion: 'install.istio.io/v1alpha1',
  kind: 'IstioOperator',
  spec: {
    profile: 'demo',
    components: {
      ingressGateways: [{ name: 'istio-ingressgateway', enabled: false }],
      egressGateways: [{ name: 'istio-egressgateway', enabled: false }],
    },
  },
};
