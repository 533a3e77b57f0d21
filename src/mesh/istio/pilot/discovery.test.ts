import { expect, it } from 'vitest';
import { createRandom } from '#cluster/clock/random.ts';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import { createDiscovery } from './discovery.ts';
import { gatewayApiCrds } from './testdata/gateway-api-crds.ts';
import { createSmallMesh, proxyNode, rootNamespace } from './testdata/small-mesh.ts';

function createConnectedMesh() {
  const mesh = createSmallMesh();
  mesh.load();
  const { api, clock } = mesh;
  const discovery = createDiscovery({ api, clock, random: createRandom(1), rootNamespace });
  /** What a proxy was pushed, with the time of each push. */
  const connect = (node = mesh.nodeOf('productpage')) => {
    const pushes: { at: number; config: ProxyConfig }[] = [];
    const stream = discovery.connect(node, (config) => pushes.push({ at: clock.now(), config }));
    return { pushes, ...stream };
  };
  const addService = (name: string) =>
    api.create('services', {
      metadata: { name, namespace: 'default' },
      spec: { ports: [{ name: 'http', port: 80 }] },
    });
  return { ...mesh, discovery, connect, addService };
}

const aRule = `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: reviews }
spec:
  hosts: [reviews]
  http: [{ route: [{ destination: { host: ratings } }] }]
`;

it('sends everything at once to a proxy that connects', () => {
  const { connect, discovery, clock } = createConnectedMesh();
  const { pushes } = connect();
  expect(pushes).toHaveLength(1);
  const [status] = discovery.status();
  expect(status?.connectedAt).toBe(clock.now());
  expect(Object.values(status?.sent ?? {}).map((sent) => sent?.version)).toEqual(
    Array.from({ length: 4 }, () => pushes[0]?.config.version),
  );
});

it('waits until nothing has come for 100 ms', () => {
  const { connect, addService, clock } = createConnectedMesh();
  const { pushes } = connect();
  const start = clock.now();
  addService('one');
  clock.advance(60);
  addService('two');
  clock.advance(99);
  expect(pushes).toHaveLength(1);
  clock.advance(200);
  expect(pushes.map(({ at }) => at - start)).toEqual([0, 160]);
});

it('waits 10 s at most', () => {
  const { connect, addService, clock } = createConnectedMesh();
  const { pushes } = connect();
  const start = clock.now();
  for (let count = 0; count < 210; count += 1) {
    addService(`service-${count}`);
    clock.advance(50);
  }
  expect(pushes.map(({ at }) => at - start).slice(0, 2)).toEqual([0, 10_000]);
});

it('sends the endpoints alone where only they have changed', () => {
  const { connect, discovery, api, clock } = createConnectedMesh();
  const { pushes } = connect();
  const before = discovery.status()[0]?.sent;
  api.merge(
    'deployments.apps',
    { namespace: 'default', name: 'reviews-v1' },
    { spec: { replicas: 2 } },
  );
  clock.advance(5000);
  const after = discovery.status()[0]?.sent;
  expect(after?.CDS).toEqual(before?.CDS);
  expect(after?.LDS).toEqual(before?.LDS);
  expect(after?.RDS).toEqual(before?.RDS);
  expect(after?.EDS).not.toEqual(before?.EDS);
  const [first, last] = [pushes[0]?.config, pushes.at(-1)?.config];
  expect(last?.clusters).toBe(first?.clusters);
  const addresses = (config: ProxyConfig | undefined) =>
    config?.endpoints
      .find(({ clusterName }) => clusterName === 'outbound|9080||reviews.default.svc.cluster.local')
      ?.endpoints.flatMap(({ lbEndpoints }) => lbEndpoints).length;
  expect([addresses(first), addresses(last)]).toEqual([3, 4]);
});

it('pushes to those alone whom a change concerns', () => {
  const { connect, apply } = createConnectedMesh();
  const own = connect();
  const other = connect(
    proxyNode({ id: 'other.elsewhere', namespace: 'elsewhere', ip: '10.0.0.9' }),
  );
  apply(`
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nothing }
spec: {}
`);
  expect([own.pushes.length, other.pushes.length]).toEqual([2, 1]);
  apply(aRule);
  expect([own.pushes.length, other.pushes.length]).toEqual([3, 2]);
});

it('leaves out a change that a Sidecar does not let in', () => {
  const { connect, apply } = createConnectedMesh();
  apply(`
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: only-ratings }
spec:
  egress: [{ hosts: ["./ratings.default.svc.cluster.local"] }]
`);
  const { pushes } = connect();
  apply(aRule);
  expect(pushes).toHaveLength(1);
});

it('is told nothing by heartbeats and statuses', () => {
  const { connect, clock } = createConnectedMesh();
  const { pushes } = connect();
  clock.advance(120_000);
  expect(pushes).toHaveLength(1);
});

it('reads kinds whose definitions come later', () => {
  const { connect, api, clock, addService } = createConnectedMesh();
  const { pushes } = connect();
  for (const crd of gatewayApiCrds()) {
    api.create('customresourcedefinitions.apiextensions.k8s.io', crd);
  }
  clock.advance(1000);
  const count = pushes.length;
  addService('web');
  api.create<string>('httproutes.gateway.networking.k8s.io', {
    metadata: { name: 'web', namespace: 'default' },
    spec: { parentRefs: [{ group: '', kind: 'Service', name: 'web' }], rules: [] },
  });
  clock.advance(1000);
  expect(pushes.length).toBe(count + 1);
  expect(
    api.find<string>('gatewayclasses.gateway.networking.k8s.io', { name: 'istio' }),
  ).toBeDefined();
});

it('says nothing more to a proxy that has gone', () => {
  const { connect, discovery, apply } = createConnectedMesh();
  const { pushes, close } = connect();
  close();
  apply(aRule);
  expect(pushes).toHaveLength(1);
  expect(discovery.status()).toEqual([]);
});

it('is again as it was saved, with what it still waited for', () => {
  const { connect, discovery, addService, save, clock } = createConnectedMesh();
  const { pushes } = connect();
  addService('one');
  const restores = [save(), discovery.save()];
  clock.advance(1000);
  expect(pushes).toHaveLength(2);
  const status = discovery.status();
  for (const restore of restores) restore();
  clock.advance(1000);
  expect(pushes).toHaveLength(3);
  expect(discovery.status()).toEqual(status);
});
