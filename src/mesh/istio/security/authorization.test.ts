import { parse } from 'yaml';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RbacFilter } from '#mesh/istio/envoy/rbac.ts';
import { evaluateRbac } from '#mesh/istio/envoy/rbac-engine.ts';
import type { RbacFacts } from '#mesh/istio/envoy/rbac-facts.ts';
import type { AuthorizationPolicySpec, Config } from '#mesh/istio/resources.ts';
import { authorizationFilters, customAuthorizationFilters } from './authorization.ts';

const workload = { namespace: 'foo', labels: { app: 'httpbin' } };

interface Meta {
  name?: string;
  namespace?: string;
  annotations?: Record<string, string>;
}

function policy(
  spec: AuthorizationPolicySpec,
  { name = 'httpbin', namespace = 'foo', annotations = {} }: Meta = {},
): Config<AuthorizationPolicySpec> {
  return { name, namespace, annotations, labels: {}, createdAt: 0, spec };
}

function yaml(text: string): AuthorizationPolicySpec {
  return parse(text);
}

function http(...policies: Config<AuthorizationPolicySpec>[]): readonly RbacFilter[] {
  return authorizationFilters(policies, workload, 'istio-system').http.flatMap((filter) =>
    filter.name === 'envoy.filters.http.rbac' ? [filter.typedConfig] : [],
  );
}

function tcp(...policies: Config<AuthorizationPolicySpec>[]): readonly RbacFilter[] {
  return authorizationFilters(policies, workload, 'istio-system').tcp.flatMap((filter) =>
    filter.name === 'envoy.filters.network.rbac' ? [filter.typedConfig] : [],
  );
}

interface Call {
  identity?: string;
  plain?: true;
  method?: string;
  path?: string;
  authority?: string;
  headers?: Record<string, string>;
  ip?: string;
  remoteIp?: string;
  port?: number;
  claims?: Record<string, unknown>;
  tcp?: true;
}

function facts(call: Call = {}): RbacFacts {
  const { identity, plain, method = 'GET', path = '/', authority = 'httpbin.foo:8000' } = call;
  const { headers = {}, ip = '10.244.1.5', port = 8080, claims } = call;
  return {
    connection: {
      source: { ip, port: 40_000 },
      destination: { ip: '10.244.1.9', port },
      time: 0,
      ...(!plain && {
        tls: { version: 'TLSv1.3', ...(identity !== undefined && { peerIdentity: identity }) },
      }),
    },
    destinationPort: port,
    remoteIp: call.remoteIp ?? ip,
    metadata: claims ? { 'envoy.filters.http.jwt_authn': { payload: claims } } : {},
    ...(!call.tcp && {
      request: {
        method,
        path,
        authority,
        headers: Object.entries(headers),
        body: '',
        protocol: 'HTTP/1.1',
      },
    }),
  };
}

function allows(filters: readonly RbacFilter[], call: Call): boolean {
  return filters.every((filter) => evaluateRbac(filter, facts(call)).allowed);
}

/** True where a rule of ALLOW lets the call pass. */
function matches(rule: string, call: Call): boolean {
  return allows(http(policy(yaml(`rules: [${rule}]`))), call);
}

const curl = 'spiffe://cluster.local/ns/foo/sa/curl';

test('writes what istiod writes: one filter an action, one policy a rule', async () => {
  const spec = yaml(`
rules:
- from: [{source: {principals: [cluster.local/ns/foo/sa/curl], notNamespaces: [bar]}}]
  to: [{operation: {methods: [GET], paths: [/info*]}}, {operation: {ports: ["8080"]}}]
  when: [{key: "request.auth.claims[groups][inner]", values: [a, b]}]
- {}
`);
  const deny = policy({ action: 'DENY' }, { name: 'none', namespace: 'istio-system' });
  const filters = http(policy(spec), deny);
  expect(filters).toMatchObject([{ rules: { action: 'DENY' } }, { rules: {} }]);
  await expect(JSON.stringify(filters, null, 2)).toMatchFileSnapshot(
    'testdata/authorization.golden',
  );
});

