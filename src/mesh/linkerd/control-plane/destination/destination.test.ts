import { describe, expect, test } from 'vitest';
import { createBed, fileOf, type Bed } from '#mesh/linkerd/control-plane/testdata/bed.ts';

const shared = await createBed();
shared.apply(fileOf('shop.yaml'));
await shared.pass(40_000);
const begin = shared.cluster.save();

function bedWithShop(): Bed {
  begin();
  return shared;
}

const client = { namespace: 'client', pod: 'curl', node: 'worker' };
const authority = 'web-svc.shop.svc.cluster.local:8080';

function serviceIp({ cluster }: Bed, name: string): string {
  return cluster.api.get('services', { namespace: 'shop', name }).spec?.clusterIP ?? '';
}

describe('endpoints', () => {
  test('of a meshed workload have its identity, its owner and HTTP/2', () => {
    const bed = bedWithShop();
    const endpoints = bed.service.destination().get(authority, client);
    expect(endpoints?.labels).toEqual({ namespace: 'shop', service: 'web-svc' });
    expect(endpoints?.addresses).toHaveLength(2);
    const { metadata, status } = bed.pod('shop', 'app=web');
    const own = endpoints?.addresses.find(({ labels }) => labels['pod'] === metadata.name);
    expect(own).toEqual({
      address: { ip: status?.podIP, port: 80 },
      weight: 10_000,
      labels: {
        control_plane_ns: 'linkerd',
        deployment: 'web',
        pod: metadata.name,
        pod_template_hash: metadata.labels?.['pod-template-hash'],
        serviceaccount: 'web',
        zone: '',
        zone_locality: 'unknown',
      },
      isHttp2: true,
      tlsIdentity: 'web.shop.serviceaccount.identity.linkerd.cluster.local',
    });
  });

  test('of an opaque port are reached through the proxy’s own port, with a header', () => {
    const [first] =
      bedWithShop().service.destination().get('web-svc.shop.svc.cluster.local:7000', client)
        ?.addresses ?? [];
    expect(first).toMatchObject({ isHttp2: false, opaqueTransportPort: 4143 });
  });

  test('of who is not in the mesh have no identity', () => {
    const endpoints = bedWithShop()
      .service.destination()
      .get('db.shop.svc.cluster.local:80', client);
    expect(endpoints?.addresses).toHaveLength(2);
    for (const address of endpoints?.addresses ?? []) {
      expect(address).toMatchObject({ isHttp2: false, labels: { statefulset: 'db' } });
      expect(address.tlsIdentity).toBeUndefined();
    }
  });

  test('of one pod of a StatefulSet are that pod’s', () => {
    const { service } = bedWithShop();
    const one = service.destination().get('db-1.db.shop.svc.cluster.local:80', client);
    expect(one?.addresses.map(({ labels }) => labels['pod'])).toEqual(['db-1']);
  });

  test.each(['web.nowhere.svc.cluster.local:80', 'example.com:80', 'web-svc.shop:8080'])(
    'of %s there are none',
    (name) => {
      expect(bedWithShop().service.destination().get(name, client)).toBeUndefined();
    },
  );

  test('are the same value until something changes, and tell that it has', async () => {
    const bed = bedWithShop();
    const destination = bed.service.destination();
    const before = {
      endpoints: destination.get(authority, client),
      revision: destination.revision(),
    };
    expect(destination.get(authority, client)).toBe(before.endpoints);
    await bed.pass(5000);
    expect(destination.revision()).toBe(before.revision);
    bed.cluster.api.delete('pods', bed.pod('shop', 'app=web').metadata);
    expect(destination.get(authority, client)).toBe(before.endpoints);
    await bed.pass(100);
    expect(destination.revision()).toBeGreaterThan(before.revision);
    expect(destination.get(authority, client)?.addresses).toHaveLength(1);
  });
});

