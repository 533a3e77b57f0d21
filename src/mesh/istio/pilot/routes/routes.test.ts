import { expect, test } from 'vitest';
import type { Route } from '#mesh/istio/envoy/routes.ts';
import {
  createSmallMesh,
  proxyNode,
  type SmallMesh,
} from '#mesh/istio/pilot/testdata/small-mesh.ts';

const reviews = 'reviews.default.svc.cluster.local';

function bookinfo(meshConfig = ''): SmallMesh {
  const mesh = createSmallMesh({ meshConfig });
  mesh.load();
  return mesh;
}

function routesOf(mesh: SmallMesh, host: string, table = '9080'): readonly Route[] {
  const { routes } = mesh.configOf(mesh.nodeOf('productpage'));
  const hosts = routes.find(({ name }) => name === table)?.virtualHosts ?? [];
  return hosts.find(({ domains }) => domains.includes(host))?.routes ?? [];
}

/** The one rule of a virtual service for `reviews`, as it is routed. */
function routed(rule: string): Route {
  const mesh = bookinfo();
  const indented = rule.trim().replaceAll('\n', '\n      ');
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec:
  hosts: [reviews]
  http:
    - ${indented}
`);
  const [route] = routesOf(mesh, 'reviews');
  if (!route) throw new Error('no route');
  return route;
}

const toReviews = 'route: [{ destination: { host: reviews } }]';

test('matches on path, headers, method and query, by name', () => {
  const { match, name } = routed(`
name: odd
match:
  - name: one
    uri: { prefix: /api }
    ignoreUriCase: true
    headers: { x-b: { regex: 'v[12]' }, x-a: {} }
    withoutHeaders: { x-c: { exact: secret } }
    method: { exact: GET }
    authority: { prefix: reviews }
    queryParams: { q: { exact: '1' }, any: { regex: '*' } }
${toReviews}`);
  expect(name).toBe('odd.one');
  expect(match).toEqual({
    prefix: '/api',
    caseSensitive: false,
    headers: [
      { name: 'x-a', presentMatch: true },
      { name: 'x-b', stringMatch: { safeRegex: { regex: 'v[12]' } } },
      {
        name: 'x-c',
        stringMatch: { exact: 'secret' },
        invertMatch: true,
        treatMissingHeaderAsEmpty: true,
      },
      { name: ':method', stringMatch: { exact: 'GET' } },
      { name: ':authority', stringMatch: { prefix: 'reviews' } },
    ],
    queryParameters: [
      { name: 'any', presentMatch: true },
      { name: 'q', stringMatch: { exact: '1' } },
    ],
  });
});

test('matches on the claims of a token', () => {
  const { match } = routed(`
match: [{ headers: { '@request.auth.claims.group': { exact: admin } } }]
${toReviews}`);
  expect(match.headers).toBeUndefined();
  expect(match.dynamicMetadata?.[0]).toMatchObject({
    filter: 'envoy.filters.http.jwt_authn',
    path: [{ key: 'payload' }, { key: 'group' }],
  });
});

test('rewrites the path and the host', () => {
  const plain = routed(`rewrite: { uri: /v2, authority: other.example.com }\n${toReviews}`);
  expect(plain.route).toMatchObject({
    prefixRewrite: '/v2',
    hostRewriteLiteral: 'other.example.com',
  });
  const regex = routed(
    `rewrite: { uriRegexRewrite: { match: '^/a/(.*)', rewrite: '/b/\\1' } }\n${toReviews}`,
  );
  expect(regex.route?.regexRewrite).toEqual({
    pattern: { regex: '^/a/(.*)' },
    substitution: String.raw`/b/\1`,
  });
});

test('redirects, and leaves out what is Envoy’s zero', () => {
  expect(routed('redirect: { uri: /new, authority: a.example.com }').redirect).toEqual({
    hostRedirect: 'a.example.com',
    pathRedirect: '/new',
  });
  expect(routed('redirect: { scheme: https, port: 443, redirectCode: 308 }').redirect).toEqual({
    schemeRedirect: 'https',
    responseCode: 'PERMANENT_REDIRECT',
  });
});

test('answers by itself', () => {
  const { directResponse } = routed('directResponse: { status: 503, body: { string: busy } }');
  expect(directResponse).toEqual({ status: 503, body: { inlineString: 'busy' } });
});

test('retries as told, or not at all', () => {
  const told = routed(`
retries: { attempts: 3, perTryTimeout: 250ms, retryOn: 'gateway-error,503', backoff: 10ms }
timeout: 1m30s
${toReviews}`);
  expect(told.route).toMatchObject({
    timeout: '90s',
    maxGrpcTimeout: '90s',
    retryPolicy: {
      retryOn: 'gateway-error,retriable-status-codes',
      retriableStatusCodes: [503],
      numRetries: 3,
      perTryTimeout: '0.250s',
      retryBackOff: { baseInterval: '0.010s' },
    },
  });
  expect(routed(`retries: { attempts: 0 }\n${toReviews}`).route?.retryPolicy).toBeUndefined();
});

test('injects faults and answers preflights', () => {
  const { typedPerFilterConfig } = routed(`
fault:
  delay: { percentage: { value: 0.5 }, fixedDelay: 7s }
  abort: { httpStatus: 500, percentage: { value: 100 } }
corsPolicy: { allowOrigins: [{ exact: 'https://example.com' }], allowMethods: [GET, POST], maxAge: 24h }
${toReviews}`);
  expect(typedPerFilterConfig).toMatchObject({
    'envoy.filters.http.fault': {
      delay: { fixedDelay: '7s', percentage: { numerator: 5000, denominator: 'MILLION' } },
      abort: { httpStatus: 500, percentage: { numerator: 1_000_000, denominator: 'MILLION' } },
    },
    'envoy.filters.http.cors': {
      allowOriginStringMatch: [{ exact: 'https://example.com' }],
      allowMethods: 'GET,POST',
      maxAge: '86400',
    },
  });
});

test('mirrors a share', () => {
  const { route } = routed(`
mirror: { host: ratings }
mirrorPercentage: { value: 10 }
${toReviews}`);
  expect(route?.requestMirrorPolicies).toEqual([
    {
      cluster: 'outbound|9080||ratings.default.svc.cluster.local',
      runtimeFraction: { defaultValue: { numerator: 100_000, denominator: 'MILLION' } },
      traceSampled: false,
    },
  ]);
});

test('changes headers: what is set before what is added, sorted, and the host apart', () => {
  const route = routed(`
headers:
  request: { set: { x-b: '2', x-a: '1', host: h.example.com }, add: { x-c: '3' }, remove: [x-d, ':path'] }
route:
  - destination: { host: reviews }
    headers: { response: { add: { x-from: reviews } } }`);
  expect(route.requestHeadersToAdd).toEqual([
    { header: { key: 'x-a', value: '1' }, appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD' },
    { header: { key: 'x-b', value: '2' }, appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD' },
    { header: { key: 'x-c', value: '3' } },
  ]);
  expect(route.requestHeadersToRemove).toEqual(['x-d']);
  expect(route.responseHeadersToAdd).toEqual([{ header: { key: 'x-from', value: 'reviews' } }]);
  expect(route.route?.hostRewriteLiteral).toBe('h.example.com');
});

test('leaves out what can never be reached, and what is for another client', () => {
  const mesh = bookinfo();
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec:
  hosts: [reviews]
  http:
    - match: [{ sourceLabels: { app: nobody } }]
      ${toReviews}
    - match: [{ port: 8080, uri: { prefix: /other } }]
      ${toReviews}
    - match: [{ uri: { prefix: / } }]
      ${toReviews}
    - match: [{ uri: { prefix: /never } }]
      ${toReviews}
`);
  expect(routesOf(mesh, 'reviews').map(({ match }) => match)).toEqual([
    { prefix: '/', caseSensitive: true },
  ]);
});

