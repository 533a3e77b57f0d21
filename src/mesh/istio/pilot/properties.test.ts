import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cluster, Listener, ProxyConfig } from '#mesh/istio/envoy/config.ts';
import type { Config } from '#mesh/istio/resources.ts';
import { configFor } from './config-for.ts';
import type { Sources } from './model/sources.ts';
import type { ProxyNode } from './proxy-node.ts';
import { createPushContext } from './push-context.ts';
import {
  createSmallMesh,
  ingressGateway,
  proxyNode,
  rootNamespace,
} from './testdata/small-mesh.ts';
import { validateConfig } from './validate/validate.ts';

const mesh = createSmallMesh();
mesh.load();
mesh.apply(ingressGateway);
const base = mesh.push().sources;
const sidecar = mesh.nodeOf('productpage');
const router = proxyNode({
  type: 'router',
  namespace: rootNamespace,
  labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
});

const hosts = [
  'reviews',
  'ratings',
  'details.default.svc.cluster.local',
  '*.example.com',
  'nobody',
];
const host = fc.constantFrom(...hosts);
const namespace = fc.constantFrom('default', 'elsewhere', rootNamespace);
const subset = fc.constantFrom('v1', 'v2', 'v3');

const stringMatch = fc.oneof(
  fc.record({ exact: fc.constantFrom('/a', 'x') }),
  fc.record({ prefix: fc.constantFrom('/', '/a/', 'x') }),
  fc.record({ regex: fc.constantFrom('.*', '/a/.*', '[a-z]+') }),
);
const optional = { requiredKeys: [] };

const match = fc.record(
  {
    uri: stringMatch,
    headers: fc.dictionary(fc.constantFrom('end-user', 'x-a'), stringMatch),
    method: fc.record({ exact: fc.constantFrom('GET', 'POST') }),
    queryParams: fc.dictionary(fc.constantFrom('q'), stringMatch),
    port: fc.constantFrom(80, 9080),
    sourceLabels: fc.constantFrom({ app: 'productpage' }, { app: 'other' }),
    gateways: fc.constantFrom(['mesh'], ['gate']),
  },
  optional,
);

const destination = fc.record(
  { host: host.filter((name) => !name.startsWith('*')), subset },
  { requiredKeys: ['host'] },
);
const weighted = fc.array(fc.record({ destination, weight: fc.integer({ min: 1, max: 100 }) }), {
  minLength: 1,
  maxLength: 3,
});

const action = fc.oneof(
  fc.record({ route: weighted }),
  fc.record(
    {
      route: weighted,
      timeout: fc.constantFrom('1s', '250ms'),
      retries: fc.record({ attempts: fc.nat(3), perTryTimeout: fc.constant('2s') }),
      fault: fc.record(
        {
          delay: fc.constant({ fixedDelay: '5s', percentage: { value: 50 } }),
          abort: fc.constant({ httpStatus: 503, percentage: { value: 0.1 } }),
        },
        optional,
      ),
      mirror: destination,
      rewrite: fc.constant({ uri: '/b' }),
      headers: fc.constant({ request: { set: { 'x-a': 'b' } }, response: { remove: ['server'] } }),
      corsPolicy: fc.constant({ allowOrigins: [{ exact: 'https://a.org' }], maxAge: '24h' }),
    },
    { requiredKeys: ['route'] },
  ),
  fc.record({ redirect: fc.constant({ uri: '/new', redirectCode: 308 }) }),
  fc.record({ directResponse: fc.constant({ status: 418, body: { string: 'tea' } }) }),
  fc.record({ delegate: fc.record({ name: fc.constantFrom('rule-0', 'rule-1') }) }),
);
const rule = fc
  .tuple(action, fc.array(match, { maxLength: 2 }))
  .map(([made, matches]) => ({ ...made, ...(matches.length > 0 && { match: matches }) }));

