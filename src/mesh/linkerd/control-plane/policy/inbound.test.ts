import { describe, expect, test } from 'vitest';
import { at, listOf } from '#cluster/api/json.ts';
import type { Bed } from '#mesh/linkerd/control-plane/testdata/bed.ts';
import {
  bedWithShop,
  onServer,
  policy,
  server,
  webOf,
} from '#mesh/linkerd/control-plane/testdata/shop.ts';

const trust = 'serviceaccount.identity.linkerd.cluster.local';

async function inbound(bed: Bed, yaml: string, port = 80) {
  bed.apply(yaml);
  await bed.pass(200);
  return bed.service.policy().inbound(webOf(bed), port);
}

describe('a port that no Server selects', () => {
  test('has the installed policy, and lets the kubelet’s probes in', () => {
    const bed = bedWithShop();
    const all = [
      { net: '0.0.0.0/0', except: [] },
      { net: '::/0', except: [] },
    ];
    const open = { networks: all, authentication: { type: 'unauthenticated' } };
    const policyName = { group: '', kind: 'default', name: 'all-unauthenticated' };
    expect(bed.service.policy().inbound(webOf(bed), 80)).toEqual({
      server: policyName,
      authorizations: [{ metadata: policyName, ...open }],
      protocol: {
        type: 'detect',
        timeoutMs: 10_000,
        routes: [
          {
            metadata: { group: '', kind: 'default', name: 'default' },
            hosts: [],
            matches: [],
            authorizations: [],
            filters: [],
          },
          {
            metadata: { group: '', kind: 'default', name: 'probe' },
            hosts: [],
            matches: [
              { path: { type: 'exact', value: '/' }, method: 'GET', headers: [], queryParams: [] },
            ],
            authorizations: [{ metadata: { group: '', kind: 'default', name: 'probe' }, ...open }],
            filters: [],
          },
        ],
      },
    });
  });

  test('is opaque where the pod says so', () => {
    const bed = bedWithShop();
    expect(bed.service.policy().inbound(webOf(bed), 7000).protocol).toEqual({ type: 'opaque' });
  });

  test.each([
    ['deny', []],
    ['all-authenticated', [{ type: 'mesh-tls', identities: [], suffixes: [''] }]],
    ['audit', [{ type: 'unauthenticated' }]],
  ])('has the policy %s where its pod is annotated with it', async (name, authentications) => {
    const bed = bedWithShop();
    const { metadata } = bed.pod('shop', 'app=web');
    const annotations = { 'config.linkerd.io/default-inbound-policy': name };
    bed.cluster.api.merge('pods', metadata, { metadata: { annotations } });
    await bed.pass(100);
    const found = bed.service.policy().inbound(webOf(bed), 80);
    expect(found.server.name).toBe(name);
    expect(found.authorizations.map(({ authentication }) => authentication)).toEqual(
      authentications,
    );
  });
});

test('the ports of proxy-require-identity-inbound-ports want mesh TLS, and they alone', async () => {
  const bed = bedWithShop();
  const { metadata } = bed.pod('shop', 'app=web');
  const annotations = { 'config.linkerd.io/proxy-require-identity-inbound-ports': '80,9000-9010' };
  bed.cluster.api.merge('pods', metadata, { metadata: { annotations } });
  await bed.pass(100);
  const nameAt = (port: number) => bed.service.policy().inbound(webOf(bed), port).server.name;
  expect([80, 9005, 7000].map(nameAt)).toEqual([
    'all-authenticated',
    'all-authenticated',
    'all-unauthenticated',
  ]);
});

