import { describe, expect, test } from 'vitest';
import {
  authority,
  echo,
  endpoint,
  get,
  identityOf,
  policyOf,
  responseOf,
  webIp,
} from './testdata/shop.ts';
import { createSmallMesh, metricsOf } from './testdata/small-mesh.ts';

const clientIp = '10.244.1.10';
const webPod = '10.244.1.20';

function unready() {
  const mesh = createSmallMesh();
  mesh.pod(clientIp, 'client');
  mesh.pod(webPod, 'web', echo('web'));
  const client = mesh.sidecar(clientIp, 'client');
  const web = mesh.sidecar(webPod, 'web');
  mesh.told.endpoints.set(authority, [endpoint(webPod, 'web')]);
  mesh.told.outbound.set('10.96.0.20:80', policyOf());
  return { ...mesh, client, web };
}

async function meshed() {
  const mesh = unready();
  const control = mesh.startControlPlane();
  await mesh.pass(1000);
  return { ...mesh, control };
}

const local = { ip: '127.0.0.1', port: 4191 };

describe('a proxy that starts', () => {
  test('says where it listens, and whom it has become', async () => {
    const { client } = await meshed();
    expect(client.log.map((line) => line.replace(/^\[ +0\.\d{6}s\]/, '[…]'))).toEqual([
      '[…]  INFO ThreadId(01) linkerd2_proxy: release 2.359.0 by linkerd',
      '[…]  INFO ThreadId(01) linkerd2_proxy::rt: Using single-threaded proxy runtime',
      '[…]  INFO ThreadId(01) linkerd2_proxy: Admin interface on 0.0.0.0:4191',
      '[…]  INFO ThreadId(01) linkerd2_proxy: Inbound interface on 0.0.0.0:4143',
      '[…]  INFO ThreadId(01) linkerd2_proxy: Outbound interface on 127.0.0.1:4140',
      '[…]  INFO ThreadId(01) linkerd2_proxy: Tap interface on 0.0.0.0:4190',
      `[…]  INFO ThreadId(01) linkerd2_proxy: SNI is ${identityOf('client')}`,
      `[…]  INFO ThreadId(01) linkerd2_proxy: Local identity is ${identityOf('client')}`,
      '[…]  INFO ThreadId(01) linkerd2_proxy: Destinations resolved via dst.linkerd.svc.cluster.local:8086',
      `[…]  INFO ThreadId(02) daemon:identity: linkerd_app: Certified identity id=${identityOf('client')}`,
    ]);
    expect(responseOf(client.stack.exchange(get('/ready'), local)).body).toBe('ready\n');
  });

  test('is not ready while nobody certifies it, tries again, and goes on from there', async () => {
    const mesh = unready();
    await mesh.pass(2000);
    const { client } = mesh;
    expect(responseOf(client.stack.exchange(get('/ready'), local))).toMatchObject({
      status: 503,
      body: 'not ready\n',
    });
    expect(responseOf(client.stack.exchange(get('/live'), local)).body).toBe('live\n');
    const failures = client.log.filter((line) => line.includes('identity:identity'));
    expect(failures).toHaveLength(5);
    expect(failures[0]).toMatch(
      /WARN ThreadId\(02\) identity:identity\{server\.addr=identity\.linkerd\.svc\.cluster\.local:8080\}:controller\{addr=identity\.linkerd\.svc\.cluster\.local:8080\}:endpoint\{addr=10\.244\.1\.250:8080\}: linkerd_reconnect: Failed to connect error=endpoint 10\.244\.1\.250:8080: connect timed out after 1s error\.sources=\[connect timed out after 1s\]$/,
    );
    mesh.startControlPlane();
    await mesh.pass(5000);
    expect(responseOf(client.stack.exchange(get('/ready'), local)).status).toBe(200);
    expect(responseOf(client.stack.exchange(get(), webIp)).status).toBe(200);
  });

  test('refuses to run without the settings that it needs', async () => {
    const mesh = createSmallMesh();
    mesh.pod(clientIp, 'client');
    const { log, exits } = mesh.sidecar(clientIp, 'client', {
      LINKERD2_PROXY_IDENTITY_LOCAL_NAME: '',
    });
    await mesh.pass(100);
    expect(log).toEqual(['Invalid configuration: invalid environment variable']);
    expect(exits).toEqual([64]);
  });

  test('renews its certificate at seven tenths of its life', async () => {
    const { client, pass } = await meshed();
    const refreshes = () => metricsOf(client.stack, /^control_identity_cert_refreshes_total/);
    expect(refreshes()).toEqual(['control_identity_cert_refreshes_total{result="ok"} 1']);
    await pass(16.7 * 3_600_000);
    expect(refreshes()).toEqual(['control_identity_cert_refreshes_total{result="ok"} 1']);
    await pass(0.2 * 3_600_000);
    expect(refreshes()).toEqual(['control_identity_cert_refreshes_total{result="ok"} 2']);
  });
});

