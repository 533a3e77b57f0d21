import { describe, expect, test } from 'vitest';
import { at, listOf } from '#cluster/api/json.ts';
import type { Bed } from '#mesh/linkerd/control-plane/testdata/bed.ts';
import { bedWithShop } from '#mesh/linkerd/control-plane/testdata/shop.ts';

describe('outbound', () => {
  const client = { namespace: 'client', pod: 'curl', node: 'worker' };
  const serviceIp = ({ cluster }: Bed) =>
    cluster.api.get('services', { namespace: 'shop', name: 'web-svc' }).spec?.clusterIP ?? '';
  const outbound = async (bed: Bed, yaml: string, from = client) => {
    if (yaml !== '') bed.apply(yaml);
    await bed.pass(200);
    return bed.service.policy().outbound({ ip: serviceIp(bed), port: 8080 }, from);
  };
  const backend = {
    metadata: { group: 'core', kind: 'Service', name: 'web-svc', namespace: 'shop', port: 8080 },
    weight: 1,
    filters: [],
    dispatcher: { type: 'balancer', authority: 'web-svc.shop.svc.cluster.local:8080' },
  };
  const route = (namespace: string, annotations = '{}', backends = '[]') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: ${namespace}, annotations: ${annotations} }
spec:
  parentRefs: [{ group: '', kind: Service, name: web-svc, namespace: shop, port: 8080 }]
  rules: [{ matches: [{ path: { value: /api } }], backendRefs: ${backends} }]
`;

  test('a Service by itself has one route to its endpoints', async () => {
    expect(await outbound(bedWithShop(), '')).toEqual({
      parent: backend.metadata,
      protocol: {
        type: 'detect',
        timeoutMs: 10_000,
        routes: [
          {
            metadata: { group: '', kind: 'default', name: 'http' },
            hosts: [],
            matches: [{ path: { type: 'prefix', value: '/' }, headers: [], queryParams: [] }],
            filters: [],
            backends: [backend],
            timeouts: {},
            allowsL5dRequestHeaders: false,
          },
        ],
      },
    });
  });

  test('annotations of the Service break circuits, retry and time out', async () => {
    const bed = bedWithShop();
    const annotations = {
      'balancer.linkerd.io/failure-accrual': 'consecutive',
      'balancer.linkerd.io/failure-accrual-consecutive-max-failures': '3',
      'retry.linkerd.io/http': '5xx,429',
      'retry.linkerd.io/limit': '2',
      'timeout.linkerd.io/request': '300ms',
    };
    bed.cluster.api.merge(
      'services',
      { namespace: 'shop', name: 'web-svc' },
      { metadata: { annotations } },
    );
    const found = await outbound(bed, '');
    expect(found?.failureAccrual).toEqual({
      maxFailures: 3,
      minBackoffMs: 1000,
      maxBackoffMs: 60_000,
      jitterRatio: 0.5,
    });
    const routes = found && 'routes' in found.protocol ? found.protocol.routes : [];
    expect(routes[0]).toMatchObject({
      retry: {
        statuses: [
          { min: 500, max: 599 },
          { min: 429, max: 429 },
        ],
        limit: 2,
      },
      timeouts: { requestMs: 300 },
    });
  });

  test('a route shares requests out, and answers for a backend that is not there', async () => {
    const backends = '[{ name: web-svc, port: 8080, weight: 9 }, { name: gone, port: 80 }]';
    const bed = bedWithShop();
    const found = await outbound(bed, route('shop', "{ retry.linkerd.io/http: '503' }", backends));
    const routes = found && 'routes' in found.protocol ? found.protocol.routes : [];
    expect(routes).toMatchObject([
      {
        metadata: {
          group: 'gateway.networking.k8s.io',
          kind: 'HTTPRoute',
          name: 'web',
          namespace: 'shop',
        },
        backends: [
          { ...backend, weight: 9 },
          { weight: 1, dispatcher: { type: 'fail', message: 'Service not found gone' } },
        ],
        retry: { statuses: [{ min: 503, max: 503 }], limit: 1 },
      },
    ]);
    const { status } = bed.cluster.api.get('httproutes.gateway.networking.k8s.io', {
      namespace: 'shop',
      name: 'web',
    });
    expect(listOf(at(status, 'parents'))).toMatchObject([
      {
        controllerName: 'linkerd.io/policy-controller',
        parentRef: {
          group: 'core',
          kind: 'Service',
          name: 'web-svc',
          namespace: 'shop',
          port: 8080,
        },
        conditions: [
          { type: 'Accepted', status: 'True', reason: 'Accepted' },
          { type: 'ResolvedRefs', status: 'False', reason: 'BackendNotFound' },
        ],
      },
    ]);
  });

  test('a route of the client’s namespace holds for clients there alone', async () => {
    const bed = bedWithShop();
    const namesFor = async (namespace: string) => {
      const found = await outbound(bed, '', { ...client, namespace });
      return found && 'routes' in found.protocol
        ? found.protocol.routes.map(({ metadata }) => metadata.namespace ?? metadata.name)
        : [];
    };
    bed.apply(route('client'));
    await bed.pass(200);
    expect(await namesFor('client')).toEqual(['client']);
    expect(await namesFor('shop')).toEqual(['http']);
  });

  test('what lies outside is nobody’s until an EgressNetwork is for it', async () => {
    const bed = bedWithShop();
    const target = { ip: '203.0.113.9', port: 443 };
    expect(bed.service.policy().outbound(target, client)).toBeUndefined();
    bed.apply(`
apiVersion: policy.linkerd.io/v1alpha1
kind: EgressNetwork
metadata: { name: all, namespace: client }
spec: { trafficPolicy: Deny }
`);
    await bed.pass(100);
    expect(bed.service.policy().outbound(target, client)).toMatchObject({
      parent: { kind: 'EgressNetwork', name: 'all', namespace: 'client', port: 443 },
      protocol: {
        routes: [
          {
            metadata: { name: 'http-egress-deny' },
            filters: [{ type: 'failure', status: 403, message: 'traffic not allowed' }],
            backends: [{ dispatcher: { type: 'forward', address: target } }],
          },
        ],
        transport: {
          tls: { metadata: { name: 'tls-egress-deny' }, isForbidden: true },
          tcp: { metadata: { name: 'tcp-egress-deny' }, isForbidden: true },
        },
      },
    });
    expect(bed.service.policy().outbound(target, { ...client, namespace: 'shop' })).toBeUndefined();
  });
});
