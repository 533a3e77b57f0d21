import { expect, test } from 'vitest';
import type { FilterChain, Listener } from '#mesh/istio/envoy/config.ts';
import {
  createSmallMesh,
  ingressGateway,
  proxyNode,
  type SmallMesh,
} from '#mesh/istio/pilot/testdata/small-mesh.ts';

function meshWith(yaml: string): SmallMesh {
  const mesh = createSmallMesh();
  mesh.load();
  mesh.apply(yaml);
  return mesh;
}

function listenersOf(mesh: SmallMesh, node = mesh.nodeOf('productpage')) {
  return new Map(mesh.configOf(node).listeners.map((listener) => [listener.name, listener]));
}

function clusterOf({ filters }: FilterChain): string | undefined {
  const last = filters.at(-1);
  if (last?.name === 'envoy.filters.network.tcp_proxy') return last.typedConfig.cluster;
  return last?.name === 'envoy.filters.network.http_connection_manager'
    ? (last.typedConfig.rds?.routeConfigName ?? last.typedConfig.routeConfig?.name)
    : undefined;
}

function shape(listener: Listener | undefined) {
  return {
    chains: listener?.filterChains?.map((chain) => [
      clusterOf(chain),
      chain.filterChainMatch ?? 'all',
    ]),
    fallback: listener?.defaultFilterChain && clusterOf(listener.defaultFilterChain),
    inspectors: listener?.listenerFilters?.map(({ name }) => name.split('.').at(-1)),
  };
}

const http = { transportProtocol: 'raw_buffer', applicationProtocols: ['http/1.1', 'h2c'] };

const services = `
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { clusterIP: 10.96.7.1, selector: { app: ratings }, ports: [{ name: tcp-db, port: 5432, targetPort: 9080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: odd }
spec: { clusterIP: 10.96.7.2, selector: { app: ratings }, ports: [{ name: odd, port: 7000, targetPort: 9080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: pods }
spec: { clusterIP: None, selector: { app: reviews }, ports: [{ name: tcp, port: 6000, targetPort: 9080 }] }
`;

test('takes TCP at the address of the Service, without looking into it', () => {
  expect(shape(listenersOf(meshWith(services)).get('10.96.7.1_5432'))).toEqual({
    chains: [['outbound|5432||db.default.svc.cluster.local', 'all']],
    fallback: undefined,
    inspectors: undefined,
  });
});

test('sniffs a port whose protocol nobody said', () => {
  expect(shape(listenersOf(meshWith(services)).get('10.96.7.2_7000'))).toEqual({
    chains: [['odd.default.svc.cluster.local:7000', http]],
    fallback: 'outbound|7000||odd.default.svc.cluster.local',
    inspectors: ['tls_inspector', 'http_inspector'],
  });
});

test('listens for each pod of a headless Service', () => {
  const names = [...listenersOf(meshWith(services)).keys()].filter((name) =>
    name.endsWith('_6000'),
  );
  expect(names).toHaveLength(3);
  expect(names.every((name) => name.startsWith('10.244.1.'))).toBe(true);
});

test('tells TLS hosts of a ServiceEntry apart by SNI', () => {
  const mesh = meshWith(`
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: outside }
spec:
  hosts: [a.example.com, b.example.com]
  location: MESH_EXTERNAL
  resolution: DNS
  ports: [{ number: 443, name: tls, protocol: TLS }]
`);
  expect(shape(listenersOf(mesh).get('0.0.0.0_443'))).toEqual({
    chains: [
      ['outbound|443||a.example.com', { serverNames: ['a.example.com'] }],
      ['outbound|443||b.example.com', { serverNames: ['b.example.com'] }],
    ],
    fallback: 'PassthroughCluster',
    inspectors: ['tls_inspector'],
  });
  const cluster = mesh
    .configOf(mesh.nodeOf('reviews'))
    .clusters.find(({ name }) => name === 'outbound|443||a.example.com');
  expect(cluster).toMatchObject({
    type: 'STRICT_DNS',
    loadAssignment: {
      endpoints: [
        {
          lbEndpoints: [{ endpoint: { address: { socketAddress: { address: 'a.example.com' } } } }],
        },
      ],
    },
  });
  expect(cluster?.transportSocketMatches).toBeUndefined();
});

