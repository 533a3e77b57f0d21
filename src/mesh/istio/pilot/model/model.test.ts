import { expect, it } from 'vitest';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import { createSmallMesh, proxyNode } from '#mesh/istio/pilot/testdata/small-mesh.ts';

function addressesOf(config: ProxyConfig, cluster: string): readonly string[] {
  const found = config.endpoints.find(({ clusterName }) => clusterName === cluster);
  return (found?.endpoints ?? []).flatMap(({ lbEndpoints }) =>
    lbEndpoints.map(({ endpoint }) => JSON.stringify(endpoint.address)),
  );
}

function clusterOf(config: ProxyConfig, name: string) {
  return config.clusters.find((each) => each.name === name);
}

const external = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: external }
spec: ${spec}
`;

it.each([
  ['NONE', 'ORIGINAL_DST'],
  ['DNS', 'STRICT_DNS'],
  ['DNS_ROUND_ROBIN', 'LOGICAL_DNS'],
])('reaches a host outside, resolved as %s, through a cluster of type %s', (resolution, type) => {
  const mesh = createSmallMesh();
  mesh.apply(
    external(
      `{ hosts: [httpbin.org], location: MESH_EXTERNAL, resolution: ${resolution}, ports: [{ number: 80, name: http, protocol: HTTP }] }`,
    ),
  );
  const config = mesh.configOf(proxyNode({}));
  expect(clusterOf(config, 'outbound|80||httpbin.org')?.type).toBe(type);
  const table = config.routes.find(({ name }) => name === '80');
  const host = table?.virtualHosts?.find(({ name }) => name === 'httpbin.org:80');
  expect(host?.domains).toEqual(['httpbin.org']);
});

it('finds the workloads that a ServiceEntry selects: pods and WorkloadEntries', () => {
  const mesh = createSmallMesh();
  mesh.load();
  mesh.apply(
    external(
      '{ hosts: [shop.internal], location: MESH_INTERNAL, resolution: STATIC, ports: [{ number: 80, name: http, protocol: HTTP, targetPort: 9080 }], workloadSelector: { labels: { app: details } } }',
    ),
  );
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: { name: vm }
spec: { address: 192.168.1.7, labels: { app: details } }
`);
  const addresses = addressesOf(mesh.configOf(proxyNode({})), 'outbound|80||shop.internal');
  expect(addresses).toHaveLength(2);
  expect(addresses.join()).toContain('192.168.1.7');
  expect(addresses.join()).toContain(mesh.nodeOf('details').ip);
});

it('keeps what is exported to its own namespace from the others', () => {
  const mesh = createSmallMesh();
  mesh.apply(
    external(
      '{ hosts: [httpbin.org], exportTo: ["."], resolution: DNS, ports: [{ number: 80, name: http, protocol: HTTP }] }',
    ),
  );
  const name = 'outbound|80||httpbin.org';
  expect(clusterOf(mesh.configOf(proxyNode({})), name)).toBeDefined();
  const elsewhere = proxyNode({ id: 'a.elsewhere', namespace: 'elsewhere' });
  expect(clusterOf(mesh.configOf(elsewhere), name)).toBeUndefined();
});