describe('profiles', () => {
  test('of a Service have its name, and nothing of what nobody has said', () => {
    const bed = bedWithShop();
    const target = { ip: serviceIp(bed, 'web-svc'), port: 8080 };
    expect(bed.service.destination().getProfile(target, client)).toEqual({
      fullyQualifiedName: 'web-svc.shop.svc.cluster.local',
      isOpaque: false,
      parent: { group: 'core', kind: 'Service', name: 'web-svc', namespace: 'shop', port: 8080 },
      routes: [],
      destinationOverrides: [],
    });
  });

  test('of a pod’s address are of its endpoint', () => {
    const bed = bedWithShop();
    const target = { ip: bed.pod('shop', 'app=web').status?.podIP ?? '', port: 7000 };
    expect(bed.service.destination().getProfile(target, client)).toMatchObject({
      fullyQualifiedName: '',
      isOpaque: true,
      endpoint: { address: target, opaqueTransportPort: 4143 },
    });
  });

  test.each([
    [80, false],
    [3306, true],
  ])('of an address elsewhere are opaque where port %i is', (port, isOpaque) => {
    const target = { ip: '203.0.113.7', port };
    expect(bedWithShop().service.destination().getProfile(target, client)).toMatchObject({
      fullyQualifiedName: '',
      isOpaque,
      endpoint: { address: target, labels: {}, isHttp2: false },
    });
  });

  const profile = (namespace: string, route: string) => `
apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata: { name: web-svc.shop.svc.cluster.local, namespace: ${namespace} }
spec:
  routes:
    - name: ${route}
      condition: { method: GET, pathRegex: '/api/[^/]*' }
      isRetryable: true
      timeout: 300ms
      responseClasses: [{ condition: { status: { min: 500 } }, isFailure: true }]
  dstOverrides: [{ authority: web-v2.shop.svc.cluster.local, weight: 500m }]
`;

  test('of a ServiceProfile have its routes; the client’s own stands before the Service’s', async () => {
    const bed = bedWithShop();
    const target = { ip: serviceIp(bed, 'web-svc'), port: 8080 };
    bed.apply(profile('shop', 'list'));
    await bed.pass(100);
    const read = bed.service.destination().getProfile(target, client);
    expect(read).toMatchObject({
      routes: [
        {
          labels: { route: 'list' },
          condition: { all: [{ method: 'GET' }, { pathRegex: '/api/[^/]*' }] },
          responseClasses: [{ condition: { status: { min: 500, max: 500 } }, isFailure: true }],
          isRetryable: true,
          timeoutMs: 300,
        },
      ],
      retryBudget: { retryRatio: 0.2, minRetriesPerSecond: 10, ttlMs: 10_000 },
      destinationOverrides: [{ authority: 'web-v2.shop.svc.cluster.local:8080', weight: 500 }],
    });
    bed.apply(profile('client', 'own'));
    await bed.pass(100);
    const { routes } = bed.service.destination().getProfile(target, client);
    expect(routes.map(({ labels }) => labels['route'])).toEqual(['own']);
    const other = bed.service.destination().getProfile(target, { ...client, namespace: 'shop' });
    expect(other.routes.map(({ labels }) => labels['route'])).toEqual(['list']);
  });
});

test.each([
  ['{}', 'has no routes'],
  ['{ routes: [{ name: a }] }', 'has a route with no condition'],
  [
    '{ routes: [{ name: a, condition: { all: [{}] } }] }',
    'has a route with an invalid condition: A request match must have a field set',
  ],
  [
    '{ routes: [{ name: a, condition: { method: GET }, timeout: 5 sec }] }',
    'has a route with an invalid timeout: time: unknown unit " sec" in duration "5 sec"',
  ],
  [
    '{ routes: [{ name: a, condition: { method: GET }, responseClasses: [{ condition: { status: { min: 99 } } }] }] }',
    'has a response class with an invalid condition: Range minimum must be between 100 and 599, inclusive',
  ],
])('the validator refuses a ServiceProfile %s', async (spec, problem) => {
  const said = await bedWithShop().submit(`
apiVersion: linkerd.io/v1alpha2
kind: ServiceProfile
metadata: { name: web-svc.shop.svc.cluster.local, namespace: shop }
spec: ${spec}
`);
  expect(said).toBe(
    `admission webhook "linkerd-sp-validator.linkerd.io" denied the request: ServiceProfile "web-svc.shop.svc.cluster.local" ${problem}`,
  );
});