test('takes mTLS alone where it is STRICT, and plain text alone where it is off', () => {
  const mesh = meshWith(`
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default }
spec:
  selector: { matchLabels: { app: reviews } }
  mtls: { mode: STRICT }
  portLevelMtls: { 7070: { mode: DISABLE } }
`);
  const inbound = listenersOf(mesh, mesh.nodeOf('reviews')).get('virtualInbound');
  const chains = (port: number | undefined) =>
    inbound?.filterChains
      ?.filter(({ filterChainMatch }) => filterChainMatch?.destinationPort === port)
      .map(({ name, filterChainMatch, transportSocket }) => [
        name,
        filterChainMatch?.transportProtocol,
        transportSocket !== undefined,
      ]);
  expect(chains(9080)).toEqual([['0.0.0.0_9080', 'tls', true]]);
  expect(chains(7070)).toEqual([
    ['virtualInbound-catchall-http', 'raw_buffer', false],
    ['virtualInbound', 'raw_buffer', false],
  ]);
  expect(chains(undefined)).toEqual([
    ['virtualInbound-catchall-http', 'tls', true],
    ['virtualInbound', 'tls', true],
  ]);
});

test('looks for TLS and HTTP only where chains differ by them', () => {
  const mesh = meshWith(`
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: DISABLE } }
`);
  const inbound = listenersOf(mesh, mesh.nodeOf('reviews')).get('virtualInbound');
  expect(
    inbound?.listenerFilters?.map(({ name, filterDisabled }) => [
      name.split('.').at(-1),
      filterDisabled,
    ]),
  ).toEqual([
    ['original_dst', undefined],
    [
      'http_inspector',
      {
        orMatch: {
          rules: [
            { destinationPortRange: { start: 9080, end: 9081 } },
            { destinationPortRange: { start: 15006, end: 15007 } },
          ],
        },
      },
    ],
  ]);
});

test('puts what policies ask in the way of requests, in order', () => {
  const mesh = meshWith(`
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: deny }
spec: { action: DENY, rules: [{ to: [{ operation: { methods: [POST] } }] }] }
---
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: jwt }
spec: { jwtRules: [{ issuer: testing, jwks: '{"keys":[]}' }] }
`);
  const inbound = listenersOf(mesh).get('virtualInbound');
  const manager = inbound?.filterChains?.at(-1)?.filters.at(-1);
  expect(
    manager?.name === 'envoy.filters.network.http_connection_manager' &&
      manager.typedConfig.httpFilters.map(({ name }) => name),
  ).toEqual([
    'istio.metadata_exchange',
    'envoy.filters.http.jwt_authn',
    'envoy.filters.http.rbac',
    'envoy.filters.http.grpc_stats',
    'envoy.filters.http.fault',
    'envoy.filters.http.cors',
    'istio.stats',
    'envoy.filters.http.router',
  ]);
});

test('keeps to what a Sidecar imports', () => {
  const mesh = meshWith(`
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default }
spec:
  egress: [{ hosts: ['./reviews.default.svc.cluster.local', 'istio-system/*'] }]
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`);
  const config = mesh.configOf(mesh.nodeOf('productpage'));
  expect(config.clusters.map(({ name }) => name)).toEqual([
    'outbound|9080||reviews.default.svc.cluster.local',
    'BlackHoleCluster',
    'PassthroughCluster',
    'inbound|9080||',
    'InboundPassthroughCluster',
  ]);
  expect(config.routes[0]?.virtualHosts.map(({ name }) => name)).toEqual([
    'reviews.default.svc.cluster.local:9080',
    'block_all',
  ]);
});