test('every kind of match means what it says', () => {
  const cases: [rule: string, call: Call, other?: Call][] = [
    ['{}', {}],
    ['{from: [{source: {principals: ["*"]}}]}', { identity: curl }, { plain: true }],
    [
      '{from: [{source: {principals: ["*/sa/curl"]}}]}',
      { identity: curl },
      { identity: `${curl}2` },
    ],
    [
      '{from: [{source: {principals: ["cluster.local/ns/foo/*"]}}]}',
      { identity: curl },
      { identity: 'spiffe://cluster.local/ns/bar/sa/curl' },
    ],
    ['{from: [{source: {notPrincipals: ["*"]}}]}', { plain: true }, { identity: curl }],
    [
      '{from: [{source: {namespaces: ["fo*"]}}]}',
      { identity: curl },
      { identity: 'spiffe://cluster.local/ns/bar/sa/curl' },
    ],
    [
      '{from: [{source: {serviceAccounts: [curl]}}]}',
      { identity: curl },
      { identity: 'spiffe://cluster.local/ns/bar/sa/curl' },
    ],
    [
      '{from: [{source: {serviceAccounts: [bar/curl]}}]}',
      { identity: 'spiffe://cluster.local/ns/bar/sa/curl' },
      { identity: curl },
    ],
    ['{from: [{source: {ipBlocks: [10.244.1.0/24]}}]}', {}, { ip: '10.244.2.1' }],
    ['{from: [{source: {remoteIpBlocks: [203.0.113.7]}}]}', { remoteIp: '203.0.113.7' }, {}],
    [
      '{from: [{source: {requestPrincipals: ["https://a.example/me"]}}]}',
      { claims: { iss: 'https://a.example', sub: 'me' } },
      { claims: { iss: 'https://a.example', sub: 'you' } },
    ],
    ['{from: [{source: {requestPrincipals: ["*"]}}]}', { claims: { iss: 'a', sub: 'me' } }, {}],
    ['{to: [{operation: {hosts: ["HTTPBIN.foo:*"]}}]}', {}, { authority: 'other' }],
    [
      '{to: [{operation: {methods: [GET], paths: ["*.html"]}}]}',
      { path: '/a.html?x=1' },
      { path: '/a.htm' },
    ],
    ['{to: [{operation: {paths: ["/a/{*}/b"]}}]}', { path: '/a/x/b' }, { path: '/a/x/y/b' }],
    ['{to: [{operation: {paths: ["/a/{**}"]}}]}', { path: '/a/x/y/b' }, { path: '/b' }],
    ['{to: [{operation: {notPaths: ["/admin*"]}}]}', {}, { path: '/admin/x' }],
    ['{to: [{operation: {ports: ["8080"]}}]}', {}, { port: 9090 }],
    [
      '{when: [{key: "request.headers[X-Team]", values: ["*"]}]}',
      { headers: { 'x-team': 'blue' } },
      {},
    ],
    [
      '{when: [{key: "request.headers[x-team]", notValues: [blue]}]}',
      {},
      { headers: { 'x-team': 'blue' } },
    ],
    [
      '{when: [{key: "request.experimental.inline.headers[x-list]", values: [b]}]}',
      { headers: { 'x-list': 'a,b,c' } },
      { headers: { 'x-list': 'a,bc' } },
    ],
    [
      '{when: [{key: "request.auth.claims[groups]", values: [admin]}]}',
      { claims: { groups: ['user', 'admin'] } },
      { claims: { groups: ['user'] } },
    ],
    [
      '{when: [{key: "request.auth.claims[org][team]", values: [blue]}]}',
      { claims: { org: { team: 'blue' } } },
      { claims: { org: 'blue' } },
    ],
    [
      '{when: [{key: "request.auth.audiences", values: [a]}]}',
      { claims: { aud: 'a' } },
      { claims: { aud: ['b'] } },
    ],
    [
      '{when: [{key: "request.auth.presenter", values: [a]}]}',
      { claims: { azp: 'a' } },
      { claims: {} },
    ],
    ['{when: [{key: source.ip, values: ["10.244.1.5"]}]}', {}, { ip: '10.244.1.6' }],
    ['{when: [{key: source.namespace, values: [foo]}]}', { identity: curl }, { plain: true }],
    [
      '{when: [{key: source.principal, values: ["cluster.local/ns/foo/sa/curl"]}]}',
      { identity: curl },
      {},
    ],
    ['{when: [{key: destination.ip, values: ["10.244.1.9"]}]}', {}],
    ['{when: [{key: destination.port, values: ["8080"]}]}', {}, { port: 80 }],
  ];
  const wrong = cases.filter(
    ([rule, call, other]) => !matches(rule, call) || (other && matches(rule, other)),
  );
  expect(wrong).toEqual([]);
});

