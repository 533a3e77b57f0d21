import { expect, test } from 'vitest';
import { respond } from '#cluster/network/headers.ts';
import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Server } from '#cluster/network/stack.ts';
import type { Route } from './routes.ts';
import { defaultRetry, outbound, routeTo, web, type Outbound } from './testdata/outbound.ts';
import { call, createSmallMesh, echo, get, responseOf, seen } from './testdata/small-mesh.ts';

const v2 = 'outbound|80|v2|web.shop.svc.cluster.local';
const ips = ['10.244.2.2', '10.244.2.3', '10.244.2.4'] as const;

/** A client with a sidecar, and servers without: what routing does, and nothing else. */
function shop(options: Outbound & { servers?: readonly Server[] } = {}) {
  const mesh = createSmallMesh();
  mesh.pod('10.244.1.9', 'client');
  const { servers = [echo('v1')] } = options;
  for (const [index, server] of servers.entries())
    mesh.pod(ips[index] ?? '', `web-${index}`, server);
  const endpoints = options.endpoints ?? servers.map((_, index) => ({ ip: ips[index] ?? '' }));
  const client = mesh.sidecar('10.244.1.9', 'client', outbound({ ...options, endpoints }));
  const ask = (request: HttpRequest = get('/')): Outcome => call(client.stack, request);
  return { ...mesh, ...client, ask };
}

function twoVersions(routes: readonly Route[], more: Outbound = {}) {
  return shop({
    servers: [echo('v1'), echo('v2')],
    endpoints: [{ ip: ips[0] }],
    extra: [{ name: v2, endpoints: [{ ip: ips[1] }] }],
    routes,
    ...more,
  });
}

function echoed(outcome: Outcome): Record<string, unknown> {
  const parsed: unknown = JSON.parse(responseOf(outcome).body);
  return typeof parsed === 'object' ? { ...parsed } : {};
}

const status =
  (code: number, elapsed = 1): Server =>
  () =>
    respond(code, [], `${code}`, elapsed);

test.each<[Route['match'], HttpRequest, boolean]>([
  [{ prefix: '/api' }, get('/api/v1'), true],
  [{ prefix: '/api' }, get('/apis'), true],
  [{ pathSeparatedPrefix: '/api' }, get('/apis'), false],
  [{ pathSeparatedPrefix: '/api' }, get('/api?x=1'), true],
  [{ path: '/api' }, get('/api?x=1'), true],
  [{ path: '/api' }, get('/API'), false],
  [{ path: '/api', caseSensitive: false }, get('/API'), true],
  [{ safeRegex: { regex: '/v[12]/.*' } }, get('/v2/x?y'), true],
  [{ safeRegex: { regex: '/v[12]' } }, get('/v2/x'), false],
  [
    { prefix: '/', headers: [{ name: 'end-user', stringMatch: { exact: 'jason' } }] },
    get('/', 'web', [['end-user', 'jason']]),
    true,
  ],
  [
    { prefix: '/', headers: [{ name: 'end-user', stringMatch: { exact: 'jason' } }] },
    get('/'),
    false,
  ],
  [
    {
      prefix: '/',
      headers: [{ name: 'end-user', stringMatch: { exact: 'jason' }, invertMatch: true }],
    },
    get('/'),
    true,
  ],
  [{ prefix: '/', headers: [{ name: 'x-trace', presentMatch: true }] }, get('/'), false],
  [{ prefix: '/', headers: [{ name: ':method', stringMatch: { exact: 'GET' } }] }, get('/'), true],
  [
    { prefix: '/', queryParameters: [{ name: 'v', stringMatch: { exact: '2' } }] },
    get('/?a=1&v=2'),
    true,
  ],
  [{ prefix: '/', queryParameters: [{ name: 'v', presentMatch: true }] }, get('/?w'), false],
])('%j takes %j: %s', (match, request, isTaken) => {
  const { ask } = twoVersions([routeTo(v2, { match }), routeTo(web)]);
  expect(echoed(ask(request))['name']).toBe(isTaken ? 'v2' : 'v1');
});

test('weights send that part of the requests to each cluster', () => {
  const weightedClusters = {
    clusters: [
      { name: web, weight: 90 },
      { name: v2, weight: 10 },
    ],
  };
  const { ask } = twoVersions([routeTo(web, { route: { weightedClusters, timeout: '0s' } })]);
  const names = Array.from({ length: 1000 }, () => echoed(ask())['name']);
  const canary = names.filter((name) => name === 'v2').length;
  expect(canary).toBeGreaterThan(70);
  expect(canary).toBeLessThan(130);
});