test('does not show a Service that is exported to nobody', () => {
  const mesh = meshWith(`
apiVersion: v1
kind: Service
metadata: { name: hidden, annotations: { networking.istio.io/exportTo: '~' } }
spec: { selector: { app: hidden }, ports: [{ name: http, port: 8080 }] }
`);
  expect([...listenersOf(mesh).keys()]).not.toContain('0.0.0.0_8080');
});

const secured = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: https, protocol: HTTPS }
      hosts: ['a.example.com']
      tls: { mode: SIMPLE, credentialName: a-cert }
    - port: { number: 443, name: https-mutual, protocol: HTTPS }
      hosts: ['b.example.com']
      tls: { mode: MUTUAL, credentialName: b-cert }
    - port: { number: 443, name: tls, protocol: TLS }
      hosts: ['c.example.com']
      tls: { mode: PASSTHROUGH }
    - port: { number: 80, name: http, protocol: HTTP }
      hosts: ['a.example.com']
      tls: { httpsRedirect: true }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: all }
spec:
  hosts: ['*.example.com']
  gateways: [gw]
  http: [{ route: [{ destination: { host: productpage } }] }]
  tls:
    - match: [{ sniHosts: [c.example.com] }]
      route: [{ destination: { host: reviews, port: { number: 9080 } } }]
`;

test('ends TLS at a gateway, or lets it pass, by SNI', () => {
  const mesh = meshWith(ingressGateway);
  mesh.apply(secured);
  const node = { ...mesh.nodeOf('istio-ingressgateway', 'istio-system'), type: 'router' as const };
  const listeners = listenersOf(mesh, node);
  expect([...listeners.keys()]).toEqual(['0.0.0.0_8443', '0.0.0.0_8080']);
  expect(shape(listeners.get('0.0.0.0_8443'))).toEqual({
    chains: [
      ['https.8443.https.gw.default', { serverNames: ['a.example.com'] }],
      ['https.8443.https-mutual.gw.default', { serverNames: ['b.example.com'] }],
      ['outbound|9080||reviews.default.svc.cluster.local', { serverNames: ['c.example.com'] }],
    ],
    fallback: undefined,
    inspectors: ['tls_inspector'],
  });
  const [simple, mutual, passed] = listeners.get('0.0.0.0_8443')?.filterChains ?? [];
  expect(JSON.stringify(simple?.transportSocket)).toContain('"kubernetes://a-cert"');
  expect(simple?.transportSocket?.typedConfig).toMatchObject({ requireClientCertificate: false });
  expect(JSON.stringify(mutual?.transportSocket)).toContain('"kubernetes://b-cert-cacert"');
  expect(mutual?.transportSocket?.typedConfig).toMatchObject({ requireClientCertificate: true });
  expect(passed?.transportSocket).toBeUndefined();
  const { routes } = mesh.configOf(node);
  expect(
    routes.map(({ name, virtualHosts }) => [
      name,
      virtualHosts.map(({ name: host, requireTls }) => `${host} ${requireTls ?? '-'}`),
    ]),
  ).toEqual([
    ['https.8443.https.gw.default', ['a.example.com:443 -']],
    ['https.8443.https-mutual.gw.default', ['b.example.com:443 -']],
    ['http.8080', ['a.example.com:80 ALL']],
  ]);
});

test('answers nothing at a gateway that no virtual service is bound to', () => {
  const mesh = meshWith(ingressGateway);
  mesh.apply(secured.split('---')[0]?.replace('HTTPS', 'HTTP') ?? '');
  const node = proxyNode({ type: 'router', labels: { istio: 'ingressgateway' } });
  const { routes } = mesh.configOf(node);
  expect(routes.at(-1)?.virtualHosts.every(({ routes: all }) => all.length === 0)).toBe(true);
});