const virtualService = fc.record(
  {
    hosts: fc.uniqueArray(host, { minLength: 1, maxLength: 2 }),
    gateways: fc.constantFrom(['mesh'], ['gate'], ['mesh', 'default/gate']),
    http: fc.array(rule, { minLength: 1, maxLength: 3 }),
    exportTo: fc.constantFrom(['.'], ['*']),
  },
  { requiredKeys: ['hosts', 'http'] },
);

const trafficPolicy = fc.record(
  {
    loadBalancer: fc.constantFrom(
      { simple: 'RANDOM' },
      { consistentHash: { httpHeaderName: 'x-user' } },
      { consistentHash: { useSourceIp: true } },
      { localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } },
    ),
    connectionPool: fc.constantFrom(
      { tcp: { maxConnections: 1, connectTimeout: '1s' } },
      { http: { http1MaxPendingRequests: 1, h2UpgradePolicy: 'UPGRADE' } },
    ),
    outlierDetection: fc.constant({ consecutive5xxErrors: 1, baseEjectionTime: '3m' }),
    tls: fc.constantFrom(
      { mode: 'ISTIO_MUTUAL' },
      { mode: 'DISABLE' },
      { mode: 'SIMPLE', sni: 'a' },
    ),
  },
  optional,
);
const destinationRule = fc.record(
  {
    host,
    trafficPolicy,
    subsets: fc.uniqueArray(
      fc.record(
        { name: subset, labels: subset.map((version) => ({ version })), trafficPolicy },
        { requiredKeys: ['name', 'labels'] },
      ),
      { selector: ({ name }) => name, maxLength: 3 },
    ),
  },
  { requiredKeys: ['host'] },
);