it('sees what a Sidecar lets it see, and blocks the rest where it says so', () => {
  const mesh = createSmallMesh();
  mesh.load();
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default }
spec:
  egress: [{ hosts: ["./reviews.default.svc.cluster.local"] }]
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`);
  const config = mesh.configOf(mesh.nodeOf('productpage'));
  const outbound = config.clusters.filter(({ name }) => name.startsWith('outbound|'));
  expect(outbound.map(({ name }) => name)).toEqual([
    'outbound|9080||reviews.default.svc.cluster.local',
  ]);
  const virtualOutbound = config.listeners.find(({ name }) => name === 'virtualOutbound');
  expect(JSON.stringify(virtualOutbound)).toContain('BlackHoleCluster');
  expect(JSON.stringify(virtualOutbound)).not.toContain('PassthroughCluster');
});

it('takes the settings of an injected Service from its appProtocol and its ports', () => {
  const mesh = createSmallMesh();
  mesh.apply(`
apiVersion: v1
kind: Service
metadata: { name: many }
spec:
  clusterIP: 10.96.7.7
  ports:
    - { name: grpc, port: 50051 }
    - { name: api, port: 8080, appProtocol: http }
    - { name: tls-db, port: 5432 }
    - { name: mysql, port: 3306 }
    - { name: anything, port: 7000 }
    - { name: dns, port: 53, protocol: UDP }
`);
  const { listeners, clusters } = mesh.configOf(proxyNode({}));
  const names = listeners.map(({ name }) => name).filter((name) => !name.startsWith('virtual'));
  expect(names.toSorted()).toEqual([
    '0.0.0.0_50051',
    '0.0.0.0_8080',
    '10.96.7.7_3306',
    '10.96.7.7_5432',
    '10.96.7.7_7000',
  ]);
  expect(clusters.some(({ name }) => name.startsWith('outbound|53|'))).toBe(false);
  const grpc = clusters.find(({ name }) => name.startsWith('outbound|50051|'));
  expect(JSON.stringify(grpc)).toContain('http2ProtocolOptions');
});

const telemetry = (name: string, namespace: string, spec: string) => `
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;

function logsOf(config: ProxyConfig): string {
  const table = config.listeners.find(({ name }) => name === 'virtualOutbound');
  return JSON.stringify(table?.filterChains?.concat(table.defaultFilterChain ?? [])) ?? '';
}

it('logs accesses as the mesh says, or a Telemetry over it', () => {
  const silent = createSmallMesh();
  expect(logsOf(silent.configOf(proxyNode({})))).not.toContain('/dev/stdout');
  const talking = createSmallMesh({ meshConfig: 'accessLogFile: /dev/stdout' });
  expect(logsOf(talking.configOf(proxyNode({})))).toContain('/dev/stdout');
  talking.apply(telemetry('quiet', 'default', '{ accessLogging: [{ disabled: true }] }'));
  expect(logsOf(talking.configOf(proxyNode({})))).not.toContain('/dev/stdout');
  silent.apply(
    telemetry('mesh', 'istio-system', '{ accessLogging: [{ providers: [{ name: envoy }] }] }'),
  );
  expect(logsOf(silent.configOf(proxyNode({})))).toContain('/dev/stdout');
});

it('prefers what is near where a rule says what to do when it fails', () => {
  const mesh = createSmallMesh();
  mesh.apply(
    external(`
  hosts: [shop.internal]
  location: MESH_INTERNAL
  resolution: STATIC
  ports: [{ number: 80, name: http, protocol: HTTP }]
  endpoints:
    - { address: 10.1.0.1, locality: eu/a }
    - { address: 10.1.0.2, locality: eu/b }
    - { address: 10.1.0.3, locality: us/a }
`),
  );
  mesh.apply(`
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: shop }
spec:
  host: shop.internal
  trafficPolicy: { outlierDetection: { consecutive5xxErrors: 1 } }
`);
  const labels = { 'topology.kubernetes.io/region': 'eu', 'topology.kubernetes.io/zone': 'a' };
  mesh.api.create('nodes', { metadata: { name: 'near', labels } });
  const { endpoints } = mesh.configOf(proxyNode({ node: 'near' }));
  const found = endpoints.find(({ clusterName }) => clusterName === 'outbound|80||shop.internal');
  expect(
    found?.endpoints.map(({ locality, priority = 0 }) => [
      `${locality?.region ?? ''}/${locality?.zone ?? ''}`,
      priority,
    ]),
  ).toEqual([
    ['eu/a', 0],
    ['eu/b', 1],
    ['us/a', 2],
  ]);
});
