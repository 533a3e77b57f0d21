import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#cluster/clock/random.ts';
import { createDiscovery } from '#mesh/istio/pilot/discovery.ts';
import {
  createSmallMesh,
  ingressGateway,
  proxyNode,
  rootNamespace,
} from '#mesh/istio/pilot/testdata/small-mesh.ts';

const meshes = 40;
const objectsOfEach = 25;

const optional = { requiredKeys: [] };
const namespace = fc.constantFrom('default', 'elsewhere', rootNamespace);
const app = fc.constantFrom('productpage', 'reviews', 'ratings', 'nobody');
const host = fc.constantFrom('reviews', 'ratings', 'details.default.svc.cluster.local', 'nobody');
const anyHost = fc.oneof(host, fc.constantFrom('*', '*.example.com', 'example.com'));
const subset = fc.constantFrom('v1', 'v2', 'v9');
const text = fc.oneof(
  fc.record({ exact: fc.constantFrom('/a', 'x') }),
  fc.record({ prefix: fc.constantFrom('/', '/a/') }),
  fc.record({ regex: fc.constantFrom('.*', '[a-z]+', '(') }),
);
const path = fc.constantFrom('/a', '/a/*', '*', '/{*}/b', '*z');
const mode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET');
const selector = fc.record({ matchLabels: fc.record({ app }) });
const claim = fc.constantFrom('request.auth.claims[group]', 'source.ip', 'destination.port', 'odd');

const specs = {
  VirtualService: fc.record({
    hosts: fc.array(anyHost, { minLength: 1, maxLength: 2 }),
    gateways: fc.constantFrom(['mesh'], ['gate'], ['mesh', 'default/gate'], ['nowhere']),
    http: fc.array(
      fc.record(
        {
          match: fc.array(fc.record({ uri: text, port: fc.constantFrom(80, 9080) }, optional), {
            maxLength: 2,
          }),
          route: fc.array(
            fc.record({ destination: fc.record({ host, subset }), weight: fc.nat(100) }),
            { maxLength: 3 },
          ),
          timeout: fc.constantFrom('1s', '0s'),
          retries: fc.record({ attempts: fc.nat(3) }),
          fault: fc.constant({ delay: { percentage: { value: 50 }, fixedDelay: '2s' } }),
          delegate: fc.constantFrom({ name: 'one' }, { name: 'two', namespace: 'elsewhere' }),
          mirror: fc.record({ host }),
          rewrite: fc.constant({ uri: '/b' }),
        },
        optional,
      ),
      { maxLength: 3 },
    ),
  }),
  DestinationRule: fc.record(
    {
      host: anyHost,
      subsets: fc.array(fc.record({ name: subset, labels: fc.record({ version: subset }) })),
      trafficPolicy: fc.record(
        {
          tls: fc.record({ mode: fc.constantFrom('DISABLE', 'SIMPLE', 'ISTIO_MUTUAL') }),
          loadBalancer: fc.record({ simple: fc.constantFrom('RANDOM', 'ROUND_ROBIN') }),
          outlierDetection: fc.record({ consecutive5xxErrors: fc.nat(3) }),
        },
        optional,
      ),
    },
    { requiredKeys: ['host'] },
  ),
  Gateway: fc.record({
    selector: fc.constantFrom({ istio: 'ingressgateway' }, { app: 'nobody' }),
    servers: fc.array(
      fc.record({
        port: fc.constantFrom(
          { number: 80, name: 'http', protocol: 'HTTP' },
          { number: 443, name: 'tls', protocol: 'TLS' },
        ),
        hosts: fc.array(anyHost, { minLength: 1, maxLength: 2 }),
      }),
      { maxLength: 2 },
    ),
  }),
  ServiceEntry: fc.record({
    hosts: fc.constantFrom(['example.com'], ['*.example.com'], ['reviews']),
    ports: fc.constant([{ number: 80, name: 'http', protocol: 'HTTP' }]),
    resolution: fc.constantFrom('NONE', 'DNS', 'STATIC'),
    location: fc.constantFrom('MESH_EXTERNAL', 'MESH_INTERNAL'),
  }),
  Sidecar: fc.record({
    egress: fc.array(
      fc.record({
        hosts: fc.array(fc.constantFrom('./*', '*/*', '~/*', 'default/reviews'), { minLength: 1 }),
      }),
      { maxLength: 2 },
    ),
  }),
  PeerAuthentication: fc.record(
    {
      selector,
      mtls: fc.record({ mode }),
      portLevelMtls: fc.record({ 9080: fc.record({ mode }) }),
    },
    optional,
  ),
  RequestAuthentication: fc.record(
    {
      selector,
      jwtRules: fc.array(
        fc.record({ issuer: fc.constantFrom('a', 'b'), jwks: fc.constantFrom('{"keys":[]}', '{') }),
        { maxLength: 2 },
      ),
    },
    optional,
  ),
  AuthorizationPolicy: fc.record(
    {
      selector,
      action: fc.constantFrom('ALLOW', 'DENY', 'AUDIT', 'CUSTOM'),
      rules: fc.array(
        fc.record(
          {
            from: fc.array(fc.record({ source: fc.record({ namespaces: fc.array(namespace) }) })),
            to: fc.array(
              fc.record({
                operation: fc.record({ paths: fc.array(path), methods: fc.array(path) }),
              }),
            ),
            when: fc.array(fc.record({ key: claim, values: fc.array(fc.constantFrom('a', '80')) })),
          },
          optional,
        ),
        { maxLength: 3 },
      ),
    },
    optional,
  ),
} satisfies Record<string, fc.Arbitrary<unknown>>;