test('puts delegates in place of their references', () => {
  const mesh = bookinfo();
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: root }
spec:
  hosts: [reviews]
  http:
    - name: root
      match: [{ uri: { prefix: /api } }]
      timeout: 2s
      delegate: { name: child }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: child }
spec:
  http:
    - name: a
      match: [{ uri: { prefix: /api/v1 } }]
      ${toReviews}
    - name: b
      match: [{ uri: { prefix: /outside } }]
      ${toReviews}
`);
  const routes = routesOf(mesh, 'reviews');
  expect(routes.map(({ name, match }) => [name, match])).toEqual([
    ['root-a', { prefix: '/api/v1', caseSensitive: true }],
  ]);
  expect(routes[0]?.route?.timeout).toBe('2s');
});

test('routes a name that is no Service on port 80 alone', () => {
  const mesh = bookinfo();
  mesh.apply(`
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: outside }
spec:
  hosts: [outside.example.com]
  http: [{ ${toReviews} }]
`);
  // Upstream too the destination's port is the listener's, unless it is said: the table knows the Services of its own port alone.
  expect(routesOf(mesh, 'outside.example.com', '80')[0]?.route?.cluster).toBe(
    `outbound|80||${reviews}`,
  );
  expect(routesOf(mesh, 'outside.example.com')).toEqual([]);
});

test('gives the most specific wildcard the Service', () => {
  const mesh = bookinfo();
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: all }
spec: { hosts: ['*.cluster.local'], http: [{ name: all, ${toReviews} }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: near }
spec: { hosts: ['*.default.svc.cluster.local'], http: [{ name: near, ${toReviews} }] }
`);
  expect(routesOf(mesh, 'reviews').map(({ name }) => name)).toEqual(['near']);
});

