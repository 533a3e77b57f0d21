import { expect, it } from 'vitest';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import { configFor } from './config-for.ts';
import { createPushContext, type PushContext } from './push-context.ts';
import { createSmallMesh, proxyNode, rootNamespace } from './testdata/small-mesh.ts';
import { slowness } from '../../../../tests/support/slowness.ts';

/** Every part of it. */
function made({ listeners, clusters, routes, endpoints }: ProxyConfig): number {
  return listeners.length + clusters.length + routes.length + endpoints.length;
}

/** The shortest of some runs, in milliseconds: what else the machine does only makes them longer. */
function fastest(work: () => unknown, runs = 7): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

function pushOf(count: number): PushContext {
  const mesh = createSmallMesh();
  for (let index = 0; index < count; index += 1) {
    mesh.api.create('services', {
      metadata: { name: `service-${index}`, namespace: 'default' },
      spec: {
        selector: { app: `a${index}` },
        ports: [{ name: 'http', port: 8000 + (index % 20) }],
      },
    });
  }
  mesh.clock.advance(5000);
  return mesh.push();
}

it('makes the configuration of a proxy of Bookinfo within 5 ms', () => {
  const mesh = createSmallMesh();
  mesh.load();
  const node = mesh.nodeOf('productpage');
  const push = mesh.push();
  made(configFor(node, push));
  expect(fastest(() => made(configFor(node, push)))).toBeLessThan(5 * slowness());
});

it('makes of ten times the Services about ten times the work, and not more', () => {
  const node = proxyNode({});
  const cost = (count: number) => {
    const { sources } = pushOf(count);
    const fresh = () => createPushContext({ version: '1', sources, rootNamespace });
    made(configFor(node, fresh()));
    return fastest(() => made(configFor(node, fresh())));
  };
  const [small, large] = [cost(100), cost(1000)];
  expect(large / small).toBeLessThan(25);
});

it('shares what did not change with the snapshot before', () => {
  const mesh = createSmallMesh();
  mesh.load();
  const before = mesh.push();
  before.services();
  before.virtualServices();
  mesh.api.create('pods', {
    metadata: { name: 'alone', namespace: 'default' },
    spec: { containers: [{ name: 'a', image: 'busybox' }] },
  });
  const { sources } = mesh.push();
  const next = { ...before.sources, pods: sources.pods };
  const after = createPushContext({ version: '2', sources: next, rootNamespace }, before);
  expect(after.services()).toBe(before.services());
  expect(after.virtualServices()).toBe(before.virtualServices());
  expect(after.endpoints()).not.toBe(before.endpoints());
});
