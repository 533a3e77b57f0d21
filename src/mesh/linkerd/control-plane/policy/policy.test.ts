import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asObject, at, listOf } from '#cluster/api/json.ts';
import { createBed, fileOf, type Bed } from '#mesh/linkerd/control-plane/testdata/bed.ts';
import { createPolicyValidator } from '#mesh/linkerd/control-plane/webhooks/policy-validator.ts';

const shared = await createBed();
shared.apply(fileOf('shop.yaml'));
await shared.pass(40_000);
const begin = shared.cluster.save();

const trust = 'serviceaccount.identity.linkerd.cluster.local';

function bedWithShop(): Bed {
  begin();
  return shared;
}

function webOf(bed: Bed) {
  const { metadata, spec } = bed.pod('shop', 'app=web');
  return { namespace: 'shop', pod: metadata.name, node: spec?.nodeName ?? '' };
}

async function inbound(bed: Bed, yaml: string, port = 80) {
  bed.apply(yaml);
  await bed.pass(200);
  return bed.service.policy().inbound(webOf(bed), port);
}

const server = (more = '') => `
apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: web-http, namespace: shop, labels: { app: web } }
spec: { podSelector: { matchLabels: { app: web } }, port: http, proxyProtocol: HTTP/1${more} }
`;

const policy = (target: string, refs: string) => `
apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop }
spec: { targetRef: ${target}, requiredAuthenticationRefs: [${refs}] }
`;

const onServer = '{ group: policy.linkerd.io, kind: Server, name: web-http }';

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
      },
    });
    expect(bed.service.policy().outbound(target, { ...client, namespace: 'shop' })).toBeUndefined();
  });
});

describe('the validator', () => {
  test.each([
    [
      server(', accessPolicy: everybody'),
      `Invalid 'accessPolicy' field: invalid mode: "everybody"`,
    ],
    [policy('{ kind: Namespace, name: other }', ''), 'cannot target another namespace: other'],
    [
      policy('{ group: apps, kind: Deployment, name: web }', ''),
      'invalid targetRef kind: Deployment.apps',
    ],
    [policy(onServer, '{ kind: Secret, name: a }'), 'unsupported authentication kind(s): Secret'],
    [
      `
apiVersion: policy.linkerd.io/v1alpha1
kind: NetworkAuthentication
metadata: { name: pods, namespace: shop }
spec: { networks: [{ cidr: 10.244.0.0/16, except: [10.0.0.0/8] }] }
`,
      "cidr '10.244.0.0/16' is completely negated by exception '10.0.0.0/8'",
    ],
    [
      `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop, annotations: { retry.linkerd.io/http: often } }
spec: { parentRefs: [{ group: '', kind: Service, name: web-svc }] }
`,
      'invalid retry condition: often',
    ],
  ])('refuses %s', async (yaml, problem) => {
    expect(await bedWithShop().submit(yaml)).toBe(
      `admission webhook "linkerd-policy-validator.linkerd.io" denied the request: ${problem}`,
    );
  });

  test.each([
    [
      'TLSRoute',
      'gateway.networking.k8s.io',
      {},
      'maillage: TLSRoute n’est pas simulé dans ce cours',
    ],
    [
      'EgressNetwork',
      'policy.linkerd.io',
      { trafficPolicy: 'Deny' },
      'maillage: dans ce cours, un EgressNetwork n’interdit que le trafic HTTP ; le TCP opaque passe',
    ],
  ])('lets a %s pass with a warning of what is not simulated', (kind, group, spec, warning) => {
    const { api } = bedWithShop().cluster;
    const metadata = { name: 'all', namespace: 'shop' };
    const response = createPolicyValidator(api, () => {})({
      uid: '',
      kind: { group, version: 'v1', kind },
      resource: { group, version: 'v1', resource: '' },
      name: 'all',
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: { username: 'admin', groups: [] },
      object: asObject({ apiVersion: `${group}/v1`, kind, metadata, spec }),
      dryRun: false,
    });
    expect(response).toEqual({ allowed: true, warnings: [warning] });
  });

  test('refuses a second Server for the same port of the same pods', async () => {
    const bed = bedWithShop();
    expect(await bed.submit(server())).toBeUndefined();
    expect(await bed.submit(server().replace('web-http', 'another'))).toBe(
      'admission webhook "linkerd-policy-validator.linkerd.io" denied the request: Server spec \'shop/web-http\' already defines a policy for port http, and selects pods that would be selected by this Server',
    );
  });
});

const words =
  'podSelector matchLabels port proxyProtocol accessPolicy targetRef kind name namespace group requiredAuthenticationRefs client meshTLS networks cidr parentRefs rules matches path value filters type backendRefs';
const anything = fc.object({
  key: fc.constantFrom(...words.split(' ')),
  values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([])],
  maxDepth: 4,
});
const kinds = fc.constantFrom(
  'servers.policy.linkerd.io',
  'serverauthorizations.policy.linkerd.io',
  'authorizationpolicies.policy.linkerd.io',
  'networkauthentications.policy.linkerd.io',
  'httproutes.policy.linkerd.io',
  'httproutes.gateway.networking.k8s.io',
  'grpcroutes.gateway.networking.k8s.io',
  'egressnetworks.policy.linkerd.io',
);

test('whatever the objects say, every question has an answer, and the same objects the same one', async () => {
  const answers = async (objects: readonly (readonly [string, object])[]) => {
    const bed = bedWithShop();
    // They come past the validator, as from a time when it did not run.
    bed.cluster.api.delete('validatingwebhookconfigurations.admissionregistration.k8s.io', {
      name: 'linkerd-policy-validator-webhook-config',
    });
    for (const [at, [kind, spec]] of objects.entries()) {
      const metadata = { namespace: 'shop', name: `a${at}` };
      bed.cluster.api.create<string>(kind, { metadata, spec: JSON.parse(JSON.stringify(spec)) });
    }
    await bed.pass(200);
    const policyService = bed.service.policy();
    const workload = webOf(bed);
    return JSON.stringify([
      [80, 7000, 4191].map((port) => policyService.inbound(workload, port)),
      ['10.96.0.1', '203.0.113.1'].map((ip) => policyService.outbound({ ip, port: 80 }, workload)),
      bed.cluster.api
        .list<string>('httproutes.policy.linkerd.io')
        .map(({ status }) => status ?? null),
    ]);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(kinds, anything), { maxLength: 6 }), async (objects) => {
      expect(await answers(objects)).toBe(await answers(objects));
    }),
    { numRuns: 15 },
  );
});
