/** What istiod computes, executed: Bookinfo's pods, each behind its proxy. */
import { expect, test } from 'vitest';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import {
  createSmallMesh as createControlPlane,
  ingressGateway,
} from '#mesh/istio/pilot/testdata/small-mesh.ts';
import { createSmallMesh, echo, get, responseOf, seen } from './testdata/small-mesh.ts';

const apps = ['productpage', 'details', 'reviews', 'ratings'];

/** Bookinfo with these resources besides; a request goes from the pod of one app to the Service of another. */
function bookinfo(yaml = '') {
  const plane = createControlPlane({ meshConfig: 'accessLogFile: /dev/stdout\n' });
  plane.load();
  plane.apply(ingressGateway);
  if (yaml !== '') plane.apply(yaml);
  const mesh = createSmallMesh();
  const sidecars = plane.api.list('pods', { namespace: 'default' }).map(({ metadata, status }) => {
    const { labels = {}, name } = metadata;
    const [app = '', version = ''] = [labels['app'], labels['version']];
    const ip = status?.podIP ?? '';
    mesh.pod(ip, name, echo(`${app}-${version}`), 9080);
    const workloadName = `${app}-${version}`;
    const known = { id: `${name}.default`, ip, labels, workloadName };
    const node: ProxyNode = { ...plane.nodeOf(app), ...known };
    const sidecar = mesh.sidecar(ip, `bookinfo-${app}.default`, plane.configOf(node), node);
    return [`${app}-${version}`, sidecar] as const;
  });
  const known = new Map<string, (typeof sidecars)[number][1]>(sidecars);
  const pod = (name: string) => {
    const sidecar = known.get(name);
    if (!sidecar) throw new Error(`no ${name}`);
    return sidecar;
  };
  const ipOf = (service: string): string =>
    plane.api.get('services', { namespace: 'default', name: service }).spec?.clusterIP ?? '';
  const ask = (from: string, service: string, request = get('/x', `${service}:9080`)) =>
    pod(from).stack.exchange(request, { ip: ipOf(service), port: 9080 });
  const legacy = mesh.pod('10.244.2.99', 'legacy');
  return { plane, mesh, pod, ask, legacy };
}

function names(outcomes: readonly ReturnType<ReturnType<typeof bookinfo>['ask']>[]): Set<string> {
  return new Set(outcomes.map((each) => /"name":"([^"]+)"/.exec(responseOf(each).body)?.[1] ?? ''));
}

test('every app of Bookinfo reaches every other by its name, over mutual TLS', () => {
  const { ask, pod } = bookinfo();
  for (const app of apps) {
    const outcome = ask('details-v1', app);
    expect(`${app} ${seen(outcome)}`).toBe(`${app} 200`);
    expect(responseOf(outcome).body).toContain(
      'URI=spiffe://cluster.local/ns/default/sa/bookinfo-details',
    );
  }
  expect(pod('ratings-v1').log.at(-1)).toContain('inbound|9080|| 127.0.0.6:');
  expect(pod('ratings-v1').log.at(-1)).toMatch(
    / outbound_\.9080_\._\.ratings\.default\.svc\.cluster\.local default$/,
  );
});

test('requests to reviews spread over its versions', () => {
  const { ask } = bookinfo();
  const outcomes = Array.from({ length: 30 }, () => ask('productpage-v1', 'reviews'));
  expect(names(outcomes)).toEqual(new Set(['reviews-v1', 'reviews-v2', 'reviews-v3']));
});

