/** What happens before any request is read: filter chains, TLS, TCP. */
import { expect, test } from 'vitest';
import type { ClientTls } from '#cluster/network/tls.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { FilterChain, Listener, ProxyConfig } from './config.ts';
import type { RbacFilter } from './rbac.ts';
import type { TransportSocket } from './transport.ts';
import { inbound } from './testdata/inbound.ts';
import {
  cluster,
  endpointsOf,
  httpListener,
  outbound,
  routeTo,
  tcpFilter,
  web,
} from './testdata/outbound.ts';
import { call, createSmallMesh, echo, get, responseOf, seen } from './testdata/small-mesh.ts';

const bytes = (body: string): HttpRequest => ({ ...get('/'), protocol: 'TCP', body });

function said(body: string): Outcome {
  return {
    type: 'response',
    response: { status: 0, headers: [], body, protocol: 'TCP' },
    elapsed: 1,
  };
}

interface TcpEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly isMeshed?: boolean;
}

/** A client's, with one more listener that only proxies. */
function tcpConfig(name: string, endpoint: TcpEndpoint, address: string, portValue: number) {
  const plain = outbound({});
  const listener: Listener = {
    name: `${address}_${portValue}`,
    address: { socketAddress: { address, portValue } },
    filterChains: [{ filters: [tcpFilter(name)] }],
  };
  const config: ProxyConfig = {
    ...plain,
    listeners: [...plain.listeners, listener],
    clusters: [...plain.clusters, cluster(name)],
    endpoints: [...plain.endpoints, endpointsOf(name, [endpoint])],
  };
  return { config };
}

type Mesh = ReturnType<typeof createSmallMesh>;

function clientOfTcp(mesh: Mesh, name: string, endpoint: TcpEndpoint) {
  const { config } = tcpConfig(name, endpoint, '10.96.0.50', endpoint.port);
  const from = mesh.sidecar('10.244.1.9', 'client', config);
  const ask = (request: HttpRequest, tls?: ClientTls) =>
    from.stack.exchange(request, { ip: '10.96.0.50', port: endpoint.port }, { tls });
  return { from, ask };
}

function tcpPods(options: Parameters<typeof inbound>[0] = {}) {
  const mesh = createSmallMesh();
  mesh.pod('10.244.1.9', 'client');
  const server = mesh.pod('10.244.2.2', 'db');
  server.listen(5432, ({ body }) => said(`+${body}`), { speaks: 'tcp' });
  const to = mesh.sidecar('10.244.2.2', 'db', inbound({ port: 5432, isTcp: true, ...options }));
  const name = 'outbound|5432||db.shop.svc.cluster.local';
  const { from, ask } = clientOfTcp(mesh, name, { ip: '10.244.2.2', port: 5432, isMeshed: true });
  return { mesh, from, to, ask: (body: string) => ask(bytes(body)) };
}

test('bytes go through both proxies, over mutual TLS', () => {
  const { ask, to } = tcpPods({ mode: 'STRICT' });
  expect(responseOf(ask('select 1')).body).toBe('+select 1');
  expect(to.log[0]).toMatch(
    /"- - -" 0 - - - "-" 8 9 \d+ - "-" "-" "-" "-" "10.244.2.2:5432" inbound\|5432\|\| 127.0.0.6:\d+ 10.244.2.2:5432 10.244.1.9:\d+ outbound_.80_/,
  );
});

test('network RBAC resets who may not come, and says which policy it was', () => {
  const rbac: RbacFilter = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC',
    statPrefix: 'tcp.',
    rules: {
      action: 'DENY',
      policies: {
        'ns[shop]-policy[closed]-rule[0]': {
          permissions: [{ any: true }],
          principals: [{ any: true }],
        },
      },
    },
  };
  const { ask, to } = tcpPods({
    networkFilters: [{ name: 'envoy.filters.network.rbac', typedConfig: rbac }],
  });
  expect(seen(ask('select 1'))).toBe('reset');
  expect(to.log[0]).toContain(
    '"- - -" 0 - - rbac_access_denied_matched_policy[ns[shop]-policy[closed]-rule[0]] "-" 0 0',
  );
});

const hello = (serverName: string, more: Partial<ClientTls> = {}): ClientTls => ({
  serverName,
  ...more,
});

test.each([
  ['no certificate', hello('web'), 'tls: tlsv13 alert certificate required'],
  [
    'a stranger’s certificate',
    hello('web', { certificates: () => ['---'] }),
    'tls: tlsv1 alert unknown ca',
  ],
])('STRICT refuses TLS with %s', (_, tls, answer) => {
  const mesh = createSmallMesh();
  mesh.pod('10.244.2.2', 'web', echo('web'));
  mesh.sidecar('10.244.2.2', 'web', inbound({ mode: 'STRICT' }));
  const legacy = mesh.pod('10.244.1.8', 'legacy');
  expect(seen(legacy.exchange(get('/'), { ip: '10.244.2.2', port: 8080 }, { tls }))).toBe(answer);
});