test('an ALLOW without rules allows nothing, and none at all allows everything', () => {
  expect(allows(http(), {})).toBe(true);
  expect(allows(http(policy({})), {})).toBe(false);
  expect(evaluateRbac(http(policy({}))[0] ?? { '@type': '' }, facts())).toEqual({ allowed: false });
});

test('a verdict names the policy that matched', () => {
  const [deny] = http(
    policy(yaml('{action: DENY, rules: [{to: [{operation: {paths: [/x]}}]}, {}]}')),
  );
  expect(evaluateRbac(deny ?? { '@type': '' }, facts())).toEqual({
    allowed: false,
    policy: 'ns[foo]-policy[httpbin]-rule[1]',
  });
});

test('a key that does not exist leaves the rule out', () => {
  const spec = yaml('{action: DENY, rules: [{when: [{key: source.weather, values: [rain]}]}]}');
  expect(http(policy(spec))).toMatchObject([{ rules: { action: 'DENY' } }]);
  expect(allows(http(policy(spec)), {})).toBe(true);
  const fields = yaml('{action: DENY, rules: [{when: [{key: paths, values: [/]}]}]}');
  expect(allows(http(policy(fields)), {})).toBe(true);
});

test('on a port that is not HTTP an ALLOW loses what it cannot see, and a DENY is wider', () => {
  const rules = yaml(
    'rules: [{from: [{source: {namespaces: [foo]}}], to: [{operation: {methods: [GET]}}]}]',
  );
  const call: Call = { identity: curl, tcp: true };
  expect(tcp(policy(rules))).toMatchObject([{ rules: {}, statPrefix: 'tcp.' }]);
  expect(allows(tcp(policy(rules)), call)).toBe(false);
  const deny = tcp(policy({ ...rules, action: 'DENY' }));
  expect(allows(deny, call)).toBe(false);
  expect(allows(deny, { tcp: true, plain: true })).toBe(true);
});

test('a policy in dry run is only watched', () => {
  const spec = yaml('{action: DENY, rules: [{to: [{operation: {paths: ["/admin"]}}]}]}');
  const [filter, ...others] = http(policy(spec, { annotations: { 'istio.io/dry-run': 'true' } }));
  expect(others).toEqual([]);
  expect(filter).toMatchObject({ shadowRulesStatPrefix: 'istio_dry_run_deny_' });
  expect(filter).not.toHaveProperty('rules');
  expect(evaluateRbac(filter ?? { '@type': '' }, facts({ path: '/admin' }))).toEqual({
    allowed: true,
    shadow: { allowed: false, policy: 'ns[foo]-policy[httpbin]-rule[0]' },
  });
});

test('an AUDIT is asked first and refuses nothing', () => {
  const [audit, deny] = http(
    policy(yaml('{action: DENY, rules: [{}]}')),
    policy(yaml('{action: AUDIT, rules: [{}]}'), { name: 'audit' }),
  );
  expect(evaluateRbac(audit ?? { '@type': '' }, facts())).toEqual({
    allowed: true,
    policy: 'ns[foo]-policy[audit]-rule[0]',
  });
  expect(deny?.rules?.action).toBe('DENY');
});

