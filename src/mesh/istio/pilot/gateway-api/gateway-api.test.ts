import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { at, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createDiscovery } from '#mesh/istio/pilot/discovery.ts';
import {
  createSmallMesh,
  printed,
  proxyNode,
  rootNamespace,
} from '#mesh/istio/pilot/testdata/small-mesh.ts';
import { gatewayApiCrds } from '#mesh/istio/pilot/testdata/gateway-api-crds.ts';

const sample = readFileSync(
  new URL('../testdata/bookinfo-gateway-api.yaml', import.meta.url),
  'utf8',
);
const gateways = 'gateways.gateway.networking.k8s.io';
const classes = 'gatewayclasses.gateway.networking.k8s.io';
const routes = 'httproutes.gateway.networking.k8s.io';

function gatewayNode(name: string) {
  const labels = { 'gateway.networking.k8s.io/gateway-name': name };
  return proxyNode({ type: 'router', labels });
}

function createGatewayMesh() {
  const mesh = createSmallMesh();
  mesh.load();
  const { api, clock } = mesh;
  for (const crd of gatewayApiCrds()) {
    api.create('customresourcedefinitions.apiextensions.k8s.io', crd);
  }
  clock.advance(5000);
  createDiscovery({ api, clock, random: createRandom(1), rootNamespace });
  /** `Accepted True Accepted: Route was valid`. */
  const conditionsOf = (resource: string, name: string, { namespace = 'default' } = {}) => {
    const status = at(api.find<string>(resource, { namespace, name }), 'status');
    const [parent] = listOf(at(status, 'parents'));
    return listOf(at(parent ?? status, 'conditions')).map((each) => {
      const { type, status: value, reason, message } = fieldsOf(each);
      return `${textOf(type)} ${textOf(value)} ${textOf(reason)}: ${textOf(message)}`;
    });
  };
  return { ...mesh, conditionsOf };
}

it('deploys a Gateway and says how far it is', async () => {
  const mesh = createGatewayMesh();
  mesh.apply(sample);
  const key = { namespace: 'default', name: 'bookinfo-gateway-istio' };
  const status = (resource: string, name: string) =>
    mesh.api.find<string>(resource, { namespace: 'default', name })?.['status'];
  await expect(
    printed({
      serviceAccount: mesh.api.find('serviceaccounts', key)?.metadata.labels,
      deployment: mesh.api.find('deployments.apps', key)?.spec?.template,
      service: mesh.api.find('services', key)?.spec?.ports,
      gateway: status(gateways, 'bookinfo-gateway'),
      route: status(routes, 'bookinfo'),
    }),
  ).toMatchFileSnapshot('../testdata/gateway-api-objects.golden');
  const istio = mesh.api.find<string>(classes, { name: 'istio' });
  expect(at(istio, 'status', 'conditions')).toMatchObject([{ reason: 'Accepted' }]);
});

it('routes as the HTTPRoute says', async () => {
  const mesh = createGatewayMesh();
  mesh.apply(sample);
  const { listeners, routes: tables } = mesh.configOf(gatewayNode('bookinfo-gateway'));
  expect(listeners.map(({ name }) => name)).toEqual(['0.0.0.0_80']);
  await expect(printed(tables)).toMatchFileSnapshot('../testdata/gateway-api-routes.golden');
});

it('counts the Service itself as address where it is for the cluster alone', () => {
  const mesh = createGatewayMesh();
  mesh.apply(
    sample.replace(
      'name: bookinfo-gateway\n',
      `name: bookinfo-gateway\n  annotations: { networking.istio.io/service-type: ClusterIP }\n`,
    ),
  );
  const gateway = mesh.api.find<string>(gateways, {
    namespace: 'default',
    name: 'bookinfo-gateway',
  });
  const host = 'bookinfo-gateway-istio.default.svc.cluster.local';
  expect(at(gateway, 'status', 'addresses')).toEqual([{ type: 'Hostname', value: host }]);
  expect(mesh.conditionsOf(gateways, 'bookinfo-gateway')).toEqual([
    'Accepted True Accepted: Resource accepted',
    `Programmed True Programmed: Resource programmed, assigned to service(s) ${host}:80`,
  ]);
});

const gate = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gate }
spec:
  gatewayClassName: istio
  listeners:
    - { name: web, port: 80, protocol: HTTP, hostname: "*.example.com" }
`;

function httpRoute(rules: string, { name = 'web', namespace = 'default', hosts = '' } = {}) {
  return `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  parentRefs: [{ name: gate, namespace: default }]
  hostnames: [${hosts}]
  rules: ${rules}
