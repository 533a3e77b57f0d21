import { expect, test } from 'vitest';
import { inbound } from '#mesh/istio/envoy/testdata/inbound.ts';
import { outbound } from '#mesh/istio/envoy/testdata/outbound.ts';
import { call, createSmallMesh, echo, get } from '#mesh/istio/envoy/testdata/small-mesh.ts';
import { respond } from '#cluster/network/headers.ts';

function askedProxy() {
  const mesh = createSmallMesh();
  mesh.pod('10.244.1.9', 'client');
  mesh.pod('10.244.2.2', 'web', echo('web'));
  mesh.pod('10.244.2.3', 'bad', () => respond(500, [], ''));
  mesh.sidecar('10.244.2.2', 'web', inbound());
  const endpoints = [{ ip: '10.244.2.2', isMeshed: true }, { ip: '10.244.2.3' }];
  const more = {
    lbPolicy: 'ROUND_ROBIN',
    outlierDetection: { consecutive5xx: 2, maxEjectionPercent: 100 },
  } as const;
  const { stack, envoy } = mesh.sidecar('10.244.1.9', 'client', outbound({ endpoints, more }));
  for (let count = 0; count < 6; count += 1) {
    mesh.clock.advance(1000);
    call(stack, get('/'));
  }
  const read = (path: string, method = 'GET') => envoy.admin(method, path);
  const dump = (query = ''): unknown => JSON.parse(read(`/config_dump${query}`).body);
  return { read, dump, envoy };
}

test('dumps its configuration in the parts and names that Envoy has', () => {
  const { dump } = askedProxy();
  const all = dump();
  expect(all).toMatchObject({
    configs: [
      { '@type': 'type.googleapis.com/envoy.admin.v3.BootstrapConfigDump' },
      { '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump' },
      { '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump' },
      { '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump' },
      { '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump' },
    ],
  });
  const text = JSON.stringify(all);
  expect(text).toContain(
    '"transport_socket_matches":[{"name":"tlsMode-istio","match":{"tlsMode":"istio"}',
  );
  expect(text).toContain('"consecutive_5xx":2');
  expect(text).toContain('"inline_string"');
  const { length } = text.match(/"[a-z]+[A-Z]\w*":/g)?.filter((key) => key !== '"tlsMode":') ?? [];
  expect(length).toBe(0);
});

test('dumps endpoints where they are asked for, and only what a mask or a resource names', () => {
  const { dump, read } = askedProxy();
  expect(JSON.stringify(dump('?include_eds'))).toContain('EndpointsConfigDump');
  expect(dump('?resource=dynamic_listeners&mask=name')).toEqual({
    configs: ['virtualOutbound', '0.0.0.0_80'].map((name) => ({
      '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump.DynamicListener',
      name,
    })),
  });
  expect(JSON.stringify(dump('?mask=dynamic_route_configs'))).not.toContain('dynamic_listeners');
  expect(JSON.stringify(dump('?name_regex=outbound.*'))).not.toContain(
    '"PassthroughCluster","type"',
  );
  expect(read('/config_dump?resource=nothing')).toMatchObject({
    status: 404,
    body: 'nothing not found in config dump',
  });
});

test('shows secrets without keys', () => {
  const { dump } = askedProxy();
  const secrets = JSON.stringify(dump('?mask=dynamic_active_secrets'));
  expect(secrets).toContain('"name":"default"');
  expect(secrets).toContain('"name":"ROOTCA"');
  expect(secrets).toContain('"private_key":{"inline_bytes":"W3JlZGFjdGVkXQ=="}');
});

test('tells of each host how it is', () => {
  const { read } = askedProxy();
  const lines = read('/clusters')
    .body.split('\n')
    .filter((line) => line.includes('10.244.2.3'));
  expect(lines.map((line) => line.slice(line.indexOf('10.244')))).toMatchInlineSnapshot(`
    [
      "10.244.2.3:8080::cx_active::0",
      "10.244.2.3:8080::cx_connect_fail::0",
      "10.244.2.3:8080::cx_total::2",
      "10.244.2.3:8080::rq_active::0",
      "10.244.2.3:8080::rq_error::2",
      "10.244.2.3:8080::rq_success::0",
      "10.244.2.3:8080::rq_timeout::0",
      "10.244.2.3:8080::rq_total::2",
      "10.244.2.3:8080::hostname::",
      "10.244.2.3:8080::health_flags::/failed_outlier_check",
      "10.244.2.3:8080::weight::1",
      "10.244.2.3:8080::region::",
      "10.244.2.3:8080::zone::",
      "10.244.2.3:8080::sub_zone::",
      "10.244.2.3:8080::canary::false",
      "10.244.2.3:8080::priority::0",
      "10.244.2.3:8080::success_rate::-1",
      "10.244.2.3:8080::local_origin_success_rate::-1",
    ]
  `);
  const json = read('/clusters?format=json').body;
  expect(json).toContain('"failed_outlier_check": true');
  expect(json).toContain('"eds_health_status": "HEALTHY"');
});

test('counts, and prints what Istio keeps', () => {
  const { read, envoy } = askedProxy();
  expect(read('/stats').body).not.toContain('cluster.outbound');
  expect(read('/stats?filter=server.live').body).toBe('server.live: 1\n');
  expect(read('/stats/prometheus').body).toContain(
    '# TYPE envoy_server_live gauge\nenvoy_server_live{} 1\n',
  );
  expect(envoy.admin('POST', '/reset_counters').body).toBe('OK\n');
});

test('changes its levels of logging by POST only', () => {
  const { read } = askedProxy();
  expect(read('/logging').status).toBe(405);
  expect(read('/logging', 'POST').body).toContain('active loggers:\n  admin: warning\n');
  expect(read('/logging?paths=http:debug,rbac:trace', 'POST').body).toContain('  rbac: trace\n');
  expect(read('/logging', 'POST').body).toContain('  http: debug\n');
  expect(read('/logging?level=loud', 'POST').status).toBe(400);
});

test('answers the rest, and says what it does not do', () => {
  const { read } = askedProxy();
  expect(read('/ready')).toMatchObject({ status: 200, body: 'LIVE\n' });
  expect(read('/listeners').body).toBe('virtualOutbound::0.0.0.0:15001\n0.0.0.0_80::0.0.0.0:80\n');
  expect(read('/server_info').body).toContain('"state": "LIVE"');
  expect(read('/certs').body).toContain('"uri": "spiffe://cluster.local/ns/shop/sa/client"');
  expect(read('/help').body).toContain('  /config_dump: dump');
  expect(read('/memory')).toMatchObject({ status: 501 });
  expect(read('/nothing')).toMatchObject({ status: 404 });
});
