import { describe, expect, test } from 'vitest';
import { respond } from '#cluster/network/headers.ts';
import type { Server } from '#cluster/network/stack.ts';
import type { Backend, DestinationProfile, OutboundRoute } from '#mesh/linkerd/proxy-api.ts';
import {
  authority,
  echo,
  endpoint,
  get,
  grpc,
  outboundRoute,
  policyOf,
  responseOf,
  webIp,
} from './testdata/shop.ts';
import { createSmallMesh, metricsOf } from './testdata/small-mesh.ts';

const clientIp = '10.244.1.10';
const first = '10.244.1.20';
const second = '10.244.1.21';

/** A client in the mesh, two plain pods behind the Service. */
async function behind(
  routes: readonly OutboundRoute[] = [outboundRoute()],
  servers: readonly Server[] = [echo('one'), echo('two')],
) {
  const mesh = createSmallMesh();
  mesh.startControlPlane();
  mesh.pod(clientIp, 'client');
  mesh.pod(first, 'one', servers[0]);
  mesh.pod(second, 'two', servers[1]);
  const client = mesh.sidecar(clientIp, 'client');
  mesh.told.endpoints.set(authority, [endpoint(first), endpoint(second)]);
  mesh.told.outbound.set('10.96.0.20:80', policyOf(routes));
  await mesh.pass(1000);
  client.log.length = 0;
  const ask = (request = get()) => responseOf(client.stack.exchange(request, webIp));
  const change = async (work: () => void) => {
    work();
    mesh.told.revision += 1;
    await mesh.pass(1);
  };
  return { ...mesh, client, ask, change };
}

const nameOf = ({ body }: { body: string }) => (JSON.parse(body) as { name: string }).name;

/** Fails so many times, then works. */
function flaky(failures: number, status = 503): Server {
  let left = failures;
  return (request, connection) => {
    left -= 1;
    return left >= 0 ? respond(status, [], '', 1) : echo('flaky')(request, connection);
  };
}

const slow = (ms: number): Server => echo('slow', ms);

function linesOf(log: readonly string[]): readonly string[] {
  return log.map((line) =>
    line.replace(/^\[[^\]]*\] +/, '').replaceAll(/(10\.244\.1\.10):\d+/g, '$1:…'),
  );
}