`;
}

it.each([
  [
    { namespace: 'default', hosts: 'other.org' },
    'NoMatchingListenerHostname: no hostnames matched parent hostname "*.example.com"',
  ],
  [
    { namespace: 'elsewhere' },
    'NotAllowedByListeners: hostnames matched parent hostname "*.example.com", but namespace "elsewhere" is not allowed by the parent',
  ],
])('binds no route that the listener does not let in: %j', (options, reason) => {
  const mesh = createGatewayMesh();
  mesh.apply('apiVersion: v1\nkind: Namespace\nmetadata: { name: elsewhere }');
  mesh.apply(gate);
  mesh.apply(httpRoute('[{ backendRefs: [{ name: reviews, port: 9080 }] }]', options));
  const [accepted] = mesh.conditionsOf(routes, 'web', options);
  expect(accepted).toBe(`Accepted False ${reason}`);
  const [table] = mesh.configOf(gatewayNode('gate')).routes;
  expect(table?.virtualHosts[0]?.name).toBe('blackhole:80');
});

it.each([
  [
    '{ name: nobody, port: 80 }',
    'BackendNotFound: backend(nobody.default.svc.cluster.local) not found',
  ],
  [
    '{ name: web, namespace: elsewhere, port: 80 }',
    'RefNotPermitted: backendRef web/elsewhere not accessible to a HTTPRoute in namespace "default" (missing a ReferenceGrant?)',
  ],
  [
    '{ name: x, kind: Bucket, group: s3.io, port: 80 }',
    'InvalidKind: referencing unsupported backendRef: group "s3.io" kind "Bucket"',
  ],
])('tells of a backend that is not to be had: %s', (backend, reason) => {
  const mesh = createGatewayMesh();
  mesh.apply(gate);
  mesh.apply(httpRoute(`[{ backendRefs: [${backend}] }]`));
  expect(mesh.conditionsOf(routes, 'web')).toEqual([
    'Accepted True Accepted: Route was valid',
    `ResolvedRefs False ${reason}`,
  ]);
  expect(mesh.configOf(gatewayNode('gate')).routes).toHaveLength(1);
});

it('goes to another namespace where a ReferenceGrant says so', () => {
  const mesh = createGatewayMesh();
  mesh.apply(`
apiVersion: v1
kind: Namespace
metadata: { name: elsewhere }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: elsewhere }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: { name: web, namespace: elsewhere }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default }]
  to: [{ group: "", kind: Service }]
`);
  mesh.apply(gate);
  mesh.apply(httpRoute('[{ backendRefs: [{ name: web, namespace: elsewhere, port: 80 }] }]'));
  expect(routesOf(mesh)[0]?.route?.cluster).toBe('outbound|80||web.elsewhere.svc.cluster.local');
});

type Mesh = ReturnType<typeof createGatewayMesh>;

function routesOf(mesh: Mesh) {
  return mesh.configOf(gatewayNode('gate')).routes[0]?.virtualHosts[0]?.routes ?? [];
}

it('orders routes by how much they say, whatever their objects', () => {
  const mesh = createGatewayMesh();
  const rule = (match: string) =>
    `[{ matches: [${match}], backendRefs: [{ name: reviews, port: 9080 }] }]`;
  mesh.apply(gate);
  mesh.apply(httpRoute(rule('{ path: { value: /a } }'), { name: 'prefix' }));
  mesh.apply(
    httpRoute(rule('{ path: { value: /a }, headers: [{ name: x, value: "1" }] }'), {
      name: 'header',
    }),
  );
  mesh.apply(httpRoute(rule('{ path: { type: Exact, value: /a } }'), { name: 'exact' }));
  mesh.apply(httpRoute(rule('{ path: { value: /a/longer } }'), { name: 'longer' }));
  mesh.apply(httpRoute(rule('{ path: { value: /a }, method: GET }'), { name: 'method' }));
  expect(routesOf(mesh).map(({ name }) => name)).toEqual([
    'default.exact.0',
    'default.longer.0',
    'default.method.0',
    'default.header.0',
    'default.prefix.0',
  ]);
});

it('splits, redirects, rewrites, mirrors and changes headers', async () => {
  const mesh = createGatewayMesh();
  mesh.apply(gate);
  mesh.apply(
    httpRoute(`
    - matches: [{ path: { value: /split } }]
      timeouts: { request: 3s }
      filters:
        - { type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-By, value: gate }], remove: [x-old] } }
        - { type: ResponseHeaderModifier, responseHeaderModifier: { add: [{ name: X-From, value: mesh }] } }
        - { type: RequestMirror, requestMirror: { backendRef: { name: ratings, port: 9080 } } }
      backendRefs:
        - { name: reviews, port: 9080, weight: 9 }
        - { name: details, port: 9080, weight: 1 }
    - matches: [{ path: { value: /old } }]
      filters:
        - { type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301, path: { type: ReplacePrefixMatch, replacePrefixMatch: /new } } }
    - matches: [{ path: { value: /api } }]
      filters:
        - { type: URLRewrite, urlRewrite: { hostname: inner, path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }
      backendRefs: [{ name: reviews, port: 9080 }]
    - matches: [{ path: { value: /none } }]
      backendRefs: [{ name: reviews, port: 9080, weight: 0 }]
`),
  );
  await expect(printed(routesOf(mesh))).toMatchFileSnapshot('../testdata/gateway-api-rules.golden');
});

it('routes within the mesh where a Service is the parent', () => {
  const mesh = createGatewayMesh();
  mesh.apply(`
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: reviews }
spec:
  parentRefs: [{ group: "", kind: Service, name: reviews, port: 9080 }]
  rules: [{ backendRefs: [{ name: ratings, port: 9080 }] }]
