import { describe, expect, test } from 'vitest';
import { bytes } from '#workloads/serving.ts';
import type { InboundServer } from '#mesh/linkerd/proxy-api.ts';
import {
  anybody,
  authority,
  echo,
  endpoint,
  get,
  grpc,
  identityOf,
  inboundRoute,
  policyOf,
  responseOf,
  serverFor,
  webIp,
} from './testdata/shop.ts';
import { createSmallMesh, metricsOf } from './testdata/small-mesh.ts';

const clientIp = '10.244.1.10';
const plainIp = '10.244.1.11';
const webPod = '10.244.1.20';
const web = { ip: webPod, port: 8080 };

async function withPolicy(server: InboundServer, port = 8080) {
  const mesh = createSmallMesh();
  mesh.startControlPlane();
  mesh.pod(clientIp, 'client');
  const plain = mesh.pod(plainIp, 'plain');
  const stack = mesh.pod(webPod, 'web', echo('web'));
  stack.listen(6379, () => bytes('+PONG\r\n', 1), { speaks: 'tcp' });
  const client = mesh.sidecar(clientIp, 'client');
  const sidecar = mesh.sidecar(webPod, 'web');
  mesh.told.inbound.set(`web:${port}`, server);
  mesh.told.endpoints.set(authority, [endpoint(webPod, 'web')]);
  mesh.told.outbound.set('10.96.0.20:80', policyOf());
  await mesh.pass(1000);
  sidecar.log.length = 0;
  return { ...mesh, plain, client, web: sidecar };
}

/** Without the time, and without the port of a client. */
function linesOf(log: readonly string[]): readonly string[] {
  return log.map((line) =>
    line.replace(/^\[[^\]]*\] +/, '').replaceAll(/(10\.244\.1\.1\d):\d+/g, '$1:…'),
  );
}

