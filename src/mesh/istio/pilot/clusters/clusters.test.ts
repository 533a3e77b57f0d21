import { expect, test } from 'vitest';
import type { Cluster } from '#mesh/istio/envoy/config.ts';
import { createSmallMesh, type SmallMesh } from '#mesh/istio/pilot/testdata/small-mesh.ts';
import { duration } from './connection-pool.ts';

function withRule(spec: string): SmallMesh {
  const mesh = createSmallMesh();
  mesh.load();
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: reviews }
spec:
  host: reviews
  ${spec.trim().replaceAll('\n', '\n  ')}
`);
  return mesh;
}

function clusterOf(mesh: SmallMesh, subset = ''): Cluster {
  const name = `outbound|9080|${subset}|reviews.default.svc.cluster.local`;
  const found = mesh
    .configOf(mesh.nodeOf('productpage'))
    .clusters.find((cluster) => cluster.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

test('limits connections, requests and retries', () => {
  const cluster = clusterOf(
    withRule(`
trafficPolicy:
  connectionPool:
    tcp: { maxConnections: 1, connectTimeout: 30ms }
    http: { http1MaxPendingRequests: 2, maxRequestsPerConnection: 3, http2MaxRequests: 4, maxRetries: 5 }
`),
  );
  expect(cluster).toMatchObject({
    connectTimeout: '0.030s',
    circuitBreakers: {
      thresholds: [{ maxConnections: 1, maxPendingRequests: 2, maxRequests: 4, maxRetries: 5 }],
    },
    typedExtensionProtocolOptions: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        commonHttpProtocolOptions: { maxRequestsPerConnection: 3 },
        explicitHttpConfig: { httpProtocolOptions: {} },
      },
    },
  });
});

test('ejects outliers, and never panics unless told when', () => {
  const cluster = clusterOf(
    withRule(`
trafficPolicy:
  outlierDetection: { consecutive5xxErrors: 7, interval: 5m, baseEjectionTime: 15m, maxEjectionPercent: 50 }
`),
  );
  expect(cluster.outlierDetection).toEqual({
    consecutive5xx: 7,
    enforcingConsecutive5xx: 100,
    interval: '300s',
    baseEjectionTime: '900s',
    maxEjectionPercent: 50,
    enforcingSuccessRate: 0,
  });
  expect(cluster.commonLbConfig).toEqual({ healthyPanicThreshold: {} });
});

test('lets a port’s settings replace the host’s, and a subset’s settings stand over them one by one', () => {
  const mesh = withRule(`
trafficPolicy:
  loadBalancer: { simple: RANDOM }
  tls: { mode: DISABLE }
  portLevelSettings:
    - port: { number: 9080 }
      loadBalancer: { simple: ROUND_ROBIN }
subsets:
  - { name: v1, labels: { version: v1 } }
  - { name: v2, labels: { version: v2 }, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }
`);
  expect(clusterOf(mesh).lbPolicy).toBeUndefined();
  expect(clusterOf(mesh).transportSocketMatches).toHaveLength(2);
  expect(clusterOf(mesh, 'v1').lbPolicy).toBeUndefined();
  expect(clusterOf(mesh, 'v2').transportSocket?.name).toBe('envoy.transport_sockets.tls');
});

test('speaks TLS as the rule says', () => {
  const off = clusterOf(withRule('trafficPolicy: { tls: { mode: DISABLE } }'));
  expect(off.transportSocket).toBeUndefined();
  expect(off.transportSocketMatches).toBeUndefined();
  const simple = clusterOf(
    withRule(
      'trafficPolicy: { tls: { mode: SIMPLE, sni: my.example.com, caCertificates: /ca.pem } }',
    ),
  );
  expect(simple.transportSocket?.typedConfig).toMatchObject({
    sni: 'my.example.com',
    commonTlsContext: {
      combinedValidationContext: {
        validationContextSdsSecretConfig: { name: 'file-root:/ca.pem' },
      },
    },
  });
  expect(simple.metadata?.filterMetadata['istio']).toMatchObject({ alpn_override: 'false' });
  const mutual = clusterOf(
    withRule(
      'trafficPolicy: { tls: { mode: MUTUAL, clientCertificate: /c.pem, privateKey: /k.pem, caCertificates: /ca.pem } }',
    ),
  );
  expect(JSON.stringify(mutual.transportSocket)).toContain('file-cert:/c.pem~/k.pem');
});

test('marks endpoints for mTLS as pods, rules and policies say', () => {
  const marked = (mesh: SmallMesh): number => {
    const { endpoints } = mesh.configOf(mesh.nodeOf('productpage'));
    const text = JSON.stringify(
      endpoints.find(({ clusterName }) => clusterName.includes('reviews')),
    );
    return text.split('"tlsMode":"istio"').length - 1;
  };
  expect(marked(withRule('trafficPolicy: { loadBalancer: { simple: RANDOM } }'))).toBe(3);
  expect(marked(withRule('trafficPolicy: { tls: { mode: DISABLE } }'))).toBe(0);
  const mesh = withRule('trafficPolicy: { loadBalancer: { simple: RANDOM } }');
  mesh.apply(`
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: v1 }
spec: { selector: { matchLabels: { version: v1, app: reviews } }, mtls: { mode: DISABLE } }
`);
  expect(marked(mesh)).toBe(2);
});

test('puts rules for one host together: the older stands, subsets are added', () => {
  const mesh = withRule('subsets: [{ name: v1, labels: { version: v1 } }]');
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: second }
spec:
  host: reviews.default.svc.cluster.local
  trafficPolicy: { loadBalancer: { simple: RANDOM } }
  subsets: [{ name: v1, labels: { version: other } }, { name: v2, labels: { version: v2 } }]
`);
  expect(clusterOf(mesh, 'v2').lbPolicy).toBe('RANDOM');
  const { endpoints } = mesh.configOf(mesh.nodeOf('productpage'));
  const v1 = endpoints.find(({ clusterName }) => clusterName.includes('|v1|'));
  expect(v1?.endpoints[0]?.lbEndpoints).toHaveLength(1);
});

test('takes the client’s rule before the Service’s, and that before the root namespace’s', () => {
  const mesh = createSmallMesh();
  mesh.load();
  const rule = (namespace: string, simple: string) =>
    mesh.apply(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: any, namespace: ${namespace} }
spec: { host: '*.default.svc.cluster.local', trafficPolicy: { loadBalancer: { simple: ${simple} } } }
`);
  rule('istio-system', 'RANDOM');
  expect(clusterOf(mesh).lbPolicy).toBe('RANDOM');
  rule('default', 'ROUND_ROBIN');
  expect(clusterOf(mesh).lbPolicy).toBeUndefined();
});

test('hashes', () => {
  const ring = clusterOf(
    withRule(
      'trafficPolicy: { loadBalancer: { consistentHash: { httpHeaderName: x, minimumRingSize: 64 } } }',
    ),
  );
  expect(ring).toMatchObject({
    lbPolicy: 'RING_HASH',
    ringHashLbConfig: { minimumRingSize: '64' },
  });
});

test.each([
  ['0s', '0s'],
  ['1h30m', '5400s'],
  ['2500ms', '2.500s'],
  ['1.5s', '1.500s'],
  ['250us', '0.000250s'],
])('writes %s as %s', (given, written) => {
  expect(duration(given)).toBe(written);
});