describe('a balancer', () => {
  test('asks both endpoints, and the slow one less', async () => {
    const { ask } = await behind([outboundRoute()], [echo('one', 1), echo('two', 400)]);
    const counts = new Map<string, number>();
    for (let at = 0; at < 40; at += 1) {
      const name = nameOf(ask());
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(['one', 'two']);
    expect(counts.get('one')).toBeGreaterThan(30);
  });

  test('has nobody to ask: 504 after three seconds, then at once, in the words of the real one', async () => {
    const { client, change, told, pass } = await behind();
    await change(() => told.endpoints.set(authority, []));
    const outcome = client.stack.exchange(get(), webIp);
    expect(outcome.elapsed).toBeCloseTo(3000, 0);
    const { status, headers } = responseOf(outcome);
    expect({ status, headers }).toEqual({
      status: 504,
      headers: [
        ['content-length', '0'],
        [
          'l5d-proxy-error',
          'logical service 10.96.0.20:80: route default.http: backend Service.shop.web:80: Service.shop.web:80: service in fail-fast',
        ],
        ['connection', 'close'],
        ['l5d-proxy-connection', 'close'],
        ['date', 'Mon, 30 Nov 2026 12:00:04 GMT'],
      ],
    });
    await pass(4000);
    expect(client.stack.exchange(get(), webIp).elapsed).toBeLessThan(1);
    expect(linesOf(client.log).slice(0, 2)).toEqual([
      'INFO ThreadId(01) outbound:proxy{addr=10.96.0.20:80}:service{ns=shop name=web port=80}: linkerd_proxy_balance_queue::worker: Unavailable; entering failfast timeout=3.0',
      'INFO ThreadId(01) outbound:proxy{addr=10.96.0.20:80}:rescue{client.addr=10.244.1.10:…}: linkerd_app_core::errors::respond: HTTP/1.1 request failed error=logical service 10.96.0.20:80: route default.http: backend Service.shop.web:80: Service.shop.web:80: service in fail-fast error.sources=[route default.http: backend Service.shop.web:80: Service.shop.web:80: service in fail-fast, backend Service.shop.web:80: Service.shop.web:80: service in fail-fast, Service.shop.web:80: service in fail-fast, service in fail-fast]',
    ]);
    expect(
      metricsOf(client.stack, /^(outbound_http_errors_total|outbound_http_balancer_endpoints)/),
    ).toEqual([
      'outbound_http_errors_total{error="failfast"} 2',
      'outbound_http_balancer_endpoints{endpoint_state="ready",parent_group="core",parent_kind="Service",parent_namespace="shop",parent_name="web",parent_port="80",parent_section_name="",backend_group="core",backend_kind="Service",backend_namespace="shop",backend_name="web",backend_port="80",backend_section_name=""} 0',
      'outbound_http_balancer_endpoints{endpoint_state="pending",parent_group="core",parent_kind="Service",parent_namespace="shop",parent_name="web",parent_port="80",parent_section_name="",backend_group="core",backend_kind="Service",backend_namespace="shop",backend_name="web",backend_port="80",backend_section_name=""} 0',
    ]);
    await change(() => told.endpoints.set(authority, [endpoint(first)]));
    expect(responseOf(client.stack.exchange(get(), webIp)).status).toBe(200);
  });

  test('opens its breaker after failures in a row, and tries again later', async () => {
    const mesh = await behind([outboundRoute()], [flaky(4, 500), echo('two')]);
    const { told, change, ask, pass } = mesh;
    await change(() => {
      told.endpoints.set(authority, [endpoint(first)]);
      told.outbound.set('10.96.0.20:80', {
        ...policyOf(),
        failureAccrual: {
          maxFailures: 3,
          minBackoffMs: 1000,
          maxBackoffMs: 60_000,
          jitterRatio: 0,
        },
      });
    });
    expect([ask().status, ask().status, ask().status]).toEqual([500, 500, 500]);
    // Nobody is left: it waits in vain.
    expect(ask().status).toBe(504);
    await pass(1100);
    // On probation, and it fails: twice as long.
    expect(ask().status).toBe(500);
    await pass(1100);
    expect(ask().status).toBe(504);
    await pass(1000);
    expect(ask().status).toBe(200);
    expect(ask().status).toBe(200);
  });

  test('leaves out a peer that cannot be connected to, and says so', async () => {
    const { client, change, told, ask, pass } = await behind();
    const gone = endpoint('10.244.1.77', 'gone');
    await change(() => told.endpoints.set(authority, [gone]));
    expect(ask().status).toBe(504);
    await change(() => told.endpoints.set(authority, [gone, endpoint(second)]));
    expect(nameOf(ask())).toBe('two');
    await pass(5000);
    expect(linesOf(client.log)[0]).toBe(
      'WARN ThreadId(01) outbound:proxy{addr=10.96.0.20:80}:service{ns=shop name=web port=80}:endpoint{addr=10.244.1.77:8080}: linkerd_reconnect: Failed to connect error=connect timed out after 1s',
    );
  });
});

describe('an endpoint outside the mesh', () => {
  test('that refuses is a bad gateway', async () => {
    const { change, told, ask } = await behind();
    const address = { ip: first, port: 9 };
    await change(() => told.endpoints.set(authority, [endpoint(first, undefined, { address })]));
    const { status, headers } = ask();
    expect(status).toBe(502);
    expect(new Map(headers).get('l5d-proxy-error')).toBe(
      'endpoint 10.244.1.20:9: client error (Connect): Connection refused (os error 111)',
    );
  });
});

describe('routes', () => {
  const backend = (ip: string, weight = 1): Backend => ({
    metadata: { group: 'core', kind: 'Service', namespace: 'shop', name: ip, port: 80 },
    weight,
    filters: [],
    dispatcher: { type: 'forward', address: { ip, port: 8080 } },
  });
  const named = (name: string) => ({
    group: 'gateway.networking.k8s.io',
    kind: 'HTTPRoute',
    namespace: 'shop',
    name,
  });

  test('split by weight', async () => {
    const { ask } = await behind([
      outboundRoute({ backends: [backend(first, 90), backend(second, 10)] }),
    ]);
    const names = Array.from({ length: 200 }, () => nameOf(ask()));
    const twos = names.filter((name) => name === 'two').length;
    expect(twos).toBeGreaterThan(8);
    expect(twos).toBeLessThan(36);
  });

  test('are chosen by what they match, the most specific first', async () => {
    const match = { headers: [], queryParams: [] };
    const { ask } = await behind([
      outboundRoute({
        matches: [{ ...match, path: { type: 'prefix', value: '/' } }],
        backends: [backend(first)],
      }),
      outboundRoute({
        matches: [
          {
            ...match,
            path: { type: 'prefix', value: '/' },
            headers: [{ name: 'X-User', type: 'exact', value: 'jo' }],
          },
        ],
        backends: [backend(second)],
      }),
    ]);
    expect(nameOf(ask())).toBe('one');
    expect(nameOf(ask(get('/', [['x-user', 'jo']])))).toBe('two');
    expect(nameOf(ask(get('/', [['x-user', 'joe']])))).toBe('one');
  });

  test('none of which matches are 404', async () => {
    const { ask } = await behind([
      outboundRoute({
        matches: [{ path: { type: 'exact', value: '/only' }, headers: [], queryParams: [] }],
      }),
    ]);
    const { status, headers } = ask();
    expect(status).toBe(404);
    expect(new Map(headers).get('l5d-proxy-error')).toBe('logical service 10.96.0.20:80: no route');
  });

  test('change headers, redirect, and fail on purpose', async () => {
    const filters = [
      {
        type: 'request-headers',
        set: [['X-Env', 'test']],
        add: [['x-more', '1']],
        remove: ['user-agent'],
      },
      { type: 'response-headers', set: [['x-seen', 'yes']], add: [], remove: ['content-type'] },
    ] as const;
    const { ask, change, told } = await behind([outboundRoute({ filters })]);
    const { headers, body } = ask();
    expect(JSON.parse(body)).toMatchObject({ headers: { 'x-env': 'test', 'x-more': '1' } });
    expect(body).not.toContain('curl');
    expect(headers).toEqual([['x-seen', 'yes']]);
    await change(() =>
      told.outbound.set(
        '10.96.0.20:80',
        policyOf([
          outboundRoute({
            matches: [{ path: { type: 'prefix', value: '/old' }, headers: [], queryParams: [] }],
            filters: [
              {
                type: 'redirect',
                status: 301,
                scheme: 'https',
                host: 'shop.example',
                path: { type: 'prefix', value: '/new' },
              },
            ],
          }),
          outboundRoute({ filters: [{ type: 'failure', status: 503, message: 'closed today' }] }),
        ]),
      ),
    );
    const moved = ask(get('/old/cart?id=3'));
    expect(moved.status).toBe(301);
    expect(new Map(moved.headers).get('location')).toBe('https://shop.example/new/cart?id=3');
    expect(ask().status).toBe(503);
  });

  test('retry what failed, as many times as they may', async () => {
    const retry = { statuses: [{ min: 500, max: 599 }], grpcCodes: ['unavailable'], limit: 2 };
    const route = outboundRoute({ metadata: named('web'), retry, backends: [backend(first)] });
    const { ask, client } = await behind([route], [flaky(2), echo('two')]);
    expect(ask().status).toBe(200);
    expect(
      metricsOf(client.stack, /^outbound_http_route_retry/).map((line) =>
        line.replace(/\{.*\}/, ''),
      ),
    ).toEqual([
      'outbound_http_route_retry_requests_total 2',
      'outbound_http_route_retry_successes_total 1',
    ]);
    const never = await behind([route], [flaky(10), echo('two')]);
    expect(never.ask().status).toBe(503);
    expect(metricsOf(never.client.stack, /^outbound_http_route_retry_limit/)).toHaveLength(1);
  });

  test('end what takes too long', async () => {
    const route = outboundRoute({
      metadata: named('web'),
      timeouts: { requestMs: 100 },
      backends: [backend(first)],
    });
    const { client } = await behind([route], [slow(500), echo('two')]);
    const outcome = client.stack.exchange(get(), webIp);
    expect(outcome.elapsed).toBeCloseTo(100, 0);
    const { status, headers } = responseOf(outcome);
    expect(status).toBe(504);
    expect(new Map(headers).get('l5d-proxy-error')).toBe(
      'logical service 10.96.0.20:80: route HTTPRoute.shop.web: stream deadline met: 100ms',
    );
    expect(metricsOf(client.stack, /^outbound_http_route_request_statuses_total/)[0]).toContain(
      'route_name="web",hostname="",http_status="",error="REQUEST_TIMEOUT"} 1',
    );
    const grpcAnswer = client.stack.exchange(grpc('/shop.Cart/Add'), webIp);
    expect(new Map(responseOf(grpcAnswer).headers).get('grpc-status')).toBe('4');
  });

  test('let clients ask for limits only where they say so', async () => {
    const asking = get('/', [['l5d-timeout', '50ms']]);
    const route = outboundRoute({ metadata: named('web'), backends: [backend(first)] });
    const closed = await behind([route], [slow(200), echo('two')]);
    expect(closed.ask(asking).status).toBe(200);
    const open = await behind(
      [{ ...route, allowsL5dRequestHeaders: true }],
      [slow(200), echo('two')],
    );
    expect(open.ask(asking).status).toBe(504);
  });
});

describe('a ServiceProfile', () => {
  const profile: DestinationProfile = {
    fullyQualifiedName: 'web.shop.svc.cluster.local',
    isOpaque: false,
    destinationOverrides: [],
    routes: [
      {
        labels: { route: 'GET /books' },
        condition: { all: [{ pathRegex: '/books' }, { method: 'GET' }] },
        responseClasses: [{ condition: { status: { min: 404, max: 404 } }, isFailure: true }],
        isRetryable: true,
      },
      {
        labels: { route: 'GET /slow' },
        condition: { pathRegex: '/slow' },
        responseClasses: [],
        isRetryable: false,
        timeoutMs: 50,
      },
    ],
  };

  test('takes the place of a policy, counts by route, retries within its budget, and has its timeouts', async () => {
    const servers = [flaky(1, 404), echo('two')];
    const { told, change, ask, client } = await behind([outboundRoute()], servers);
    await change(() => {
      told.endpoints.set(authority, [endpoint(first)]);
      told.profiles.set('10.96.0.20:80', profile);
    });
    const { body } = ask(get('/books?page=2'));
    expect(JSON.parse(body)).toMatchObject({ headers: { 'l5d-dst-canonical': authority } });
    const dst = 'direction="outbound",dst="web.shop.svc.cluster.local:80",rt_route="GET /books"';
    expect(
      metricsOf(client.stack, /^route_(actual_)?(request|response)_total|^route_retryable/),
    ).toEqual([
      `route_request_total{${dst}} 1`,
      `route_response_total{${dst},status_code="200",classification="success",grpc_status="",error=""} 1`,
      `route_actual_request_total{${dst}} 2`,
      `route_actual_response_total{${dst},status_code="200",classification="success",grpc_status="",error=""} 1`,
      `route_actual_response_total{${dst},status_code="404",classification="failure",grpc_status="",error=""} 1`,
      `route_retryable_total{${dst}} 1`,
    ]);
  });

  test('ends what takes longer than its route may', async () => {
    const { told, change, client } = await behind([outboundRoute()], [slow(300), slow(300)]);
    await change(() => told.profiles.set('10.96.0.20:80', profile));
    const outcome = client.stack.exchange(get('/slow'), webIp);
    expect(responseOf(outcome).status).toBe(504);
    expect(outcome.elapsed).toBeCloseTo(50, 0);
  });
});

describe('an EgressNetwork', () => {
  const outside = { ip: '203.0.113.9', port: 8080 };
  const bytes = { ...get(), protocol: 'TCP', body: 'EHLO client\r\n' } as const;
  const parent = {
    group: 'policy.linkerd.io',
    kind: 'EgressNetwork',
    namespace: 'shop',
    name: 'all',
    port: 8080,
  };
  const transportOf = (protocol: 'tls' | 'tcp', isForbidden: boolean) => ({
    metadata: {
      group: '',
      kind: 'default',
      name: `${protocol}-egress-${isForbidden ? 'deny' : 'allow'}`,
    },
    isForbidden,
  });

  async function egress(isForbidden: boolean) {
    const made = await behind();
    made.pod(outside.ip, 'mail', () => respond(200, [], ''));
    const { protocol } = policyOf([
      outboundRoute({
        backends: [
          {
            metadata: parent,
            weight: 1,
            filters: [],
            dispatcher: { type: 'forward', address: outside },
          },
        ],
      }),
    ]);
    const transport = {
      tls: transportOf('tls', isForbidden),
      tcp: transportOf('tcp', isForbidden),
    };
    await made.change(() =>
      made.told.outbound.set(`${outside.ip}:${outside.port}`, {
        parent,
        protocol: { ...protocol, transport } as typeof protocol,
      }),
    );
    made.client.log.length = 0;
    return made;
  }
  const labels = (name: string) =>
    `parent_group="policy.linkerd.io",parent_kind="EgressNetwork",parent_namespace="shop",parent_name="all",parent_port="8080",parent_section_name="",route_group="",route_kind="default",route_namespace="",route_name="${name}"`;

  test('that denies hangs up on bytes and on TLS, and says so', async () => {
    const { client } = await egress(true);
    const closed = { type: 'failure', failure: { reason: 'closed' } };
    expect(client.stack.exchange(bytes, outside)).toMatchObject(closed);
    const tls = { serverName: 'mail.example' };
    expect(client.stack.exchange(get(), outside, { tls })).toMatchObject(closed);
    expect(linesOf(client.log)).toEqual(
      ['TCP', 'TLS'].map((name) => {
        const route = `route default.${name.toLowerCase()}-egress-deny: forbidden ${name} route`;
        return `INFO ThreadId(01) outbound: linkerd_app_core::serve: Connection closed error=logical service 203.0.113.9:8080: ${route} error.sources=[${route}, forbidden ${name} route] client.addr=10.244.1.10:… server.addr=203.0.113.9:8080`;
      }),
    );
    expect(metricsOf(client.stack, /^outbound_(tcp|tls)_route/)).toEqual([
      `outbound_tcp_route_open_total{${labels('tcp-egress-deny')}} 1`,
      `outbound_tcp_route_close_total{${labels('tcp-egress-deny')},error="forbidden"} 1`,
      `outbound_tls_route_open_total{${labels('tls-egress-deny')},hostname=""} 1`,
      `outbound_tls_route_close_total{${labels('tls-egress-deny')},hostname="",error="forbidden"} 1`,
    ]);
  });

  test('that allows counts them', async () => {
    const { client } = await egress(false);
    client.stack.exchange(bytes, outside);
    expect(client.log).toEqual([]);
    expect(metricsOf(client.stack, /^outbound_tcp_route/)).toEqual([
      `outbound_tcp_route_open_total{${labels('tcp-egress-allow')}} 1`,
      `outbound_tcp_route_close_total{${labels('tcp-egress-allow')},error=""} 1`,
    ]);
  });
});

test('what nobody knows is let through as it is', async () => {
  const { client, pod } = await behind();
  pod('10.244.2.9', 'stranger', echo('stranger'));
  const answer = client.stack.exchange(get(), { ip: '10.244.2.9', port: 8080 });
  expect(nameOf(responseOf(answer))).toBe('stranger');
  expect(metricsOf(client.stack, /^request_total/)).toEqual([
    'request_total{direction="outbound",target_addr="10.244.2.9:8080",target_ip="10.244.2.9",target_port="8080",tls="no_identity",no_tls_reason="not_provided_by_service_discovery"} 1',
  ]);
});