test('CUSTOM denies what it matches, since no external authorizer exists', () => {
  const spec = yaml(
    '{action: CUSTOM, provider: {name: opa}, rules: [{to: [{operation: {paths: [/admin]}}]}]}',
  );
  const custom = customAuthorizationFilters([policy(spec)], workload, 'istio-system');
  expect(http(policy(spec))).toEqual([]);
  expect(custom.http).toMatchObject([
    {
      typedConfig: {
        rules: {
          action: 'DENY',
          policies: {
            'istio-ext-authz-opa-ns[foo]-policy[httpbin]-rule[0]-deny-due-to-bad-CUSTOM-action': {},
          },
        },
      },
    },
  ]);
});

test('policies of the root namespace apply everywhere, others to their own, by label', () => {
  const everyone = policy({}, { namespace: 'istio-system' });
  const other = policy({}, { namespace: 'bar' });
  const labelled = policy({ selector: { matchLabels: { app: 'other' } } });
  const aimed = policy({
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }],
  });
  expect(http(everyone)).toHaveLength(1);
  for (const each of [other, labelled, aimed]) expect(http(each)).toEqual([]);
  const gateway = {
    namespace: 'foo',
    labels: { 'gateway.networking.k8s.io/gateway-name': 'edge' },
  };
  expect(authorizationFilters([aimed], gateway, 'istio-system').http).toHaveLength(1);
});

const words = fc.constantFrom(
  '*',
  'foo',
  'fo*',
  '*o',
  '/a/{*}',
  'a[b',
  '10.0.0.0/8',
  '::1',
  '443',
  '',
);
const list = fc.array(words, { maxLength: 3 });
const keys = fc.constantFrom(
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.principal',
  'request.auth.principal',
  'request.auth.claims[a][b]',
  'request.headers[x]',
  'request.headers',
  'destination.ip',
  'destination.port',
  'connection.sni',
  'experimental.envoy.filters.a.b[c]',
  'unknown',
);
const rules = fc.array(
  fc.record({
    from: fc.array(
      fc.record({
        source: fc.record(
          {
            principals: list,
            notPrincipals: list,
            namespaces: list,
            requestPrincipals: list,
            ipBlocks: list,
          },
          { requiredKeys: [] },
        ),
      }),
      { maxLength: 2 },
    ),
    to: fc.array(
      fc.record({
        operation: fc.record(
          { hosts: list, methods: list, paths: list, notPaths: list, ports: list },
          { requiredKeys: [] },
        ),
      }),
      { maxLength: 2 },
    ),
    when: fc.array(fc.record({ key: keys, values: list, notValues: list }), { maxLength: 2 }),
  }),
  { maxLength: 3 },
);
const calls: fc.Arbitrary<Call> = fc.record(
  {
    identity: fc.constantFrom(curl, 'spiffe://cluster.local/ns/bar/sa/x', ''),
    plain: fc.constant(true),
    path: fc.constantFrom('/', '/a/b', '/foo?x'),
    authority: fc.constantFrom('foo', ''),
    claims: fc.dictionary(fc.constantFrom('a', 'iss', 'sub'), fc.jsonValue()),
    tcp: fc.constant(true),
    ip: fc.constantFrom('10.1.2.3', '::1'),
    headers: fc.constant({ x: 'foo' }),
  },
  { requiredKeys: [] },
);

test('rules of any shape are evaluated, on both kinds of port', () => {
  fc.assert(
    fc.property(rules, fc.constantFrom('ALLOW', 'DENY', 'AUDIT'), calls, (some, action, call) => {
      const each = policy({ rules: some, action });
      for (const filter of [...http(each), ...tcp(each)]) {
        expect(typeof evaluateRbac(filter, facts(call)).allowed).toBe('boolean');
      }
    }),
  );
});

test('a DENY more never allows more, and an ALLOW more never allows less than one ALLOW did', () => {
  fc.assert(
    fc.property(rules, rules, calls, (some, more, call) => {
      const before = policy({ rules: some });
      const added = { name: 'added' };
      const isAllowed = allows(http(before), call);
      const withDeny = allows(http(before, policy({ rules: more, action: 'DENY' }, added)), call);
      const withAllow = allows(http(before, policy({ rules: more }, added)), call);
      expect({ withDeny: withDeny && !isAllowed, withAllow: isAllowed && !withAllow }).toEqual({
        withDeny: false,
        withAllow: false,
      });
    }),
  );
});