const peerAuthentication = (mode: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: ${mode} } }
`;

test.each([
  ['PERMISSIVE', '200', '200'],
  ['STRICT', 'reset', '200'],
  ['DISABLE', '200', '200'],
])('%s: a client without proxy sees %s, one with a proxy %s', (mode, plain, meshed) => {
  const { ask, pod, legacy } = bookinfo(peerAuthentication(mode));
  const to = { ip: pod('ratings-v1').stack.ip, port: 9080 };
  expect(seen(legacy.exchange(get('/'), to))).toBe(plain);
  expect(seen(ask('productpage-v1', 'ratings'))).toBe(meshed);
  const said = plain === 'reset' ? '"- - -" 0 NR filter_chain_not_found' : '"GET / HTTP/1.1" 200 -';
  expect(pod('ratings-v1').log[0]).toContain(said);
});

const subsets = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews, namespace: default }
spec:
  host: reviews
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews, namespace: default }
spec:
  hosts: [reviews]
  http:
    - match: [{ headers: { end-user: { exact: jason } } }]
      route: [{ destination: { host: reviews, subset: v2 } }]
    - match: [{ uri: { prefix: /none } }]
      route: [{ destination: { host: reviews, subset: v9 } }]
    - match: [{ uri: { prefix: /fault } }]
      fault: { abort: { httpStatus: 555, percentage: { value: 100 } } }
      route: [{ destination: { host: reviews, subset: v1 } }]
    - route: [{ destination: { host: reviews, subset: v1 } }]
`;

test('a VirtualService chooses the version by a header, and a subset that is not there is no cluster', () => {
  const { ask, pod } = bookinfo(subsets);
  const jason = get('/x', 'reviews:9080', [['end-user', 'jason']]);
  const repeat = (request = get('/x', 'reviews:9080')) =>
    names(Array.from({ length: 10 }, () => ask('productpage-v1', 'reviews', request)));
  expect(repeat(jason)).toEqual(new Set(['reviews-v2']));
  expect(repeat()).toEqual(new Set(['reviews-v1']));
  expect(seen(ask('productpage-v1', 'reviews', get('/none', 'reviews:9080')))).toBe('503');
  expect(pod('productpage-v1').log.at(-1)).toContain('" 503 NC cluster_not_found - "-" 0 0 0 - ');
  expect(seen(ask('productpage-v1', 'reviews', get('/fault', 'reviews:9080')))).toBe('555');
});

const policies = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: viewer, namespace: default }
spec:
  selector: { matchLabels: { app: ratings } }
  action: ALLOW
  rules:
    - from: [{ source: { principals: ["cluster.local/ns/default/sa/bookinfo-reviews"] } }]
      to: [{ operation: { methods: ["GET"] } }]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: closed, namespace: default }
spec:
  selector: { matchLabels: { app: details } }
  action: DENY
  rules:
    - to: [{ operation: { paths: ["/admin*"] } }]
`;

test('an AuthorizationPolicy lets in whom it names, and refuses what it names', () => {
  const { ask, pod, legacy } = bookinfo(policies);
  expect(seen(ask('reviews-v1', 'ratings'))).toBe('200');
  const refused = responseOf(ask('productpage-v1', 'ratings'));
  expect([refused.status, refused.body]).toEqual([403, 'RBAC: access denied']);
  expect(pod('ratings-v1').log.at(-1)).toContain(
    '" 403 - rbac_access_denied_matched_policy[none] - "-" 0 19 0 - ',
  );
  expect(pod('ratings-v1').log.at(-1)).toMatch(/"-" inbound\|9080\|\| - .* default$/);
  const to = { ip: pod('ratings-v1').stack.ip, port: 9080 };
  expect(seen(legacy.exchange(get('/', 'ratings:9080'), to))).toBe('403');
  expect(seen(ask('productpage-v1', 'details', get('/admin/x', 'details:9080')))).toBe('403');
  expect(pod('details-v1').log.at(-1)).toContain(
    'rbac_access_denied_matched_policy[ns[default]-policy[closed]-rule[0]]',
  );
  expect(seen(ask('productpage-v1', 'details'))).toBe('200');
});

const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: bookinfo-gateway, namespace: default }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 8080, name: http, protocol: HTTP }, hosts: ["*"] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: bookinfo, namespace: default }
spec:
  hosts: ["*"]
  gateways: [bookinfo-gateway]
  http:
    - match: [{ uri: { exact: /productpage } }]
      route: [{ destination: { host: productpage, port: { number: 9080 } } }]
`;