const gateway = fc.record({
  selector: fc.constant({ istio: 'ingressgateway' }),
  servers: fc.array(
    fc.constantFrom(
      { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] },
      { port: { number: 8080, name: 'web', protocol: 'HTTP' }, hosts: ['default/*.example.com'] },
      {
        port: { number: 443, name: 'https', protocol: 'HTTPS' },
        hosts: ['a.example.com'],
        tls: { mode: 'SIMPLE', credentialName: 'cert' },
      },
      { port: { number: 31_400, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] },
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

const sidecarScope = fc.record({
  egress: fc.constantFrom(
    [{ hosts: ['./*'] }],
    [{ hosts: ['*/reviews.default.svc.cluster.local', 'istio-system/*'] }],
    [{ port: { number: 9080, protocol: 'HTTP', name: 'http' }, hosts: ['*/*'] }],
  ),
});
const peerAuthentication = fc.record({
  mtls: fc.record({ mode: fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET') }),
});
const authorization = fc.record(
  {
    action: fc.constantFrom('ALLOW', 'DENY'),
    rules: fc.constantFrom(
      [{}],
      [{ from: [{ source: { principals: ['cluster.local/ns/default/sa/a'] } }] }],
      [{ to: [{ operation: { methods: ['GET'], paths: ['/a*'], ports: ['9080'] } }] }],
    ),
  },
  optional,
);

function configs<T>(spec: fc.Arbitrary<T>): fc.Arbitrary<readonly Config<T>[]> {
  const one = fc.record({ spec, namespace, createdAt: fc.nat(3) });
  return fc
    .array(one, { maxLength: 3 })
    .map((list) =>
      list.map((each, index) => ({ ...each, name: `rule-${index}`, labels: {}, annotations: {} })),
    );
}

const generated = fc.record({
  'virtualservices.networking.istio.io': configs(virtualService),
  'destinationrules.networking.istio.io': configs(destinationRule),
  'gateways.networking.istio.io': configs(gateway).map((list) =>
    list.map((each, index) =>
      index === 0 ? { ...each, name: 'gate', namespace: 'default' } : each,
    ),
  ),
  'sidecars.networking.istio.io': configs(sidecarScope),
  'peerauthentications.security.istio.io': configs(peerAuthentication),
  'authorizationpolicies.security.istio.io': configs(authorization),
});

/** Specs of this shape are those that the schemas let pass. */
function pushOf(given: unknown, order = (list: readonly unknown[]) => list) {
  const lists = Object.entries(given as Record<string, readonly unknown[]>);
  const made = Object.fromEntries(lists.map(([kind, list]) => [kind, order(list)]));
  const sources = { ...base, configs: { ...base.configs, ...made } } as Sources;
  return createPushContext({ version: '1', sources, rootNamespace });
}

function made(given: unknown, node: ProxyNode): ProxyConfig {
  return configFor(node, pushOf(given));
}

const nodes = [sidecar, router];

it('makes the same of the same, in whatever order it comes', () => {
  fc.assert(
    fc.property(generated, fc.constantFrom(...nodes), (given, node) => {
      const reversed = configFor(
        node,
        pushOf(given, (list) => list.toReversed()),
      );
      const [first, second] = [made(given, node), reversed].map(bytes);
      expect(second).toBe(first);
    }),
    { numRuns: 60 },
  );
});

it('gives Envoy nothing that it would refuse', () => {
  fc.assert(
    fc.property(generated, fc.constantFrom(...nodes), (given, node) => {
      const config = made(given, node);
      const { listeners, clusters, routes, endpoints } = config;
      expect(repeated(listeners.map(({ name }) => name))).toEqual([]);
      expect(repeated(clusters.map(({ name }) => name))).toEqual([]);
      for (const { virtualHosts = [] } of routes) {
        expect(repeated(virtualHosts.map(({ name }) => name))).toEqual([]);
        expect(repeated(virtualHosts.flatMap(({ domains }) => domains))).toEqual([]);
      }
      const tables = new Set(routes.map(({ name }) => name));
      expect(wantedTables(listeners).filter((name) => !tables.has(name))).toEqual([]);
      const assigned = new Set(endpoints.map(({ clusterName }) => clusterName));
      expect(clusters.filter((each) => needsEndpoints(each) && !assigned.has(each.name))).toEqual(
        [],
      );
    }),
    { numRuns: 60 },
  );
});

it('keeps the weights of a rule, whatever its clusters are', () => {
  fc.assert(
    fc.property(weighted, (route) => {
      const spec = { hosts: ['reviews'], http: [{ route }] };
      const one = { spec, name: 'rule', namespace: 'default', createdAt: 0 };
      const config = made(
        { 'virtualservices.networking.istio.io': [{ ...one, labels: {}, annotations: {} }] },
        sidecar,
      );
      const table = config.routes.find(({ name }) => name === '9080');
      const virtualHost = table?.virtualHosts?.find(({ name }) => name.startsWith('reviews.'));
      const clusters = virtualHost?.routes[0]?.route?.weightedClusters?.clusters;
      const weights = clusters?.map(({ weight }) => weight) ?? [];
      expect(weights).toEqual(route.length === 1 ? [] : route.map(({ weight }) => weight));
    }),
    { numRuns: 30 },
  );
});

it('validates whatever comes without an exception', () => {
  const kinds = ['VirtualService', 'DestinationRule', 'Gateway', 'ServiceEntry', 'Sidecar'];
  const others = [
    'AuthorizationPolicy',
    'PeerAuthentication',
    'RequestAuthentication',
    'Telemetry',
  ];
  const keys = [
    'hosts',
    'http',
    'match',
    'route',
    'destination',
    'port',
    'servers',
    'tls',
    'rules',
  ];
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, 0, 80, '', 'a', '*', '1s', 'a/b'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...kinds, ...others), value, (kind, spec) => {
      const { warnings } = validateConfig(kind, { metadata: { name: 'a', namespace: 'b' }, spec });
      expect(Array.isArray(warnings)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

function bytes({ listeners, clusters, routes, endpoints }: ProxyConfig): string {
  return JSON.stringify({ listeners, clusters, routes, endpoints });
}

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function needsEndpoints({ type }: Cluster): boolean {
  return type === 'EDS';
}

function wantedTables(listeners: readonly Listener[]): readonly string[] {
  const found = JSON.stringify(listeners).matchAll(/"routeConfigName":"([^"]+)"/g);
  return [...found].map(([, name = '']) => name);
}
