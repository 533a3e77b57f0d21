import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { asObject } from '#cluster/api/json.ts';
import { validateConfig } from './validate.ts';
import { answerValidation } from './webhook.ts';

function validate(kind: string, spec: string, annotations = {}) {
  const metadata = { name: 'rule', namespace: 'default', annotations };
  return validateConfig(kind, { metadata, spec: parse(spec) });
}

const cases: readonly (readonly [kind: string, spec: string, error: string])[] = [
  ['VirtualService', 'hosts: [reviews]', 'http, tcp or tls must be provided in virtual service'],
  [
    'VirtualService',
    '{ hosts: [reviews], http: [{ route: [{ destination: { host: reviews, subset: V_1 } }] }] }',
    'subset name is invalid: V_1',
  ],
  [
    'VirtualService',
    '{ hosts: [reviews], http: [{ route: [{ destination: { host: reviews }, weight: -1 }, { destination: { host: "a_b" }, weight: 1 }] }] }',
    '3 errors occurred:\n\t* weight -1 < 0\n\t* domain name "a_b" invalid (label "a_b" invalid)\n\t* total destination weight = 0\n\n',
  ],
  [
    'VirtualService',
    '{ hosts: [reviews], http: [{ match: [{ uri: { regex: "(?=a)b" } }], route: [{ destination: { host: reviews } }] }] }',
    '"uri": error parsing regexp: invalid or unsupported Perl syntax: `(?=`; Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)',
  ],
  [
    'VirtualService',
    '{ hosts: ["*"], http: [{ route: [{ destination: { host: reviews } }] }] }',
    'wildcard host * is not allowed for virtual services bound to the mesh gateway',
  ],
  [
    'VirtualService',
    '{ hosts: [reviews], http: [{ timeout: 0.5ms, route: [{ destination: { host: reviews } }] }] }',
    'duration must be greater than 1ms',
  ],
  [
    'VirtualService',
    '{ hosts: [reviews], http: [{ retries: { attempts: 2, retryOn: "5xx,sometimes" }, route: [{ destination: { host: reviews } }] }] }',
    '"sometimes" is not a valid retryOn policy',
  ],
  [
    'VirtualService',
    '{ hosts: [reviews], http: [{ fault: {}, route: [{ destination: { host: reviews } }] }] }',
    '1 error occurred:\n\t* HTTP fault injection must have an abort and/or a delay\n\n',
  ],
  [
    'DestinationRule',
    '{ host: reviews, trafficPolicy: {} }',
    'traffic policy must have at least one field',
  ],
  [
    'DestinationRule',
    '{ host: reviews, subsets: [{ name: v1 }, { name: v1 }] }',
    'duplicate subset names: v1',
  ],
  [
    'DestinationRule',
    '{ host: reviews, trafficPolicy: { tls: { mode: MUTUAL } } }',
    '2 errors occurred:\n\t* client certificate required for mutual tls\n\t* private key required for mutual tls\n\n',
  ],
  ['Gateway', '{ selector: {} }', 'gateway must have at least one server'],
  [
    'Gateway',
    '{ servers: [{ hosts: [bookinfo.com], port: { number: 443, protocol: HTTPS, name: https } }] }',
    'server must have TLS settings for HTTPS/TLS protocols',
  ],
  [
    'Gateway',
    '{ servers: [{ hosts: [bookinfo.com], port: { number: 443, protocol: HTTPS, name: https }, tls: { mode: SIMPLE } }] }',
    '2 errors occurred:\n\t* SIMPLE TLS requires a server certificate\n\t* SIMPLE TLS requires a private key\n\n',
  ],
  [
    'ServiceEntry',
    '{ hosts: ["*"], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }',
    '2 errors occurred:\n\t* invalid host *\n\t* hosts must be FQDN if no endpoints are provided for resolution mode DNS\n\n',
  ],
  ['Sidecar', '{}', 'sidecar: empty configuration provided'],
  ['Sidecar', '{ egress: [{ hosts: [reviews] }] }', 'host must be of form namespace/dnsName'],
  [
    'AuthorizationPolicy',
    '{ action: DENY }',
    'invalid policy rule.default: DENY action without `rules` is meaningless as it will never be triggered, add an empty rule `{}` if you want it be triggered for every request',
  ],
  [
    'AuthorizationPolicy',
    '{ rules: [{ from: [{ source: { ipBlocks: [1.2.3.4/33] } }], when: [{ key: source.age, values: [a] }] }] }',
    '3 errors occurred:\n\t* invalid policy rule.default: bad CIDR range (1.2.3.4/33): netip.ParsePrefix("1.2.3.4/33"): prefix length out of range\n\t* invalid policy rule.default: invalid `value` for `key` source.age: unknown attribute: source.age\n\t* invalid policy rule.default: invalid `notValue` for `key` source.age: unknown attribute: source.age\n\n',
  ],
  [
    'PeerAuthentication',
    '{ mtls: { mode: STRICT }, portLevelMtls: { "8080": { mode: DISABLE } } }',
    'mesh/namespace peer authentication cannot have port level mTLS',
  ],
  [
    'RequestAuthentication',
    '{ jwtRules: [{ jwksUri: "ftp://keys" }] }',
    '2 errors occurred:\n\t* issuer must be set\n\t* URI scheme "ftp" is not supported\n\n',
  ],
  ['WorkloadEntry', '{}', 'address is required'],
  ['WorkloadGroup', '{}', 'template is required'],
  ['WasmPlugin', '{ url: "oci://x", sha256: abc }', 'sha256 field must be 64 characters long'],
  ['Telemetry', '{ accessLogging: [{ providers: [{}] }] }', 'providers.name may not be empty'],
  ['ProxyConfig', '{ concurrency: -1 }', 'concurrency must be greater than or equal to 0'],
];