describe('a Server', () => {
  test('lets nobody in by itself, but for its accessPolicy', async () => {
    const closed = await inbound(bedWithShop(), server());
    expect(closed.server).toEqual({ group: 'policy.linkerd.io', kind: 'server', name: 'web-http' });
    expect(closed).toMatchObject({ authorizations: [], protocol: { type: 'http1' } });
    const open = await inbound(bedWithShop(), server(', accessPolicy: all-unauthenticated'));
    expect(open.authorizations.map(({ metadata }) => metadata.name)).toEqual([
      'all-unauthenticated',
    ]);
  });

  test('lets in whom a ServerAuthorization names', async () => {
    const found = await inbound(
      bedWithShop(),
      `${server()}---
apiVersion: policy.linkerd.io/v1beta1
kind: ServerAuthorization
metadata: { name: internal, namespace: shop }
spec:
  server: { selector: { matchLabels: { app: web } } }
  client: { meshTLS: { serviceAccounts: [{ name: web }, { name: api, namespace: other }], identities: ['*.client.${trust}'] } }
`,
    );
    expect(found.authorizations).toEqual([
      {
        metadata: { group: 'policy.linkerd.io', kind: 'serverauthorization', name: 'internal' },
        networks: ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'].map((net) => ({
          net,
          except: [],
        })),
        authentication: {
          type: 'mesh-tls',
          identities: [`web.shop.${trust}`, `api.other.${trust}`],
          suffixes: [`client.${trust}`],
        },
      },
    ]);
  });

  test('lets in whom an AuthorizationPolicy asks for, from where it asks', async () => {
    const found = await inbound(
      bedWithShop(),
      `${server()}---
apiVersion: policy.linkerd.io/v1alpha1
kind: MeshTLSAuthentication
metadata: { name: clients, namespace: client }
spec: { identityRefs: [{ kind: ServiceAccount, name: curl }, { kind: Namespace, name: shop }] }
---
apiVersion: policy.linkerd.io/v1alpha1
kind: NetworkAuthentication
metadata: { name: pods, namespace: shop }
spec: { networks: [{ cidr: 10.244.0.0/16, except: [10.244.9.0/24] }] }
---${policy(
        onServer,
        `{ group: policy.linkerd.io, kind: MeshTLSAuthentication, name: clients, namespace: client },
         { group: policy.linkerd.io, kind: NetworkAuthentication, name: pods }`,
      )}`,
    );
    expect(found.authorizations).toEqual([
      {
        metadata: { group: 'policy.linkerd.io', kind: 'authorizationpolicy', name: 'web' },
        networks: [{ net: '10.244.0.0/16', except: ['10.244.9.0/24'] }],
        authentication: {
          type: 'mesh-tls',
          identities: [`curl.client.${trust}`],
          suffixes: [`shop.${trust}`],
        },
      },
    ]);
  });

  test('ignores a policy that refers to what is not there', async () => {
    const missing = '{ group: policy.linkerd.io, kind: MeshTLSAuthentication, name: nobody }';
    const found = await inbound(bedWithShop(), `${server()}---${policy(onServer, missing)}`);
    expect(found.authorizations).toEqual([]);
  });

  test('has the routes that it has accepted, each with its own authorizations, and no probes then', async () => {
    const route = '{ group: policy.linkerd.io, kind: HTTPRoute, name: votes }';
    const found = await inbound(
      bedWithShop(),
      `${server()}---
apiVersion: policy.linkerd.io/v1beta3
kind: HTTPRoute
metadata: { name: votes, namespace: shop }
spec:
  parentRefs: [{ group: policy.linkerd.io, kind: Server, name: web-http }]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /api }, method: GET }]
    - matches: [{ path: { type: Exact, value: /vote } }]
---${policy(route, '{ kind: ServiceAccount, name: curl, namespace: client }')}`,
    );
    expect(found).toMatchObject({ authorizations: [], protocol: { type: 'http1' } });
    const routes = 'routes' in found.protocol ? found.protocol.routes : [];
    expect(routes.map(({ metadata, matches }) => [metadata, matches[0]?.path])).toEqual(
      [
        { type: 'prefix', value: '/api' },
        { type: 'exact', value: '/vote' },
      ].map((path) => [{ group: 'policy.linkerd.io', kind: 'HTTPRoute', name: 'votes' }, path]),
    );
    expect(routes[0]?.authorizations.map(({ authentication }) => authentication)).toEqual([
      { type: 'mesh-tls', identities: [`curl.client.${trust}`], suffixes: [] },
    ]);
  });

  test('counts requests against the limit that stands first', async () => {
    const limit = (name: string) => `
apiVersion: policy.linkerd.io/v1alpha1
kind: HTTPLocalRateLimitPolicy
metadata: { name: ${name}, namespace: shop }
spec:
  targetRef: ${onServer}
  total: { requestsPerSecond: 100 }
  identity: { requestsPerSecond: 20 }
  overrides: [{ requestsPerSecond: 50, clientRefs: [{ kind: ServiceAccount, name: curl, namespace: client }] }]
`;
    const bed = bedWithShop();
    const found = await inbound(bed, `${server()}---${limit('a')}---${limit('b')}`);
    expect(found.rateLimit).toEqual({
      metadata: { group: 'policy.linkerd.io', kind: 'HTTPLocalRateLimitPolicy', name: 'a' },
      totalRps: 100,
      identityRps: 20,
      overrides: [{ rps: 50, identities: [`curl.client.${trust}`] }],
    });
    const other = bed.cluster.api.get('httplocalratelimitpolicies.policy.linkerd.io', {
      namespace: 'shop',
      name: 'b',
    });
    expect(listOf(at(other['status'], 'conditions'))[0]).toMatchObject({
      type: 'Accepted',
      status: 'False',
      reason: 'RateLimitReasonAlreadyExists',
    });
  });
});