test('PERMISSIVE hands an app’s own TLS on unopened', () => {
  const mesh = createSmallMesh();
  const server = mesh.pod('10.244.2.2', 'web');
  server.listen(8080, echo('web'), { tls: { certificates: () => ['app'] } });
  mesh.sidecar('10.244.2.2', 'web', inbound());
  const legacy = mesh.pod('10.244.1.8', 'legacy');
  const outcome = legacy.exchange(
    get('/'),
    { ip: '10.244.2.2', port: 8080 },
    { tls: hello('web') },
  );
  expect(seen(outcome)).toBe('200');
  expect(outcome.type === 'response' && outcome.tls?.certificates?.()).toEqual(['app']);
});

test('a client’s own TLS passes through its proxy to where it was going', () => {
  const mesh = createSmallMesh();
  mesh.pod('10.244.1.9', 'client');
  const server = mesh.pod('10.244.2.9', 'other');
  server.listen(443, echo('other'), { tls: { certificates: () => ['app'] } });
  const { stack, log } = mesh.sidecar('10.244.1.9', 'client', outbound());
  const outcome = stack.exchange(
    get('/'),
    { ip: '10.244.2.9', port: 443 },
    { tls: hello('other') },
  );
  expect(seen(outcome)).toBe('200');
  expect(outcome.type === 'response' && outcome.tls?.certificates?.()).toEqual(['app']);
  expect(log[0]).toContain('PassthroughCluster');
  const tls = hello('other', { verify: () => 'certificate verify failed' });
  const refused = stack.exchange(get('/'), { ip: '10.244.2.9', port: 443 }, { tls });
  expect(seen(refused)).toBe('tls: certificate verify failed');
});

const gatewayTls: TransportSocket = {
  name: 'envoy.transport_sockets.tls',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
    requireClientCertificate: false,
    commonTlsContext: {
      alpnProtocols: ['h2', 'http/1.1'],
      tlsCertificateSdsSecretConfigs: [{ name: 'kubernetes://shop-credential', sdsConfig: {} }],
    },
  },
};

function gatewayConfig(): ProxyConfig {
  const plain = outbound({
    endpoints: [{ ip: '10.244.2.2', isMeshed: true }],
    routes: [routeTo(web)],
    host: { domains: ['shop.example'] },
  });
  const http = httpListener('0.0.0.0', 8080, '80');
  const filters = http.filterChains?.[0]?.filters ?? [];
  const chains: readonly FilterChain[] = [
    {
      filterChainMatch: {
        serverNames: ['shop.example', '*.shop.example'],
        transportProtocol: 'tls',
      },
      filters,
      transportSocket: gatewayTls,
    },
  ];
  const { defaultFilterChain: _, ...listener } = http;
  const https: Listener = {
    ...listener,
    name: '0.0.0.0_8443',
    address: { socketAddress: { address: '0.0.0.0', portValue: 8443 } },
    bindToPort: true,
    filterChains: chains,
  };
  return {
    ...plain,
    listeners: [{ ...listener, bindToPort: true, filterChains: [{ filters }] }, https],
  };
}

function gatewayShop() {
  const mesh = createSmallMesh();
  mesh.pod('10.244.2.2', 'web', echo('web'));
  mesh.sidecar('10.244.2.2', 'web', inbound({ mode: 'STRICT' }));
  const gateway = mesh.gateway('10.244.1.7', 'gateway', gatewayConfig());
  const client = mesh.pod('10.244.1.8', 'legacy');
  const ask = (port: number, tls?: ClientTls) =>
    client.exchange(get('/', 'shop.example'), { ip: '10.244.1.7', port }, { tls });
  return { mesh, gateway, ask };
}

test('a gateway ends TLS for the names it has, and closes the others', () => {
  const { ask } = gatewayShop();
  const outcome = ask(8443, hello('shop.example', { alpn: 'http/1.1' }));
  expect(seen(outcome)).toBe('200');
  expect(outcome.type === 'response' && outcome.tls).toMatchObject({
    version: 'TLSv1.3',
    alpn: 'http/1.1',
  });
  expect(responseOf(outcome).body).toContain('"x-forwarded-proto":"https"');
  expect(seen(ask(8443, hello('a.shop.example')))).toBe('200');
  expect(seen(ask(8443, hello('b.example')))).toBe('tls: Recv failure: Connection reset by peer');
  expect(seen(ask(8443))).toBe('reset');
  expect(seen(ask(8080))).toBe('200');
  expect(seen(ask(8080, hello('shop.example')))).toBe('tls: wrong version number');
});

test('a gateway closes the ports that its configuration leaves out, and opens them again when it is put back', () => {
  const { mesh, gateway } = gatewayShop();
  expect(gateway.stack.listening()).toEqual([8080, 8443]);
  const restores = [mesh.network.save(), gateway.envoy.save()];
  const config = gatewayConfig();
  gateway.envoy.apply({ ...config, listeners: config.listeners.slice(0, 1) });
  expect(gateway.stack.listening()).toEqual([8080]);
  for (const restore of restores) restore();
  expect(gateway.stack.listening()).toEqual([8080, 8443]);
  gateway.envoy.apply({ ...config, listeners: [] });
  expect(gateway.stack.listening()).toEqual([]);
});