test('rewrites the path and the host, and keeps what was asked in the log', () => {
  const route = { cluster: web, timeout: '0s', prefixRewrite: '/new', hostRewriteLiteral: 'inner' };
  const { ask, log } = shop({ routes: [routeTo(web, { match: { prefix: '/old' }, route })] });
  const asked = echoed(ask(get('/old/x?y=1')));
  expect(asked).toMatchObject({ path: '/new/x?y=1', authority: 'inner' });
  expect(asked['headers']).toMatchObject({ 'x-envoy-original-path': '/old/x?y=1' });
  expect(log[0]).toContain('"GET /old/x?y=1 HTTP/1.1" 200');
});

test('rewrites by a regular expression', () => {
  const regexRewrite = {
    pattern: { regex: '^/service/([^/]+)(/.*)$' },
    substitution: String.raw`\2/of/\1`,
  };
  const { ask } = shop({ routes: [routeTo(web, { route: { cluster: web, regexRewrite } })] });
  expect(echoed(ask(get('/service/foo/v1?q')))['path']).toBe('/v1/of/foo?q');
});

test('redirects, and answers by itself', () => {
  const { ask } = shop({
    routes: [
      {
        match: { prefix: '/r' },
        redirect: { hostRedirect: 'other', pathRedirect: '/there', responseCode: 'FOUND' },
      },
      { match: { prefix: '/s' }, redirect: { schemeRedirect: 'https' } },
      { match: { prefix: '/d' }, directResponse: { status: 503, body: { inlineString: 'down' } } },
    ],
  });
  const redirected = responseOf(ask(get('/r')));
  expect([redirected.status, Object.fromEntries(redirected.headers)['location']]).toEqual([
    302,
    'http://other/there',
  ]);
  expect(Object.fromEntries(responseOf(ask(get('/s?x'))).headers)['location']).toBe(
    'https://web/s?x',
  );
  expect(responseOf(ask(get('/d')))).toMatchObject({ status: 503, body: 'down' });
  expect(seen(ask(get('/none')))).toBe('404');
});