test('a gateway listens, routes what it knows, and says 404 to the rest', () => {
  const { plane, mesh, pod } = bookinfo(gateway);
  const node = { ...plane.nodeOf('istio-ingressgateway', 'istio-system'), type: 'router' as const };
  const { stack, log } = mesh.gateway(
    node.ip,
    'istio-ingressgateway',
    plane.configOf(node),
    'istio-ingressgateway-service-account.istio-system',
  );
  expect(stack.listening()).toEqual([8080]);
  const ask = (path: string) =>
    mesh.network
      .node('worker')
      ?.exchange(get(path, 'bookinfo.example'), { ip: stack.ip, port: 8080 });
  const page = ask('/productpage');
  expect(page && seen(page)).toBe('200');
  const response = page && responseOf(page);
  expect(Object.fromEntries(response?.headers ?? [])).toMatchObject({ server: 'istio-envoy' });
  expect(response?.body).toContain('"x-forwarded-for":"172.18.0.2"');
  expect(pod('productpage-v1').log.at(-1)).toContain(' 172.18.0.2:0 outbound_.9080_._.productpage');
  const none = ask('/none');
  expect(none && responseOf(none)).toMatchObject({ status: 404, body: '' });
  expect(log.at(-1)).toContain('" 404 NR route_not_found - "-" 0 0 0 - "172.18.0.2"');
});

test('counts each request on both sides, with who asked whom and how safely', () => {
  const { ask, pod, legacy } = bookinfo();
  ask('productpage-v1', 'ratings');
  ask('productpage-v1', 'ratings');
  legacy.exchange(get('/'), { ip: pod('ratings-v1').stack.ip, port: 9080 });
  const counters = (name: string) =>
    pod(name)
      .envoy.admin('GET', '/stats/prometheus?filter=istio_requests_total')
      .body.replaceAll(/"[a-z]+-v1-[\w-]+"/g, '"pod"')
      .split('\n')
      .slice(1, -1);
  expect(counters('productpage-v1')).toMatchInlineSnapshot(`
    [
      "istio_requests_total{reporter="source",source_workload="productpage-v1",source_canonical_service="productpage",source_canonical_revision="v1",source_workload_namespace="default",source_principal="spiffe://cluster.local/ns/default/sa/bookinfo-productpage",source_app="productpage",source_version="v1",source_cluster="Kubernetes",destination_workload="ratings-v1",destination_workload_namespace="default",destination_principal="spiffe://cluster.local/ns/default/sa/bookinfo-ratings",destination_app="ratings",destination_version="v1",destination_service="ratings.default.svc.cluster.local",destination_canonical_service="ratings",destination_canonical_revision="v1",destination_service_name="ratings",destination_service_namespace="default",destination_cluster="Kubernetes",request_protocol="http",response_code="200",grpc_response_status="",response_flags="-",connection_security_policy="unknown"} 2",
    ]
  `);
  expect(counters('ratings-v1')).toMatchInlineSnapshot(`
    [
      "istio_requests_total{reporter="destination",source_workload="productpage-v1",source_canonical_service="productpage",source_canonical_revision="v1",source_workload_namespace="default",source_principal="spiffe://cluster.local/ns/default/sa/bookinfo-productpage",source_app="productpage",source_version="v1",source_cluster="Kubernetes",destination_workload="ratings-v1",destination_workload_namespace="default",destination_principal="spiffe://cluster.local/ns/default/sa/bookinfo-ratings",destination_app="ratings",destination_version="v1",destination_service="ratings.default.svc.cluster.local",destination_canonical_service="ratings",destination_canonical_revision="v1",destination_service_name="ratings",destination_service_namespace="default",destination_cluster="Kubernetes",request_protocol="http",response_code="200",grpc_response_status="",response_flags="-",connection_security_policy="mutual_tls"} 2",
      "istio_requests_total{reporter="destination",source_workload="unknown",source_canonical_service="unknown",source_canonical_revision="unknown",source_workload_namespace="unknown",source_principal="unknown",source_app="unknown",source_version="unknown",source_cluster="unknown",destination_workload="ratings-v1",destination_workload_namespace="default",destination_principal="unknown",destination_app="ratings",destination_version="v1",destination_service="ratings.default.svc.cluster.local",destination_canonical_service="ratings",destination_canonical_revision="v1",destination_service_name="ratings",destination_service_namespace="default",destination_cluster="Kubernetes",request_protocol="http",response_code="200",grpc_response_status="",response_flags="-",connection_security_policy="none"} 1",
    ]
  `);
});