const versions: Readonly<Record<string, string>> = {
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
};

const drawn = fc.oneof(
  ...Object.entries<fc.Arbitrary<unknown>>(specs).map(([kind, spec]) =>
    fc.record({
      apiVersion: fc.constant(versions[kind] ?? 'networking.istio.io/v1'),
      kind: fc.constant(kind),
      metadata: fc.record({ namespace }),
      spec,
    }),
  ),
);
const manifests = fc.array(drawn, { minLength: objectsOfEach, maxLength: objectsOfEach });

const elsewhere = `
apiVersion: v1
kind: Namespace
metadata: { name: elsewhere }
`;

/** What each proxy was pushed, in order, once every object is there. */
function pushesOf(given: readonly object[]) {
  const mesh = createSmallMesh();
  mesh.load();
  mesh.apply(`${elsewhere}---${ingressGateway}`);
  const { api, clock } = mesh;
  const discovery = createDiscovery({ api, clock, random: createRandom(1), rootNamespace });
  const router = proxyNode({
    type: 'router',
    id: 'gateway',
    namespace: rootNamespace,
    labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
  });
  const pushes: string[] = [];
  for (const node of [mesh.nodeOf('productpage'), mesh.nodeOf('reviews'), router]) {
    discovery.connect(node, (config) => pushes.push(`${node.id} ${JSON.stringify(config)}`));
  }
  const names = ['gate', 'one', 'two'];
  const documents = given.map((manifest, index) => {
    const metadata = { namespace: 'default', name: names[index] ?? `object-${index}` };
    return JSON.stringify({ ...manifest, metadata: { ...metadata, ...metadataOf(manifest) } });
  });
  mesh.apply(documents.slice(0, 10).join('\n---\n'));
  for (const document of documents.slice(10)) mesh.apply(document);
  const settled = pushes.length;
  clock.advance(600_000);
  return { pushes, settled };
}

function metadataOf(manifest: object): object {
  return 'metadata' in manifest && typeof manifest.metadata === 'object'
    ? { ...manifest.metadata }
    : {};
}

test(`${meshes * objectsOfEach} random policies and routes are pushed, and then all is quiet`, () => {
  fc.assert(
    fc.property(manifests, (given) => {
      const { pushes, settled } = pushesOf(given);
      expect(pushes.length).toBe(settled);
      // The first objects together, and then some that are news to somebody.
      expect(settled).toBeGreaterThan(3);
      // At most once for each object and proxy, and when the proxies connect.
      expect(pushes.length).toBeLessThanOrEqual(3 * (objectsOfEach + 1));
    }),
    { numRuns: meshes, seed: 20_261_130 },
  );
}, 60_000);

test('the same policies and routes are pushed in the same bytes', () => {
  fc.assert(
    fc.property(manifests, (given) => {
      expect(pushesOf(given).pushes).toEqual(pushesOf(given).pushes);
    }),
    { numRuns: 5, seed: 20_261_130 },
  );
}, 60_000);