test('adds, sets and removes headers on both ways', () => {
  const { ask } = shop({
    routes: [
      routeTo(web, {
        requestHeadersToAdd: [
          { header: { key: 'x-from', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' } },
          { header: { key: 'x-set', value: 'b' }, appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD' },
        ],
        requestHeadersToRemove: ['x-drop'],
        responseHeadersToAdd: [{ header: { key: 'x-answer', value: '42' } }],
        responseHeadersToRemove: ['content-type'],
      }),
    ],
  });
  const response = responseOf(
    ask(
      get('/', 'web', [
        ['x-set', 'a'],
        ['x-drop', 'c'],
      ]),
    ),
  );
  expect(echoed({ type: 'response', response, elapsed: 0 })['headers']).toMatchObject({
    'x-from': '10.244.1.9',
    'x-set': 'b',
  });
  expect(response.body).not.toContain('x-drop');
  const names = response.headers.map(([name]) => name);
  expect(names).toContain('x-answer');
  expect(names).not.toContain('content-type');
});

const all = { numerator: 100 } as const;
const faultType = 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault';

test('a delay adds to the time, an abort answers in the place of the server', () => {
  const fault = { '@type': faultType, delay: { fixedDelay: '7s', percentage: all } };
  const delayed = shop({
    routes: [routeTo(web, { typedPerFilterConfig: { 'envoy.filters.http.fault': fault } })],
  });
  expect(delayed.ask().elapsed).toBeGreaterThan(7000);
  expect(delayed.log[0]).toMatch(/" 200 DI via_upstream .* 700\d /);
  const abort = { '@type': faultType, abort: { httpStatus: 418, percentage: all } };
  const aborted = shop({
    routes: [routeTo(web, { typedPerFilterConfig: { 'envoy.filters.http.fault': abort } })],
  });
  expect(responseOf(aborted.ask())).toMatchObject({ status: 418, body: 'fault filter abort' });
  expect(aborted.log[0]).toContain('" 418 FI fault_filter_abort - "-" 0 18');
});

test('a route that has no more time answers 504', () => {
  const { ask, log } = shop({
    servers: [echo('slow', 2000)],
    routes: [routeTo(web, { route: { cluster: web, timeout: '0.5s' } })],
  });
  const outcome = ask();
  expect(responseOf(outcome)).toMatchObject({ status: 504, body: 'upstream request timeout' });
  expect(outcome.elapsed).toBeCloseTo(500, 0);
  expect(log[0]).toMatch(/" 504 UT response_timeout - "-" 0 24 500 - /);
});

test('a client that has no more time leaves without an answer: DC', () => {
  const { stack, log } = shop({ servers: [echo('slow', 2000)] });
  expect(seen(call(stack, get('/'), { timeoutMs: 1000 }))).toBe('timeout');
  expect(log[0]).toMatch(/" 0 DC downstream_remote_disconnect - "-" 0 0 1000 - /);
});

test('tries again as the policy says, on another host where there is one', () => {
  let calls = 0;
  const flaky: Server = () => {
    calls += 1;
    return respond(503, [], '', 1);
  };
  const retryPolicy = { ...defaultRetry, retryOn: '5xx', numRetries: 3 };
  const { ask, log } = shop({
    servers: [flaky, echo('good')],
    routes: [routeTo(web, { route: { cluster: web, timeout: '0s', retryPolicy } })],
  });
  for (let count = 0; count < 50; count += 1) expect(seen(ask())).toBe('200');
  expect(calls).toBeGreaterThan(10);
  expect(log.every((line) => line.includes('" 200 - via_upstream'))).toBe(true);
});

test('gives up after the last retry: URX, with the last answer', () => {
  let calls = 0;
  const bad: Server = () => {
    calls += 1;
    return respond(500, [], 'no', 1);
  };
  const retryPolicy = { retryOn: '5xx', numRetries: 3 };
  const { ask, log } = shop({
    servers: [bad],
    routes: [routeTo(web, { route: { cluster: web, retryPolicy } })],
  });
  expect(responseOf(ask())).toMatchObject({ status: 500, body: 'no' });
  expect(calls).toBe(4);
  expect(log[0]).toContain('" 500 URX via_upstream');
});

test('each try has its own time', () => {
  const retryPolicy = { retryOn: '5xx', numRetries: 2, perTryTimeout: '2s' };
  const { ask } = shop({
    servers: [echo('slow', 9000)],
    routes: [routeTo(web, { route: { cluster: web, timeout: '0s', retryPolicy } })],
  });
  const outcome = ask();
  expect(seen(outcome)).toBe('504');
  expect(outcome.elapsed).toBeGreaterThan(6000);
  expect(outcome.elapsed).toBeLessThan(6200);
});

test('tells the server the number of the try', () => {
  const attempts: unknown[] = [];
  const bad: Server = ({ headers }) => {
    attempts.push(Object.fromEntries(headers)['x-envoy-attempt-count']);
    return respond(503, [], '');
  };
  const retryPolicy = { retryOn: '5xx', numRetries: 2 };
  const { ask } = shop({
    servers: [bad],
    routes: [routeTo(web, { route: { cluster: web, retryPolicy } })],
  });
  ask();
  expect(attempts).toEqual(['1', '2', '3']);
});

test('mirrors to a shadow, whose answer nobody hears', () => {
  const heard: string[] = [];
  const shadow: Server = ({ authority }) => {
    heard.push(authority);
    return respond(500, [], '');
  };
  const { ask } = shop({
    servers: [echo('v1'), shadow],
    endpoints: [{ ip: ips[0] }],
    extra: [{ name: v2, endpoints: [{ ip: ips[1] }] }],
    routes: [routeTo(web, { route: { cluster: web, requestMirrorPolicies: [{ cluster: v2 }] } })],
  });
  expect(seen(ask(get('/', 'web:80')))).toBe('200');
  expect(heard).toEqual(['web-shadow:80']);
});

test('nobody there: UH; no such cluster: NC; nobody listens: UF, tried three times; nobody answers: UF', () => {
  const empty = shop({ servers: [] });
  expect(responseOf(empty.ask())).toMatchObject({ status: 503, body: 'no healthy upstream' });
  expect(empty.log[0]).toContain('" 503 UH no_healthy_upstream - "-" 0 19 0 - ');

  const unknown = shop({ routes: [routeTo('outbound|80|v9|web.shop.svc.cluster.local')] });
  expect(responseOf(unknown.ask())).toMatchObject({ status: 503, body: '' });
  expect(unknown.log[0]).toContain('" 503 NC cluster_not_found - "-" 0 0');

  const closed = shop({ servers: [echo('v1')], endpoints: [{ ip: ips[0], port: 9999 }] });
  expect(responseOf(closed.ask()).body).toBe(
    'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure, transport failure reason: delayed connect error: Connection refused',
  );
  expect(closed.log[0]).toContain(
    '" 503 URX,UF upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused} - "delayed_connect_error:_Connection_refused" 0 190',
  );

  const gone = shop({ endpoints: [{ ip: '192.0.2.1' }] });
  const outcome = gone.ask();
  expect(responseOf(outcome).body).toBe(
    'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: connection timeout',
  );
  expect(outcome.elapsed).toBeGreaterThan(30_000);
});

test('a full queue refuses at once: UO', () => {
  const thresholds = [{ maxConnections: 1, maxPendingRequests: 1 }];
  const { ask, log } = shop({
    servers: [echo('slow', 100)],
    more: { circuitBreakers: { thresholds } },
  });
  const outcomes = Array.from({ length: 4 }, () => ask());
  expect(outcomes.map(seen)).toEqual(['200', '200', '503', '503']);
  expect(outcomes[1]?.elapsed).toBeGreaterThan(200);
  expect(responseOf(outcomes[2] ?? ask())).toMatchObject({
    body: 'upstream connect error or disconnect/reset before headers. reset reason: overflow',
  });
  expect(log[2]).toContain(
    '" 503 UO upstream_reset_before_response_started{overflow} - "-" 0 81 0 - ',
  );
});

test('a host that fails is left out for a while, and longer each time', () => {
  const outlierDetection = {
    consecutive5xx: 3,
    interval: '10s',
    baseEjectionTime: '30s',
    maxEjectionPercent: 100,
  };
  const { ask, clock } = shop({
    servers: [status(500), echo('good')],
    more: { outlierDetection, lbPolicy: 'ROUND_ROBIN' },
  });
  const code = () => {
    clock.advance(10);
    return seen(ask());
  };
  const codes = (count: number) => Array.from({ length: count }, code).join(' ');
  expect(codes(6)).toBe('500 200 500 200 500 200');
  expect(codes(4)).toBe('200 200 200 200');
  clock.advance(29_000);
  expect(codes(2)).toBe('200 200');
  clock.advance(2000);
  expect(codes(6).match(/500/g)).toHaveLength(3);
  clock.advance(31_000);
  expect(codes(4)).toBe('200 200 200 200');
});

test('no more hosts are left out than the share that may be', () => {
  const outlierDetection = { consecutive5xx: 1, maxEjectionPercent: 40 };
  const { ask } = shop({
    servers: [status(500), status(500), status(500)],
    more: { outlierDetection, commonLbConfig: { healthyPanicThreshold: {} } },
  });
  expect(Array.from({ length: 20 }, () => seen(ask()))).not.toContain('503');
});

test('the next priority gets what the first cannot bear', () => {
  const { ask } = shop({
    servers: [echo('near'), echo('far')],
    endpoints: [{ ip: ips[0] }, { ip: ips[1], priority: 1 }],
    more: { outlierDetection: { consecutive5xx: 1, maxEjectionPercent: 100 } },
  });
  expect(new Set(Array.from({ length: 20 }, () => echoed(ask())['name']))).toEqual(
    new Set(['near']),
  );
});

test('consistent hashing keeps a user on a host', () => {
  const route = { cluster: web, timeout: '0s', hashPolicy: [{ header: { headerName: 'x-user' } }] };
  const { ask } = shop({
    servers: [echo('a'), echo('b'), echo('c')],
    more: { lbPolicy: 'RING_HASH' },
    routes: [routeTo(web, { route })],
  });
  const hostOf = (user: string) => echoed(ask(get('/', 'web', [['x-user', user]])))['name'];
  const users = Array.from({ length: 60 }, (_, index) => `user-${index}`);
  const first = users.map(hostOf);
  expect(users.map(hostOf)).toEqual(first);
  expect(new Set(first).size).toBe(3);
});

test('answers a browser that asks first, and marks what it may read', () => {
  const cors = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy',
    allowOriginStringMatch: [{ exact: 'https://shop.example' }],
    allowMethods: 'GET,POST',
    allowHeaders: 'x-user',
    maxAge: '86400',
    allowCredentials: true,
  };
  const { ask } = shop({
    routes: [routeTo(web, { typedPerFilterConfig: { 'envoy.filters.http.cors': cors } })],
  });
  const origin = (value: string) => [['origin', value]] as const;
  const preflight = {
    ...get('/', 'web', [
      ...origin('https://shop.example'),
      ['access-control-request-method', 'GET'],
    ]),
    method: 'OPTIONS',
  };
  expect(Object.fromEntries(responseOf(ask(preflight)).headers)).toMatchObject({
    'access-control-allow-origin': 'https://shop.example',
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': 'x-user',
    'access-control-max-age': '86400',
    'access-control-allow-credentials': 'true',
  });
  const allowed = Object.fromEntries(
    responseOf(ask(get('/', 'web', origin('https://shop.example')))).headers,
  );
  expect(allowed['access-control-allow-origin']).toBe('https://shop.example');
  const other = Object.fromEntries(
    responseOf(ask(get('/', 'web', origin('https://evil.example')))).headers,
  );
  expect(other).not.toHaveProperty('access-control-allow-origin');
});

test('what no virtual host names passes on to where it was going', () => {
  const { stack, log, pod } = shop();
  pod('10.244.2.9', 'other', echo('other'), 80);
  const outcome = stack.exchange(get('/', 'example.org'), { ip: '10.244.2.9', port: 80 });
  expect(echoed(outcome)).toMatchObject({ name: 'other' });
  expect(log[0]).toContain('PassthroughCluster');
  expect(log[0]).toMatch(/ allow_any$/);
});

test('bytes that are no HTTP pass through, and a port that no listener has, too', () => {
  const { stack, log, pod } = shop();
  const lines = pod('10.244.2.9', 'other');
  lines.listen(6379, ({ body }) => respondBytes(`+${body}`), { speaks: 'tcp' });
  const tcp = { ...get('/'), protocol: 'TCP', body: 'PING' } as const;
  const outcome = stack.exchange(tcp, { ip: '10.244.2.9', port: 6379 });
  expect(responseOf(outcome).body).toBe('+PING');
  expect(log[0]).toMatch(
    /"- - -" 0 - - - "-" 4 5 \d+ - "-" "-" "-" "-" "10.244.2.9:6379" PassthroughCluster 10.244.1.9:\d+ 10.244.2.9:6379 10.244.1.9:\d+ - -$/,
  );
});

function respondBytes(body: string): Outcome {
  return {
    type: 'response',
    response: { status: 0, headers: [], body, protocol: 'TCP' },
    elapsed: 1,
  };
}

test('a restored proxy does again what it did', () => {
  const outlierDetection = { consecutive5xx: 2, maxEjectionPercent: 100 };
  const { ask, envoy, clock, network, random, log } = shop({
    servers: [status(500), echo('good')],
    more: { outlierDetection },
  });
  const play = () =>
    Array.from({ length: 10 }, () => {
      clock.advance(10);
      return seen(ask());
    });
  play();
  const restores = [clock.save(), network.save(), random.save(), envoy.save()];
  play();
  const first = log.slice(10);
  for (const restore of restores) restore();
  play();
  expect(log.slice(20)).toEqual(first);
});

const claimed = {
  filter: 'envoy.filters.http.jwt_authn',
  path: [{ key: 'payload' }, { key: 'group' }],
  value: { stringMatch: { exact: 'testers' } },
};

test('a route may ask what a token says, and nothing is found where there is none', () => {
  const match = { prefix: '/', dynamicMetadata: [claimed] };
  const { ask } = twoVersions([routeTo(v2, { match }), routeTo(web)]);
  expect(echoed(ask())['name']).toBe('v1');
  const inverted = { prefix: '/', dynamicMetadata: [{ ...claimed, invert: true }] };
  const other = twoVersions([routeTo(v2, { match: inverted }), routeTo(web)]);
  expect(echoed(other.ask())['name']).toBe('v2');
});

test('a gRPC client gets its status in trailers', () => {
  const { ask } = shop({ servers: [] });
  const response = responseOf(
    ask({ ...get('/pb.Emoji/List'), protocol: 'HTTP/2', grpc: true, method: 'POST' }),
  );
  expect(response).toMatchObject({
    status: 200,
    trailers: [
      ['grpc-status', '14'],
      ['grpc-message', 'no healthy upstream'],
    ],
  });
});

test('a virtual host that wants TLS sends plain requests there', () => {
  const { ask } = shop({ host: { requireTls: 'ALL' } });
  const response = responseOf(ask(get('/x?y', 'web:80')));
  expect([response.status, Object.fromEntries(response.headers)['location']]).toEqual([
    301,
    'https://web/x?y',
  ]);
});
