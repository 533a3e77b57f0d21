import { expect, test } from 'vitest';
import { createBed, type Bed } from '#mesh/linkerd/control-plane/testdata/bed.ts';

const shared = await createBed();
const begin = shared.cluster.save();

const namespace = (annotations: string) => `
apiVersion: v1
kind: Namespace
metadata: { name: shop, annotations: ${annotations} }
`;
const deployment = (annotations = '{}', more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web }, annotations: ${annotations} }
    spec: { ${more} containers: [{ name: web, image: nginx, ports: [{ containerPort: 80 }] }] }
`;
const service = `
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: db }, ports: [{ port: 3306, name: db }, { port: 80, name: http }] }
`;

async function shop(...manifests: readonly string[]): Promise<Bed> {
  begin();
  for (const each of manifests) shared.apply(each);
  await shared.pass(2000);
  return shared;
}

function eventsOf({ cluster }: Bed) {
  return cluster.api
    .list('events', { namespace: 'shop' })
    .filter(({ source }) => source?.component === 'linkerd-proxy-injector')
    .map(({ involvedObject, reason, message }) => [
      `${involvedObject.kind}/${involvedObject.name}`,
      reason,
      message,
    ]);
}

const skipped = (why: string) => [
  ['Deployment/web', 'InjectionSkipped', `Linkerd sidecar proxy injection skipped: ${why}`],
];

test('a pod of an annotated namespace gets its proxy, and its owner an event', async () => {
  const bed = await shop(
    namespace('{ linkerd.io/inject: enabled, config.linkerd.io/opaque-ports: "7000" }'),
    deployment(),
  );
  const { metadata, spec } = bed.pod('shop', 'app=web');
  expect(spec?.initContainers?.map(({ name }) => name)).toEqual(['linkerd-init', 'linkerd-proxy']);
  expect(metadata.labels).toMatchObject({
    'linkerd.io/control-plane-ns': 'linkerd',
    'linkerd.io/proxy-deployment': 'web',
    'linkerd.io/workload-ns': 'shop',
  });
  expect(metadata.annotations).toMatchObject({
    'config.linkerd.io/opaque-ports': '7000',
    'linkerd.io/created-by': 'linkerd/proxy-injector edge-26.6.3',
    'linkerd.io/inject': 'enabled',
  });
  expect(eventsOf(bed)).toEqual([['Deployment/web', 'Injected', 'Linkerd sidecar proxy injected']]);
});

test.each([
  [
    'nobody has asked for it',
    namespace('{}'),
    deployment(),
    'neither the namespace nor the pod have the annotation "linkerd.io/inject:enabled"',
  ],
  [
    'the pod does not want it',
    namespace('{ linkerd.io/inject: enabled }'),
    deployment('{ linkerd.io/inject: disabled }'),
    'pod has the annotation "linkerd.io/inject:disabled"',
  ],
  [
    'the pod is on its node’s network',
    namespace('{ linkerd.io/inject: enabled }'),
    deployment('{}', 'hostNetwork: true,'),
    'hostNetwork is enabled',
  ],
])('a pod stays as it is where %s', async (_, before, manifest, why) => {
  const bed = await shop(before, manifest);
  expect(bed.pod('shop', 'app=web').spec?.initContainers ?? []).toEqual([]);
  expect(eventsOf(bed)).toEqual(skipped(why));
});

test('a Service is told which of its ports are opaque', async () => {
  const { cluster } = await shop(namespace('{}'), service);
  const made = cluster.api.get('services', { namespace: 'shop', name: 'db' });
  expect(made.metadata.annotations).toEqual({ 'config.linkerd.io/opaque-ports': '3306' });
});

test('pods come without a proxy while no injector runs, and with one again afterwards', async () => {
  const bed = await shop(namespace('{ linkerd.io/inject: enabled }'));
  const { api } = bed.cluster;
  const injector = { namespace: 'linkerd', name: 'linkerd-proxy-injector' };
  api.merge('deployments.apps', injector, { spec: { replicas: 0 } });
  await bed.pass(40_000);
  bed.apply(deployment());
  await bed.pass(2000);
  expect(bed.pod('shop', 'app=web').spec?.initContainers ?? []).toEqual([]);
  // Two of them: one may go.
  api.merge('deployments.apps', injector, { spec: { replicas: 2 } });
  await bed.pass(20_000);
  api.merge('deployments.apps', injector, { spec: { replicas: 1 } });
  await bed.pass(40_000);
  api.delete('pods', bed.pod('shop', 'app=web').metadata);
  await bed.pass(40_000);
  const proxies = api
    .list('pods', { namespace: 'shop' })
    .map(({ spec }) => spec?.initContainers?.length ?? 0);
  expect(proxies).toEqual([2]);
});