test('before its first configuration a proxy forwards nothing', () => {
  const mesh = createSmallMesh();
  mesh.pod('10.244.1.9', 'client');
  const { stack } = mesh.sidecar('10.244.1.9', 'client');
  expect(seen(call(stack))).toBe('refused');
});

test('a pod that asks itself by its own address needs no proxy', () => {
  const mesh = createSmallMesh();
  mesh.pod('10.244.2.2', 'web', echo('web'));
  const { stack, log } = mesh.sidecar('10.244.2.2', 'web', inbound({ mode: 'STRICT' }));
  expect(seen(stack.exchange(get('/'), { ip: '10.244.2.2', port: 8080 }))).toBe('200');
  expect(log).toEqual([]);
});

test('a pod whose own Service chooses itself goes through its proxy twice', () => {
  const mesh = createSmallMesh();
  mesh.pod('10.244.2.2', 'web', echo('web'));
  const both = inbound({ mode: 'STRICT' });
  const out = outbound({ endpoints: [{ ip: '10.244.2.2', isMeshed: true }] });
  const config = {
    ...out,
    listeners: [...out.listeners, ...both.listeners.slice(1)],
    clusters: [...out.clusters, ...both.clusters],
  };
  const { stack, log } = mesh.sidecar('10.244.2.2', 'web', config);
  expect(seen(call(stack))).toBe('200');
  expect(log).toHaveLength(2);
});

test('an app’s own TLS goes inside mutual TLS, and comes out as it was', () => {
  const mesh = createSmallMesh();
  mesh.pod('10.244.1.9', 'client');
  const server = mesh.pod('10.244.2.2', 'web');
  server.listen(8443, echo('web'), { tls: { certificates: () => ['app'] } });
  const to = mesh.sidecar(
    '10.244.2.2',
    'web',
    inbound({ mode: 'STRICT', port: 8443, isTcp: true }),
  );
  const name = 'outbound|443||web.shop.svc.cluster.local';
  const { from, ask } = clientOfTcp(mesh, name, { ip: '10.244.2.2', port: 8443, isMeshed: true });
  const outcome = ask(get('/secret', 'web'), hello('web'));
  expect(seen(outcome)).toBe('200');
  expect(responseOf(outcome).body).toContain('"path":"/secret"');
  expect(outcome.type === 'response' && outcome.tls?.certificates?.()).toEqual(['app']);
  expect(to.log[0]).toContain('"- - -" 0 - - - "-"');
  expect(from.log).toHaveLength(1);
});

test('a gateway hands TLS on unopened where its chain only proxies', () => {
  const mesh = createSmallMesh();
  const server = mesh.pod('10.244.2.2', 'web');
  server.listen(8443, echo('web'), { tls: { certificates: () => ['app'] } });
  const name = 'outbound|443||web.shop.svc.cluster.local';
  const { config } = tcpConfig(name, { ip: '10.244.2.2', port: 8443 }, '0.0.0.0', 8443);
  const listeners = config.listeners.slice(-1).map((each) => ({
    ...each,
    bindToPort: true,
    listenerFilters: [{ name: 'envoy.filters.listener.tls_inspector' }],
  }));
  mesh.gateway('10.244.1.7', 'gateway', { ...config, listeners });
  const client = mesh.pod('10.244.1.8', 'legacy');
  const outcome = client.exchange(
    get('/'),
    { ip: '10.244.1.7', port: 8443 },
    { tls: hello('web') },
  );
  expect(seen(outcome)).toBe('200');
  expect(outcome.type === 'response' && outcome.tls?.certificates?.()).toEqual(['app']);
});

test('a gateway whose route leads back to itself runs out of ports, and answers', () => {
  const mesh = createSmallMesh();
  const retryPolicy = { retryOn: '5xx,connect-failure', numRetries: 3 };
  const routes = [routeTo(web, { route: { cluster: web, timeout: '0s', retryPolicy } })];
  const config = outbound({
    endpoints: [{ ip: '10.244.1.7', port: 8080 }],
    routes,
    host: { domains: ['*'] },
  });
  const filters = httpListener('0.0.0.0', 8080, '80').filterChains?.[0]?.filters ?? [];
  const listener = {
    ...httpListener('0.0.0.0', 8080, '80'),
    bindToPort: true,
    filterChains: [{ filters }],
  };
  const { log } = mesh.gateway('10.244.1.7', 'gateway', { ...config, listeners: [listener] });
  const client = mesh.pod('10.244.1.8', 'legacy');
  for (let count = 0; count < 2; count += 1) {
    const outcome = client.exchange(get('/', 'any'), { ip: '10.244.1.7', port: 8080 });
    expect(seen(outcome)).toBe('503');
  }
  // Each try of the outermost request goes all the way down, once.
  expect(log.length).toBeLessThan(200);
  expect(log[0]).toContain('immediate_connect_error:_Cannot_assign_requested_address');
});