`);
  const { routes: tables } = mesh.configOf(mesh.nodeOf('productpage'));
  const hosts = tables.find(({ name }) => name === '9080')?.virtualHosts ?? [];
  const clusters = hosts.map(({ name, routes: [route] }) => [name, route?.route?.cluster]);
  expect(clusters).toContainEqual([
    'reviews.default.svc.cluster.local:9080',
    'outbound|9080||ratings.default.svc.cluster.local',
  ]);
  expect(mesh.conditionsOf(routes, 'reviews')[0]).toBe('Accepted True Accepted: Route was valid');
});

it('reads the methods of a GRPCRoute as paths', () => {
  const mesh = createGatewayMesh();
  mesh.apply(gate);
  mesh.apply(`
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: calls }
spec:
  parentRefs: [{ name: gate }]
  rules:
    - matches: [{ method: { service: shop.Cart, method: Add } }, { method: { service: shop.Cart } }]
      backendRefs: [{ name: reviews, port: 9080 }]
`);
  expect(routesOf(mesh).map(({ match }) => match)).toEqual([
    { path: '/shop.Cart/Add', caseSensitive: true },
    { pathSeparatedPrefix: '/shop.Cart', caseSensitive: true },
  ]);
});

const secure = (reference: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: secure }
spec:
  gatewayClassName: istio
  listeners:
    - name: https
      port: 443
      protocol: HTTPS
      tls: { certificateRefs: [${reference}] }
`;

const secret = (data: string, namespace = 'default') => `
apiVersion: v1
kind: Secret
metadata: { name: cert, namespace: ${namespace} }
data: ${data}
`;
const pem = (label: string) => btoa(`-----BEGIN ${label}-----\nAA==\n-----END ${label}-----\n`);
const whole = `{ tls.crt: ${pem('CERTIFICATE')}, tls.key: ${pem('PRIVATE KEY')} }`;

function listenerConditions(mesh: ReturnType<typeof createGatewayMesh>): readonly string[] {
  const object = mesh.api.find<string>(gateways, { namespace: 'default', name: 'secure' });
  const [listener] = listOf(at(object, 'status', 'listeners'));
  return listOf(at(listener, 'conditions'))
    .map(fieldsOf)
    .filter(({ type }) => type === 'Programmed' || type === 'ResolvedRefs')
    .map(({ status, reason, message }) => [status, reason, message].map(textOf).join(' '));
}

const reference = '{ group: "", kind: Secret, name: cert }';

it.each([
  ['', reference, 'invalid certificate reference /Secret/cert., secret default/cert not found'],
  [
    secret('{ a: Yg== }'),
    reference,
    "invalid certificate reference /Secret/cert., found secret, but didn't have expected keys (cert and key) or (tls.crt and tls.key); found: a",
  ],
  [
    secret('{ tls.crt: Yg== }'),
    reference,
    "invalid certificate reference /Secret/cert., found secret, but didn't have expected keys (cert and key) or (tls.crt and tls.key); found: tls.crt",
  ],
  [
    secret('{ tls.crt: Yg==, tls.key: Yg== }'),
    reference,
    'invalid certificate reference /Secret/cert., the certificate is malformed: tls: failed to find any PEM data in certificate input',
  ],
  [
    '',
    '{ group: "", kind: ConfigMap, name: cert }',
    'invalid certificate reference /ConfigMap/cert., only secret is allowed',
  ],
])('says what is wrong with a certificate: %s%s', (given, named, message) => {
  const mesh = createGatewayMesh();
  if (given) mesh.apply(given);
  mesh.apply(secure(named));
  expect(listenerConditions(mesh)).toEqual([
    'False Invalid Bad TLS configuration',
    `False InvalidCertificateRef ${message}`,
  ]);
});

it('takes a certificate once it is there, from elsewhere only where it is granted', () => {
  const mesh = createGatewayMesh();
  mesh.apply(secure(reference));
  mesh.apply(secret(whole));
  const fine = ['True Programmed No errors found', 'True ResolvedRefs No errors found'];
  expect(listenerConditions(mesh)).toEqual(fine);
  const other = createGatewayMesh();
  other.apply('apiVersion: v1\nkind: Namespace\nmetadata: { name: elsewhere }');
  other.apply(secret(whole, 'elsewhere'));
  other.apply(secure('{ group: "", kind: Secret, name: cert, namespace: elsewhere }'));
  expect(listenerConditions(other)[1]).toBe(
    'False RefNotPermitted certificateRef cert/elsewhere not accessible to a Gateway in namespace "default" (missing a ReferenceGrant?)',
  );
});