describe('a request that no authorization lets in', () => {
  test('is refused without a word to who is not in the mesh, and told in the log', async () => {
    const { plain, web: proxy, pass } = await withPolicy(serverFor('web-http'));
    const { status, headers, body } = responseOf(plain.exchange(get(), web));
    expect({ status, headers, body }).toEqual({
      status: 403,
      headers: [
        ['content-length', '0'],
        ['date', 'Mon, 30 Nov 2026 12:00:01 GMT'],
      ],
      body: '',
    });
    await pass(10);
    expect(linesOf(proxy.log)).toEqual([
      'INFO ThreadId(01) inbound:server{port=8080}: linkerd_app_inbound::policy::http: Request denied server.group=policy.linkerd.io server.kind=server server.name=web-http route.group= route.kind=default route.name=default client.tls=None(NoClientHello) client.ip=10.244.1.11',
      'INFO ThreadId(01) inbound:server{port=8080}:rescue{client.addr=10.244.1.11:…}: linkerd_app_core::errors::respond: HTTP/1.1 request failed error=client 10.244.1.11:…: server: 10.244.1.20:8080: unauthorized request on route error.sources=[unauthorized request on route]',
    ]);
    expect(metricsOf(proxy.stack, /^inbound_http_authz_deny_total\{/)).toEqual([
      'inbound_http_authz_deny_total{target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",srv_group="policy.linkerd.io",srv_kind="server",srv_name="web-http",srv_port="8080",route_group="",route_kind="default",route_name="default",tls="no_identity",no_tls_reason="no_tls_from_remote"} 1',
    ]);
  });

  test('is refused with a reason to who is in the mesh', async () => {
    const { client, web: proxy, pass } = await withPolicy(serverFor('web-http', ['admin']));
    const { status, headers } = responseOf(client.stack.exchange(get(), webIp));
    expect(status).toBe(403);
    expect(new Map(headers).get('l5d-proxy-error')).toMatch(
      /^client 10\.244\.1\.10:\d+: server: 10\.244\.1\.20:8080: unauthorized request on route$/,
    );
    await pass(10);
    expect(linesOf(proxy.log)[0]).toContain(
      `client.tls=Some(Established { client_id: Some(ClientId(Dns(Name("${identityOf('client')}")))), negotiated_protocol: None }) client.ip=10.244.1.10`,
    );
  });

  test('is PermissionDenied in gRPC', async () => {
    const { plain } = await withPolicy(serverFor('web-grpc'));
    const { status, headers } = responseOf(plain.exchange(grpc('/shop.Cart/Add'), web));
    expect(status).toBe(200);
    expect(new Map(headers).get('grpc-status')).toBe('7');
    expect(new Map(headers).has('grpc-message')).toBe(false);
  });
});

test('who is authorized by name is let in', async () => {
  const { client, web: proxy } = await withPolicy(serverFor('web-http', ['client']));
  expect(responseOf(client.stack.exchange(get(), webIp)).status).toBe(200);
  expect(metricsOf(proxy.stack, /^inbound_http_authz_allow_total\{/)[0]).toContain(
    `authz_group="policy.linkerd.io",authz_kind="authorizationpolicy",authz_name="web-http-authz",tls="true",client_id="${identityOf('client')}"} 1`,
  );
});

test('nobody may say for himself who he is', async () => {
  const { plain } = await withPolicy(anybody);
  const { body } = responseOf(plain.exchange(get('/', [['l5d-client-id', 'somebody']]), web));
  expect(JSON.parse(body)).toMatchObject({ headers: { 'user-agent': 'curl/8.16.0' } });
  expect(body).not.toContain('somebody');
});

test('networks and their exceptions decide where from', async () => {
  const server = serverFor('web-http');
  const authorization = {
    metadata: { group: 'policy.linkerd.io', kind: 'authorizationpolicy', name: 'near' },
    networks: [{ net: '10.244.0.0/16', except: ['10.244.1.11/32'] }],
    authentication: { type: 'unauthenticated' } as const,
  };
  const { client, plain } = await withPolicy({ ...server, authorizations: [authorization] });
  expect(responseOf(client.stack.exchange(get(), webIp)).status).toBe(200);
  expect(responseOf(plain.exchange(get(), web)).status).toBe(403);
});

test('an audit lets pass, and tells', async () => {
  const server = serverFor('web-http');
  const metadata = { group: '', kind: 'default', name: 'audit' };
  const authorizations = [{ ...anybody.authorizations[0], metadata, isAudit: true }];
  const {
    plain,
    web: proxy,
    pass,
  } = await withPolicy({
    ...server,
    authorizations: authorizations as InboundServer['authorizations'],
  });
  expect(responseOf(plain.exchange(get(), web)).status).toBe(200);
  await pass(10);
  expect(linesOf(proxy.log)).toEqual([
    'INFO ThreadId(01) inbound:server{port=8080}: linkerd_app_inbound::policy::http: Request allowed server.group=policy.linkerd.io server.kind=server server.name=web-http route.group= route.kind=default route.name=default client.tls=None(NoClientHello) client.ip=10.244.1.11 authz.group= authz.kind=default authz.name=audit',
  ]);
});

test('the routes of a Server are all that there is, the probes’ among them', async () => {
  const probe = { group: '', kind: 'default', name: 'probe' };
  const routes = [
    inboundRoute({
      metadata: { group: 'gateway.networking.k8s.io', kind: 'httproute', name: 'api' },
      matches: [{ path: { type: 'prefix', value: '/api' }, headers: [], queryParams: [] }],
    }),
    inboundRoute({
      metadata: probe,
      matches: [
        { path: { type: 'exact', value: '/healthz' }, method: 'GET', headers: [], queryParams: [] },
      ],
      authorizations: [
        {
          metadata: probe,
          networks: [{ net: '10.244.1.11/32', except: [] }],
          authentication: { type: 'unauthenticated' },
        },
      ],
    }),
  ];
  const server = serverFor('web-http', ['client']);
  const {
    client,
    plain,
    web: proxy,
  } = await withPolicy({
    ...server,
    protocol: { type: 'http1', routes },
  });
  const ask = (path: string) => responseOf(client.stack.exchange(get(path), webIp)).status;
  expect([ask('/api/list'), ask('/apix'), ask('/')]).toEqual([200, 404, 404]);
  expect(responseOf(plain.exchange(get('/healthz'), web)).status).toBe(200);
  expect(responseOf(plain.exchange(get('/api'), web)).status).toBe(403);
  expect(metricsOf(proxy.stack, /^inbound_http_route_not_found_total\{/)).toHaveLength(1);
});

test('a port that speaks HTTP hangs up on other bytes', async () => {
  const { client, plain } = await withPolicy({
    ...anybody,
    protocol: { type: 'http1', routes: [inboundRoute()] },
  });
  const bare = { method: '', path: '', authority: '', headers: [], protocol: 'TCP' } as const;
  expect(plain.exchange({ ...bare, body: 'PING\r\n' }, web)).toMatchObject({
    failure: { reason: 'closed' },
  });
  expect(responseOf(plain.exchange({ ...bare, body: '' }, web)).body).toBe('');
  expect(responseOf(client.stack.exchange(get(), webIp)).status).toBe(200);
});

test('no more requests pass than the limit says', async () => {
  const rateLimit = {
    metadata: { group: 'policy.linkerd.io', kind: 'httplocalratelimitpolicy', name: 'web-rl' },
    totalRps: 20,
    identityRps: 5,
    overrides: [],
  };
  const { client, pass, web: proxy } = await withPolicy({ ...anybody, rateLimit });
  const burst = () =>
    Array.from({ length: 7 }, () => responseOf(client.stack.exchange(get(), webIp)).status);
  expect(burst()).toEqual([200, 200, 200, 200, 200, 429, 429]);
  const { headers } = responseOf(client.stack.exchange(get(), webIp));
  expect(new Map(headers).get('l5d-proxy-error')).toMatch(
    /: per-identity rate limit exceeded: 5rps$/,
  );
  await pass(1000);
  expect(burst()).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect(metricsOf(proxy.stack, /^inbound_http_local_ratelimit_total\{/)[0]).toContain(
    'ratelimit_group="policy.linkerd.io",ratelimit_kind="httplocalratelimitpolicy",ratelimit_name="web-rl",ratelimit_scope="identity",tls="true"',
  );
});

describe('an application that is not there', () => {
  test('is a bad gateway', async () => {
    const { client, told, web: proxy, pass } = await withPolicy(anybody);
    told.endpoints.set(authority, [
      endpoint(webPod, 'web', { address: { ip: webPod, port: 9999 } }),
    ]);
    told.revision += 1;
    await pass(1);
    const { status, headers } = responseOf(client.stack.exchange(get(), webIp));
    expect(status).toBe(502);
    expect(headers.slice(0, 3)).toEqual([
      ['content-length', '0'],
      ['l5d-proxy-error', 'client error (Connect): Connection refused (os error 111)'],
      ['connection', 'close'],
    ]);
    await pass(10);
    expect(linesOf(proxy.log)).toEqual([
      'INFO ThreadId(01) inbound:server{port=9999}:rescue{client.addr=10.244.1.10:…}: linkerd_app_core::errors::respond: HTTP/1.1 request failed error=client error (Connect): Connection refused (os error 111) error.sources=[Connection refused (os error 111)]',
    ]);
  });
});

describe('an opaque port', () => {
  const opaque = (server: InboundServer): InboundServer => ({
    ...server,
    protocol: { type: 'opaque' },
  });
  const redis = {
    protocol: 'TCP',
    method: '',
    path: '',
    authority: '',
    headers: [],
    body: 'PING\r\n',
  } as const;
  const service = { ip: '10.96.0.30', port: 6379 };
  const told = async (server: InboundServer) => {
    const mesh = await withPolicy(opaque(server), 6379);
    const name = 'redis.shop.svc.cluster.local:6379';
    const address = { ip: webPod, port: 6379 };
    const metadata = {
      group: 'core',
      kind: 'Service',
      namespace: 'shop',
      name: 'redis',
      port: 6379,
    };
    mesh.told.endpoints.set(name, [
      endpoint(webPod, 'web', { address, opaqueTransportPort: 4143 }),
    ]);
    mesh.told.outbound.set('10.96.0.30:6379', {
      parent: metadata,
      protocol: {
        type: 'opaque',
        backends: [
          { metadata, weight: 1, filters: [], dispatcher: { type: 'balancer', authority: name } },
        ],
      },
    });
    mesh.told.revision += 1;
    await mesh.pass(1);
    return mesh;
  };

  test('is reached by the proxy’s own port, with TLS around it', async () => {
    const { client, cluster, web: proxy } = await told(anybody);
    client.stack.exchange(redis, service);
    const hops: string[] = [];
    cluster.network.watch(({ to, tls }) => hops.push(`${to.port} ${tls?.alpn ?? 'plain'}`));
    expect(responseOf(client.stack.exchange(redis, service)).body).toBe('+PONG\r\n');
    expect(hops).toEqual(['4143 transport.l5d.io/v1']);
    expect(metricsOf(proxy.stack, /^inbound_tcp_authz_allow_total\{/)).toEqual([
      `inbound_tcp_authz_allow_total{target_addr="10.244.1.20:6379",target_ip="10.244.1.20",target_port="6379",srv_group="",srv_kind="default",srv_name="all-unauthenticated",srv_port="6379",authz_group="",authz_kind="default",authz_name="all-unauthenticated",tls="true",client_id="${identityOf('client')}"} 2`,
    ]);
  });

  test('closes the connection of who is not let in, and says so', async () => {
    const { client, plain, web: proxy, pass } = await told(serverFor('redis', ['admin']));
    expect(client.stack.exchange(redis, service)).toMatchObject({ failure: { reason: 'closed' } });
    const direct = plain.exchange(redis, { ip: webPod, port: 6379 });
    expect(direct).toMatchObject({ failure: { reason: 'closed' } });
    await pass(10);
    expect(linesOf(proxy.log)).toEqual([
      `INFO ThreadId(01) inbound:server{port=6379}: linkerd_app_inbound::policy::tcp: Connection denied server.group=policy.linkerd.io server.kind=server server.name=redis tls=Some(Established { client_id: Some(ClientId(Dns(Name("${identityOf('client')}")))), negotiated_protocol: None }) client=10.244.1.10:…`,
      'INFO ThreadId(01) inbound:server{port=6379}: linkerd_app_inbound::policy::tcp: Connection denied server.group=policy.linkerd.io server.kind=server server.name=redis tls=None(PortSkipped) client=10.244.1.11:…',
    ]);
  });
});

test('what passes is told to who taps, at its time', async () => {
  const { client, web: proxy, mesh, pass } = await withPolicy(anybody);
  const taps = [client, proxy].map(({ stack }) => mesh.taps.get(stack));
  const events: string[] = [];
  const stops = taps.map((tap) =>
    tap?.observe(({ direction, time, source, destination, event }) => {
      const tls = direction === 'inbound' ? source.labels['tls'] : destination.labels['tls'];
      events.push(`${direction} ${Math.floor(time) % 1000} ${tls} ${event.type}`);
    }),
  );
  client.stack.exchange(get('/x?secret=1'), webIp);
  await pass(20);
  expect(events).toEqual([
    'inbound 0 true requestInit',
    'outbound 0 true requestInit',
    'inbound 1 true responseInit',
    'inbound 1 true responseEnd',
    'outbound 1 true responseInit',
    'outbound 1 true responseEnd',
  ]);
  for (const stop of stops) stop?.();
  client.stack.exchange(get(), webIp);
  await pass(20);
  expect(events).toHaveLength(6);
});