describe('validateConfig', () => {
  it.each(cases)('refuses a %s: %s', (kind, spec, error) => {
    expect(validate(kind, spec).error).toBe(error);
  });

  it('warns of a rule that no request reaches', () => {
    const route = 'route: [{ destination: { host: reviews } }]';
    const spec = `{ hosts: [reviews], http: [{ ${route} }, { name: last, ${route} }] }`;
    expect(validate('VirtualService', spec)).toEqual({
      warnings: ['virtualService rule "last" not used (only the last rule can have no matches)'],
    });
  });

  it('warns of a prefix that one before it covers', () => {
    const rule = (prefix: string) =>
      `{ match: [{ uri: { prefix: ${prefix} } }], route: [{ destination: { host: reviews } }] }`;
    const spec = `{ hosts: [reviews], http: [${rule('/a')}, ${rule('/ab')}] }`;
    expect(validate('VirtualService', spec).warnings).toEqual([
      'virtualService rule #1 match #0 of prefix /ab is not used (duplicate/overlapping match in rule #0 of prefix /a on #0)',
    ]);
  });

  it('warns of a DENY that knows HTTP only', () => {
    const spec = '{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }';
    expect(validate('AuthorizationPolicy', spec).warnings).toEqual([
      'configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP attributes in a DENY rule; it is recommended to explicitly specify the port',
    ]);
  });

  it('keeps the dry run for AuthorizationPolicies', () => {
    const annotations = { 'istio.io/dry-run': 'perhaps' };
    expect(validate('Sidecar', '{}', annotations).error).toBe(
      'default/rule has unsupported annotation istio.io/dry-run, please remove the annotation',
    );
    expect(validate('AuthorizationPolicy', '{}', annotations).error).toBe(
      'default/rule has annotation istio.io/dry-run with invalid value (perhaps): strconv.ParseBool: parsing "perhaps": invalid syntax',
    );
  });

  it('answers as the webhook', () => {
    const kind = { group: 'networking.istio.io', version: 'v1', kind: 'Gateway' };
    const resource = { group: kind.group, version: 'v1', resource: 'gateways' };
    const object = asObject({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { name: 'gate', namespace: 'default' },
      spec: {},
    });
    const userInfo = { username: 'someone', groups: [] };
    const request = { uid: '1', kind, resource, name: 'gate', userInfo, dryRun: false } as const;
    expect(answerValidation({ ...request, operation: 'CREATE', object })).toEqual({
      allowed: false,
      status: { message: 'configuration is invalid: gateway must have at least one server' },
      warnings: [],
    });
    expect(answerValidation({ ...request, operation: 'DELETE', object }).allowed).toBe(true);
  });

  it('takes Bookinfo as it is, and any other kind', () => {
    const spec = `
hosts: [reviews]
http:
  - match: [{ headers: { end-user: { exact: jason } } }]
    route: [{ destination: { host: reviews, subset: v2 } }]
  - route:
      - destination: { host: reviews, subset: v1 }
        weight: 50
      - destination: { host: reviews, subset: v3 }
        weight: 50
`;
    expect(validate('VirtualService', spec)).toEqual({ warnings: [] });
    expect(validate('EnvoyFilter', '{}')).toEqual({ warnings: [] });
  });
});