describe('a proxy that ends', () => {
  test('says so, ends well, and leaves the pod without a way out', async () => {
    const { client, pass } = await meshed();
    client.main.terminate?.();
    await pass(1000);
    expect(client.log.slice(-2).map((line) => line.replace(/^\S+ +\S+ +/, ''))).toEqual([
      'INFO ThreadId(01) linkerd_signal: received SIGTERM, starting shutdown',
      'INFO ThreadId(01) linkerd2_proxy: Received shutdown signal',
    ]);
    expect(client.exits).toEqual([0]);
    expect(client.stack.exchange(get(), webIp)).toMatchObject({ failure: { reason: 'refused' } });
  });
});

describe('two proxies', () => {
  test('speak mutual TLS in HTTP/2, and the application sees who asks', async () => {
    const { client, web } = await meshed();
    const { protocol, body } = responseOf(client.stack.exchange(get('/hello'), webIp));
    expect(protocol).toBe('HTTP/1.1');
    expect(JSON.parse(body)).toEqual({
      name: 'web',
      from: web.stack.ip,
      isTls: false,
      protocol: 'HTTP/1.1',
      path: '/hello',
      headers: { 'user-agent': 'curl/8.16.0', 'l5d-client-id': identityOf('client') },
    });
  });

  test('speak so on the wire', async () => {
    const { client, cluster } = await meshed();
    client.stack.exchange(get(), webIp);
    const hops: string[] = [];
    cluster.network.watch(({ request, to, tls }) => {
      hops.push(`${request.protocol} ${to.ip} ${tls?.serverName ?? 'plain'}`);
    });
    client.stack.exchange(get(), webIp);
    expect(hops).toEqual([`HTTP/2 ${webPod} ${identityOf('web')}`]);
  });

  test('count what passes, with the labels of the real ones', async () => {
    const { client, web } = await meshed();
    for (let at = 0; at < 3; at += 1) client.stack.exchange(get(), webIp);
    const labels =
      /^(request_total|response_total|response_latency_ms_count|tcp_open|outbound_http_route_(request|backend_response)_status)/;
    expect(metricsOf(client.stack, labels).join('\n')).toMatchInlineSnapshot(`
      "request_total{direction="outbound",authority="web.shop.svc.cluster.local:80",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",server_id="web.shop.serviceaccount.identity.linkerd.cluster.local",dst_pod="pod-10-244-1-20",dst_service="web"} 3
      response_total{direction="outbound",authority="web.shop.svc.cluster.local:80",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",server_id="web.shop.serviceaccount.identity.linkerd.cluster.local",dst_pod="pod-10-244-1-20",dst_service="web",status_code="200",classification="success",grpc_status="",error=""} 3
      tcp_open_total{direction="outbound",peer="dst",authority="web.shop.svc.cluster.local:80",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",server_id="web.shop.serviceaccount.identity.linkerd.cluster.local",dst_pod="pod-10-244-1-20",dst_service="web"} 1
      tcp_open_total{direction="outbound",peer="src",target_addr="10.96.0.20:80",target_ip="10.96.0.20",target_port="80",tls="no_identity",no_tls_reason="loopback"} 1
      outbound_http_route_request_statuses_total{parent_group="core",parent_kind="Service",parent_namespace="shop",parent_name="web",parent_port="80",parent_section_name="",route_group="",route_kind="default",route_namespace="",route_name="http",hostname="",http_status="200",error=""} 3
      outbound_http_route_backend_response_statuses_total{parent_group="core",parent_kind="Service",parent_namespace="shop",parent_name="web",parent_port="80",parent_section_name="",route_group="",route_kind="default",route_namespace="",route_name="http",backend_group="core",backend_kind="Service",backend_namespace="shop",backend_name="web",backend_port="80",backend_section_name="",http_status="200",error=""} 3
      response_latency_ms_count{direction="outbound",authority="web.shop.svc.cluster.local:80",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",server_id="web.shop.serviceaccount.identity.linkerd.cluster.local",dst_pod="pod-10-244-1-20",dst_service="web",status_code="200"} 3
      tcp_open_connections{direction="outbound",peer="dst",authority="web.shop.svc.cluster.local:80",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",server_id="web.shop.serviceaccount.identity.linkerd.cluster.local",dst_pod="pod-10-244-1-20",dst_service="web"} 1
      tcp_open_connections{direction="outbound",peer="src",target_addr="10.96.0.20:80",target_ip="10.96.0.20",target_port="80",tls="no_identity",no_tls_reason="loopback"} 1"
    `);
    expect(metricsOf(web.stack, /^(inbound|request_total|response_total|tcp_open)/).join('\n'))
      .toMatchInlineSnapshot(`
      "inbound_http_authz_allow_total{target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",srv_group="",srv_kind="default",srv_name="all-unauthenticated",srv_port="8080",route_group="",route_kind="default",route_name="default",authz_group="",authz_kind="default",authz_name="all-unauthenticated",tls="true",client_id="client.shop.serviceaccount.identity.linkerd.cluster.local"} 3
      request_total{direction="inbound",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",client_id="client.shop.serviceaccount.identity.linkerd.cluster.local",srv_group="",srv_kind="default",srv_name="all-unauthenticated",srv_port="8080",route_group="",route_kind="default",route_name="default",authz_group="",authz_kind="default",authz_name="all-unauthenticated"} 3
      response_total{direction="inbound",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",client_id="client.shop.serviceaccount.identity.linkerd.cluster.local",srv_group="",srv_kind="default",srv_name="all-unauthenticated",srv_port="8080",route_group="",route_kind="default",route_name="default",authz_group="",authz_kind="default",authz_name="all-unauthenticated",status_code="200",classification="success",grpc_status="",error=""} 3
      tcp_open_total{direction="inbound",peer="dst",tls="no_identity",no_tls_reason="loopback"} 1
      tcp_open_total{direction="inbound",peer="src",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",client_id="client.shop.serviceaccount.identity.linkerd.cluster.local",srv_group="",srv_kind="default",srv_name="all-unauthenticated",srv_port="8080"} 1
      tcp_open_connections{direction="inbound",peer="dst",tls="no_identity",no_tls_reason="loopback"} 1
      tcp_open_connections{direction="inbound",peer="src",target_addr="10.244.1.20:8080",target_ip="10.244.1.20",target_port="8080",tls="true",client_id="client.shop.serviceaccount.identity.linkerd.cluster.local",srv_group="",srv_kind="default",srv_name="all-unauthenticated",srv_port="8080"} 1"
    `);
  });

  test('do not trust who has another name than the one that is looked for', async () => {
    const { client, told, pass } = await meshed();
    told.endpoints.set(authority, [endpoint(webPod, 'impostor')]);
    told.revision += 1;
    await pass(1);
    const { status } = responseOf(client.stack.exchange(get(), webIp));
    expect(status).toBe(504);
  });

  test('go on with what they know while the control plane is away', async () => {
    const { client, control, pass } = await meshed();
    expect(responseOf(client.stack.exchange(get(), webIp)).status).toBe(200);
    control.stop();
    await pass(60_000);
    expect(responseOf(client.stack.exchange(get(), webIp)).status).toBe(200);
    const unknown = client.stack.exchange(get(), { ip: '10.96.0.99', port: 80 });
    expect(unknown).toMatchObject({ failure: { reason: 'closed' } });
  });

  test('are as they were after a restore', async () => {
    const { client, web, save, pass } = await meshed();
    client.stack.exchange(get(), webIp);
    const restore = save();
    const restores = [client.main.save?.(), web.main.save?.()];
    const again = () => {
      client.stack.exchange(get(), webIp);
      return [metricsOf(client.stack), metricsOf(web.stack)];
    };
    const first = again();
    await pass(30_000);
    web.main.kill();
    restore();
    for (const back of restores) back?.();
    expect(again()).toEqual(first);
  });
});

describe('the admin server', () => {
  test('tells its environment, and changes its log for programs of the pod only', async () => {
    const { client, cluster } = await meshed();
    const ask = (path: string, method = 'GET', body = '') =>
      responseOf(client.stack.exchange({ ...get(path), method, body }, local));
    expect(ask('/env.json?LINKERD2_PROXY_TAP_SVC_NAME').body).toBe(
      '{"LINKERD2_PROXY_TAP_SVC_NAME":"tap"}',
    );
    expect(ask('/proxy-log-level', 'PUT', 'error').status).toBe(204);
    expect(ask('/proxy-log-level').body).toBe('error');
    expect(ask('/shutdown', 'POST').status).toBe(404);
    expect(ask('/nothing').status).toBe(404);
    const far = cluster.network
      .pod(webPod)
      ?.exchange(get('/proxy-log-level'), { ip: clientIp, port: 4191 });
    expect(far && responseOf(far)).toMatchObject({
      status: 403,
      body: 'Requests are only permitted from localhost.',
    });
  });
});