test('refuses what it does not know where the mesh says so', () => {
  const mesh = bookinfo('outboundTrafficPolicy: { mode: REGISTRY_ONLY }\n');
  expect(routesOf(mesh, '*')).toEqual([
    { name: 'block_all', match: { prefix: '/' }, directResponse: { status: 502 } },
  ]);
  const { listeners } = mesh.configOf(proxyNode({}));
  const outbound = listeners.find(({ name }) => name === 'virtualOutbound');
  expect(JSON.stringify(outbound?.filterChains?.[1])).toContain('"cluster":"BlackHoleCluster"');
});

test('names a Service of another namespace in fewer ways', () => {
  const mesh = bookinfo();
  mesh.apply(`
apiVersion: v1
kind: Namespace
metadata: { name: other }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: other }
spec: { clusterIP: None, selector: { app: web }, ports: [{ name: http, port: 9080 }] }
`);
  const { routes } = mesh.configOf(mesh.nodeOf('productpage'));
  const host = routes[0]?.virtualHosts.find(({ name }) => name.startsWith('web.other'));
  expect(host?.domains).toEqual([
    'web.other.svc.cluster.local',
    'web.other',
    'web.other.svc',
    '*.web.other.svc.cluster.local',
    '*.web.other',
    '*.web.other.svc',
  ]);
});

test('hashes by what the rule of the destination says', () => {
  const mesh = bookinfo();
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews }
spec:
  host: reviews
  trafficPolicy: { loadBalancer: { consistentHash: { httpHeaderName: x-user } } }
  subsets:
    - name: v1
      labels: { version: v1 }
      trafficPolicy: { loadBalancer: { consistentHash: { httpCookie: { name: user, ttl: 0s } } } }
`);
  expect(routesOf(mesh, 'reviews')[0]?.route?.hashPolicy).toEqual([
    { header: { headerName: 'x-user' } },
  ]);
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec: { hosts: [reviews], http: [{ route: [{ destination: { host: reviews, subset: v1 } }] }] }
`);
  const [route] = routesOf(mesh, 'reviews');
  expect(route?.route?.hashPolicy).toEqual([{ cookie: { name: 'user', ttl: '0s' } }]);
  expect(route?.route?.retryPolicy?.retryHostPredicate).toBeUndefined();
});
