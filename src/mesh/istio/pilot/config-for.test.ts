import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSmallMesh, ingressGateway, printed, proxyNode } from './testdata/small-mesh.ts';

const golden = (name: string): string => `./testdata/${name}.golden`;
const file = (name: string): string =>
  readFileSync(new URL(`./testdata/${name}`, import.meta.url), 'utf8');

function bookinfo(meshConfig = '') {
  const mesh = createSmallMesh({ meshConfig });
  mesh.load();
  return mesh;
}

test('gives a sidecar of Bookinfo its whole configuration', async () => {
  const mesh = bookinfo('accessLogFile: /dev/stdout\n');
  const config = mesh.configOf(mesh.nodeOf('productpage'));
  await expect(printed(config.listeners)).toMatchFileSnapshot(golden('bookinfo-listeners'));
  await expect(printed(config.routes)).toMatchFileSnapshot(golden('bookinfo-routes'));
  await expect(printed(config.clusters)).toMatchFileSnapshot(golden('bookinfo-clusters'));
  await expect(printed(config.endpoints)).toMatchFileSnapshot(golden('bookinfo-endpoints'));
});

test('follows the rules of Bookinfo: subsets, weights, a header, a delay', async () => {
  const mesh = bookinfo();
  mesh.apply(file('bookinfo-rules.yaml'));
  const config = mesh.configOf(mesh.nodeOf('productpage'));
  const reviews = config.clusters.filter(({ name }) => name.includes('reviews'));
  await expect(printed(config.routes)).toMatchFileSnapshot(golden('rules-routes'));
  expect(reviews.map(({ name, lbPolicy }) => `${name} ${lbPolicy ?? 'ROUND_ROBIN'}`)).toEqual([
    'outbound|9080||reviews.default.svc.cluster.local LEAST_REQUEST',
    'outbound|9080|v1|reviews.default.svc.cluster.local LEAST_REQUEST',
    'outbound|9080|v2|reviews.default.svc.cluster.local LEAST_REQUEST',
    'outbound|9080|v3|reviews.default.svc.cluster.local ROUND_ROBIN',
  ]);
  const count = config.endpoints
    .filter(({ clusterName }) => clusterName.includes('reviews'))
    .map(({ endpoints }) => endpoints.flatMap(({ lbEndpoints }) => lbEndpoints).length);
  expect(count).toEqual([3, 1, 1, 1]);
});

test('gives a gateway its listener and its table, and a sidecar nothing of them', async () => {
  const mesh = bookinfo();
  mesh.apply(ingressGateway);
  mesh.apply(file('bookinfo-gateway.yaml'));
  const gateway = {
    ...mesh.nodeOf('istio-ingressgateway', 'istio-system'),
    type: 'router' as const,
  };
  const config = mesh.configOf(gateway);
  await expect(printed(config.listeners)).toMatchFileSnapshot(golden('gateway-listeners'));
  await expect(printed(config.routes)).toMatchFileSnapshot(golden('gateway-routes'));
  expect(config.clusters.map(({ name }) => name)).toContain(
    'outbound|9080||reviews.default.svc.cluster.local',
  );
  expect(config.clusters.at(-1)?.name).toBe('BlackHoleCluster');
  const sidecar = mesh.configOf(mesh.nodeOf('productpage'));
  expect(sidecar.routes.map(({ name }) => name)).toEqual([
    '9080',
    'istio-ingressgateway.istio-system.svc.cluster.local:15021',
    '80',
  ]);
});

test('gives the same bytes for the same mesh', () => {
  const [a, b] = [bookinfo(), bookinfo()].map((mesh) => {
    mesh.apply(file('bookinfo-rules.yaml'));
    return printed(mesh.configOf(mesh.nodeOf('reviews')));
  });
  expect(a).toBe(b);
});

test('makes a configuration for a proxy that serves nothing', () => {
  const mesh = bookinfo();
  const config = mesh.configOf(proxyNode({}));
  expect(config.clusters.filter(({ name }) => name.startsWith('inbound'))).toEqual([]);
  expect(config.listeners.at(-1)?.filterChains).toHaveLength(6);
});
