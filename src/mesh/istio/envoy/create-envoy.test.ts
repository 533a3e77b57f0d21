import { expect, test } from 'vitest';
import { inbound, type ServerMode } from './testdata/inbound.ts';
import { outbound, type ClientMode } from './testdata/outbound.ts';
import { call, createSmallMesh, echo, get, responseOf, seen } from './testdata/small-mesh.ts';

function twoPods(options: { client?: ClientMode; server?: ServerMode; isMeshed?: boolean } = {}) {
  const mesh = createSmallMesh();
  const { client = 'auto', server = 'PERMISSIVE', isMeshed = true } = options;
  mesh.pod('10.244.1.9', 'client');
  mesh.pod('10.244.2.2', 'web', echo('web'));
  mesh.pod('10.244.1.8', 'legacy');
  const endpoints = [{ ip: '10.244.2.2', isMeshed: isMeshed && server !== 'DISABLE' }];
  const to = isMeshed ? mesh.sidecar('10.244.2.2', 'web', inbound({ mode: server })) : undefined;
  const from = mesh.sidecar('10.244.1.9', 'client', outbound({ endpoints, mode: client }));
  return { mesh, from, to, legacy: mesh.network.pod('10.244.1.8') };
}

test('a request goes through both sidecars, with the identity of each proved to the other', () => {
  const { from, to } = twoPods();
  const response = responseOf(call(from.stack));
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'application/json',
    server: 'envoy',
  });
  const asked: unknown = JSON.parse(response.body);
  expect(asked).toMatchObject({
    name: 'web',
    from: '127.0.0.6',
    headers: {
      'x-forwarded-proto': 'http',
      'x-envoy-attempt-count': '1',
      'x-forwarded-client-cert': expect.stringMatching(
        /^By=spiffe:\/\/cluster\.local\/ns\/shop\/sa\/web;Hash=[0-9a-f]{64};Subject="";URI=spiffe:\/\/cluster\.local\/ns\/shop\/sa\/client$/,
      ),
    },
  });
  expect(from.log.join('\n').replace(/"[0-9a-f-]{36}"/, '"id"')).toMatchInlineSnapshot(
    `"[2026-11-25T04:00:00.000Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0 410 3 3 "-" "curl/8.16.0" "id" "web:80" "10.244.2.2:8080" outbound|80||web.shop.svc.cluster.local 10.244.1.9:41527 10.96.0.20:80 10.244.1.9:41525 - default"`,
  );
  expect(to?.log.join('\n').replace(/"[0-9a-f-]{36}"/, '"id"')).toMatchInlineSnapshot(
    `"[2026-11-25T04:00:00.001Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0 410 1 1 "-" "curl/8.16.0" "id" "web:80" "10.244.2.2:8080" inbound|8080|| 127.0.0.6:43433 10.244.2.2:8080 10.244.1.9:41527 outbound_.80_._.web.shop.svc.cluster.local default"`,
  );
});

const modes = ['PERMISSIVE', 'STRICT', 'DISABLE'] as const;

/** facts: the behaviour table of mutual TLS. */
test.each([
  { client: 'auto' as const, isMeshed: true, answers: ['200', '200', '200'] },
  { client: 'DISABLE' as const, isMeshed: true, answers: ['200', '503', '200'] },
  { client: 'auto' as const, isMeshed: false, answers: ['200', '200', '200'] },
  { client: 'ISTIO_MUTUAL' as const, isMeshed: false, answers: ['503', '503', '503'] },
])(
  'a sidecar that says $client to a server (meshed: $isMeshed)',
  ({ client, isMeshed, answers }) => {
    for (const [index, server] of modes.entries()) {
      const { from } = twoPods({ client, server, isMeshed });
      expect(`${server} ${seen(call(from.stack))}`).toBe(`${server} ${answers[index]}`);
    }
  },
);

test('a client without proxy is reset by STRICT, and answered otherwise', () => {
  const answers = modes.map((server) => {
    const { legacy, to } = twoPods({ server });
    const outcome = legacy?.exchange(get('/', '10.244.2.2:8080'), { ip: '10.244.2.2', port: 8080 });
    return [outcome && seen(outcome), to?.log.at(-1)?.slice(0, 70)];
  });
  expect(answers).toMatchInlineSnapshot(`
    [
      [
        "200",
        "[2026-11-25T04:00:00.000Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0",
      ],
      [
        "reset",
        "[2026-11-25T04:00:00.000Z] "- - -" 0 NR filter_chain_not_found - "-" 0",
      ],
      [
        "200",
        "[2026-11-25T04:00:00.000Z] "GET / HTTP/1.1" 200 - via_upstream - "-" 0",
      ],
    ]
  `);
});

test('plain text to STRICT is ended by the server: 503 UC', () => {
  const { from } = twoPods({ client: 'DISABLE', server: 'STRICT' });
  const { body } = responseOf(call(from.stack));
  expect(body).toBe(
    'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
  );
  expect(body).toHaveLength(95);
  expect(from.log[0]).toContain(
    '503 UC upstream_reset_before_response_started{connection_termination} - "-" 0 95',
  );
});

test('mutual TLS to a server without proxy is tried three times: 503 URX,UF', () => {
  const { from } = twoPods({ client: 'ISTIO_MUTUAL', isMeshed: false });
  expect(responseOf(call(from.stack)).body).toBe(
    'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure, transport failure reason: TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end',
  );
  expect(from.log[0]).toContain(
    '503 URX,UF upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end} - "TLS_error:|268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end"',
  );
});

test('a client without proxy is told the operation, one with a proxy is not', () => {
  const { from, legacy } = twoPods();
  const namesOf = (outcome: ReturnType<typeof call> | undefined) =>
    outcome ? Object.fromEntries(responseOf(outcome).headers) : {};
  const plain = namesOf(legacy?.exchange(get('/', 'web'), { ip: '10.244.2.2', port: 8080 }));
  expect(plain).toMatchObject({
    server: 'istio-envoy',
    'x-envoy-decorator-operation': 'web.shop.svc.cluster.local:80/*',
    'x-envoy-upstream-service-time': '1',
  });
  const meshed = namesOf(call(from.stack));
  expect(meshed['server']).toBe('envoy');
  expect(meshed).not.toHaveProperty('x-envoy-decorator-operation');
});

test('an app sees nothing of what proxies say to each other', () => {
  const { from } = twoPods();
  const { body } = responseOf(call(from.stack));
  expect(body).not.toContain('x-envoy-peer-metadata');
  expect(body).not.toContain('x-envoy-decorator-operation');
  const outside = responseOf(call(twoPods({ isMeshed: false }).from.stack));
  expect(outside.body).toContain(
    '"x-envoy-peer-metadata-id":"sidecar~10.244.1.9~client.shop~shop.svc.cluster.local"',
  );
});
