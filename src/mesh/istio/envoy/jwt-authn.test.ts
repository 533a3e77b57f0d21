import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HttpRequest } from '#cluster/network/http.ts';
import { jwtFilters } from '#mesh/istio/security/request-authentication.ts';
import type { Config, RequestAuthenticationSpec } from '#mesh/istio/resources.ts';
import { authenticateJwt, type JwtVerdict } from './jwt-authn.ts';
import type { JwtAuthentication } from './jwt.ts';

const now = Date.UTC(2026, 10, 25, 4);
const seconds = now / 1000;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwks = JSON.stringify({
  keys: [
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa', alg: 'RS256' },
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec' },
    { kty: 'oct', kid: 'mac', k: Buffer.from('secret').toString('base64url') },
  ],
});
const issuer = 'testing@secure.istio.io';

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function sign(
  claims: object,
  { key = rsa.privateKey, alg = 'RS256', kid = 'rsa' }: Partial<Signer> = {},
): string {
  const signed = `${encode({ alg, kid, typ: 'JWT' })}.${encode(claims)}`;
  const signature = createSign('SHA256')
    .update(signed)
    .sign({ key, dsaEncoding: 'ieee-p1363' })
    .toString('base64url');
  return `${signed}.${signature}`;
}

interface Signer {
  key: KeyObject;
  alg: string;
  kid: string;
}

const good = { iss: issuer, sub: 'someone', exp: seconds + 3600, groups: ['group1', 'group2'] };

type Rule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

function filterOf(...jwtRules: Rule[]): JwtAuthentication {
  const policy: Config<RequestAuthenticationSpec> = {
    namespace: 'foo',
    name: 'jwt',
    labels: {},
    annotations: {},
    createdAt: 0,
    spec: { jwtRules },
  };
  const [filter] = jwtFilters([policy], { namespace: 'foo', labels: {} }, 'istio-system');
  if (filter?.name !== 'envoy.filters.http.jwt_authn') throw new Error('no filter');
  return filter.typedConfig;
}

function get(token?: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    authority: 'httpbin.foo:8000',
    path: '/headers',
    headers: token === undefined ? [] : [['authorization', `Bearer ${token}`]],
    body: '',
    protocol: 'HTTP/1.1',
    ...changes,
  };
}

function bodyOf(verdict: JwtVerdict): string | undefined {
  return verdict.type === 'refused' ? verdict.body : undefined;
}

const filter = filterOf({ issuer, jwks });

test('a good token passes, is taken out of the request, and its claims are known', () => {
  const verdict = authenticateJwt(filter, get(sign({ ...good, scope: 'read write' })), now);
  expect(verdict).toMatchObject({
    type: 'passed',
    request: { headers: [] },
    metadata: {
      'envoy.filters.http.jwt_authn': {
        payload: {
          iss: issuer,
          sub: 'someone',
          groups: ['group1', 'group2'],
          scope: ['read', 'write'],
        },
      },
    },
  });
});

test('RS256, ES256 and HS256 signatures are checked for what they are', () => {
  const signed = sign(good, { key: ec.privateKey, alg: 'ES256', kid: 'ec' });
  expect(authenticateJwt(filter, get(signed), now).type).toBe('passed');
  const mac = `${encode({ alg: 'HS256', kid: 'mac' })}.${encode(good)}`;
  const code = createHmac('sha256', 'secret').update(mac).digest('base64url');
  expect(authenticateJwt(filter, get(`${mac}.${code}`), now).type).toBe('passed');
  for (const token of [sign(good), signed]) {
    const [header, , signature] = token.split('.');
    const forged = `${header}.${encode({ ...good, sub: 'admin' })}.${signature}`;
    expect(bodyOf(authenticateJwt(filter, get(forged), now))).toBe('Jwt verification fails');
  }
});

test.each([
  ['Jwt is expired', sign({ ...good, exp: seconds - 61 })],
  ['Jwt not yet valid', sign({ ...good, nbf: seconds + 61 })],
  ['Jwt issuer is not configured', sign({ ...good, iss: 'other' })],
  ["Jwks doesn't have key to match kid or alg from Jwt", sign(good, { kid: 'unknown' })],
  ['Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections', 'abc'],
  ['Jwt header is an invalid Base64url encoded', 'a.b.c'],
  ['Jwt header is an invalid JSON', `${encode('x')}.b.c`],
  ['Jwt header [alg] field is required and must be a string', `${encode({})}.b.c`],
  ['Jwt header [alg] is not supported', `${encode({ alg: 'none' })}.b.c`],
  ['Jwt header [kid] field is not a string', `${encode({ alg: 'RS256', kid: 1 })}.b.c`],
  ['Jwt payload is an invalid JSON', `${encode({ alg: 'RS256' })}.${encode([])}.c`],
  ['Jwt payload [iss] field is not a string', sign({ ...good, iss: 1 })],
  ['Jwt payload [exp] field is not an integer', sign({ ...good, exp: 'x' })],
  ['Jwt payload [exp] field is not a positive 64 bit integer', sign({ ...good, exp: -1 })],
  ['Jwt payload [aud] field is not a string or string list', sign({ ...good, aud: [1] })],
  ['Jwt signature is an invalid Base64url encoded', `${encode({ alg: 'RS256' })}.${encode({})}.c`],
])('says: %s', (body, token) => {
  expect(authenticateJwt(filter, get(token), now)).toEqual({
    type: 'refused',
    status: 401,
    body,
    headers: [
      ['www-authenticate', 'Bearer realm="http://httpbin.foo:8000/headers", error="invalid_token"'],
    ],
    details: `jwt_authn_access_denied{${body.replaceAll(' ', '_')}}`,
  });
});

test('a minute of difference between clocks is allowed', () => {
  const token = sign({ ...good, nbf: seconds + 60, exp: seconds - 60 });
  expect(authenticateJwt(filter, get(token), now).type).toBe('passed');
});

test('a request without a token passes, unless a token is required', () => {
  expect(authenticateJwt(filter, get(), now)).toMatchObject({ type: 'passed', metadata: {} });
  const [rule] = filter.rules;
  const required = {
    ...filter,
    rules: rule ? [{ ...rule, requires: { providerName: 'origins-0' } }] : [],
  };
  expect(authenticateJwt(required, get(), now)).toEqual({
    type: 'refused',
    status: 401,
    body: 'Jwt is missing',
    headers: [['www-authenticate', 'Bearer realm="http://httpbin.foo:8000/headers"']],
    details: 'jwt_authn_access_denied{Jwt_is_missing}',
  });
  const preflight = get(undefined, {
    method: 'OPTIONS',
    headers: [
      ['origin', 'http://a.example'],
      ['access-control-request-method', 'GET'],
    ],
  });
  expect(authenticateJwt(required, preflight, now).type).toBe('passed');
});

test('an audience that is not allowed is forbidden; scheme and final slash do not count', () => {
  const limited = filterOf({ issuer, jwks, audiences: ['https://books.example/'] });
  const other = authenticateJwt(limited, get(sign({ ...good, aud: 'x' })), now);
  expect(other).toMatchObject({ status: 403, body: 'Audiences in Jwt are not allowed' });
  const same = sign({ ...good, aud: ['x', 'books.example'] });
  expect(authenticateJwt(limited, get(same), now).type).toBe('passed');
});

test('a token may stand in a header, a parameter or a cookie', () => {
  const places = filterOf({
    issuer,
    jwks,
    fromHeaders: [{ name: 'X-Token', prefix: 'Jwt ' }],
    fromParams: ['token'],
    fromCookies: ['auth'],
  });
  const token = sign(good);
  const given: [Partial<HttpRequest>, Partial<HttpRequest>][] = [
    [{ headers: [['x-token', `Jwt ${token}`]] }, { headers: [] }],
    [{ path: `/?a=1&token=${token}` }, { path: '/?a=1' }],
    [{ path: `/?token=${token}` }, { path: '/' }],
    [
      { headers: [['cookie', `a=b; auth=${token}`]] },
      { headers: [['cookie', `a=b; auth=${token}`]] },
    ],
  ];
  for (const [request, after] of given) {
    expect(authenticateJwt(places, get(undefined, request), now)).toMatchObject({
      type: 'passed',
      request: after,
    });
  }
  const ignored = authenticateJwt(places, get('not a token'), now);
  expect(ignored).toMatchObject({ type: 'passed', metadata: {} });
});

test('claims are copied to headers, and what the client wrote there is taken away', () => {
  const copying = filterOf({
    issuer,
    jwks,
    forwardOriginalToken: true,
    outputPayloadToHeader: 'X-Payload',
    outputClaimToHeaders: [
      { header: 'X-Sub', claim: 'sub' },
      { header: 'X-Team', claim: 'org.team' },
      { header: 'X-Groups', claim: 'groups' },
      { header: 'X-Level', claim: 'level' },
    ],
  });
  const forged = get(undefined, { headers: [['x-sub', 'admin']] });
  expect(authenticateJwt(copying, forged, now)).toMatchObject({ request: { headers: [] } });
  const claims = { ...good, org: { team: 'blue' }, level: 3 };
  const token = sign(claims);
  const verdict = authenticateJwt(copying, get(token), now);
  expect(verdict).toMatchObject({
    request: {
      headers: [
        ['authorization', `Bearer ${token}`],
        ['x-payload', encode(claims)],
        ['x-sub', 'someone'],
        ['x-team', 'blue'],
        ['x-groups', btoa('["group1","group2"]')],
        ['x-level', '3'],
      ],
    },
  });
});

test('of two issuers in one place, either token passes and a third does not', () => {
  const two = filterOf({ issuer: 'b', jwks }, { issuer: 'a', jwks });
  expect(Object.values(two.providers).map((each) => each.issuer)).toEqual(['a', 'b']);
  for (const iss of ['a', 'b']) {
    const verdict = authenticateJwt(two, get(sign({ ...good, iss })), now);
    expect(verdict).toMatchObject({
      type: 'passed',
      metadata: { 'envoy.filters.http.jwt_authn': { payload: { iss } } },
    });
  }
  const third = authenticateJwt(two, get(sign({ ...good, iss: 'c' })), now);
  expect(bodyOf(third)).toBe('Jwt issuer is not configured');
  expect(authenticateJwt(two, get(), now).type).toBe('passed');
});

test('keys that cannot be fetched or read refuse every token', () => {
  const unreachable = filterOf({ issuer, jwksUri: 'https://example.com/keys' });
  expect(bodyOf(authenticateJwt(unreachable, get(sign(good)), now))).toBe(
    "Jwks doesn't have key to match kid or alg from Jwt",
  );
  const broken = filterOf({ issuer, jwks: '{"keys":[{"kty":"RSA"}]}' });
  expect(bodyOf(authenticateJwt(broken, get(sign(good)), now))).toBe(
    "Jwks doesn't have any valid public key",
  );
});

test('a signature of a kind that the course does not know says so', () => {
  const edwards = JSON.stringify({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AA' }] });
  const token = `${encode({ alg: 'EdDSA' })}.${encode(good)}.AAAA`;
  const verdict = authenticateJwt(filterOf({ issuer, jwks: edwards }), get(token), now);
  expect(bodyOf(verdict)).toBe(
    'maillage: la signature EdDSA d’un JWT n’est pas simulée dans ce cours',
  );
});

test('any text is a token that is refused, or none', () => {
  fc.assert(
    fc.property(fc.string(), fc.json(), fc.string(), (first, json, last) => {
      const middle = Buffer.from(json).toString('base64url');
      const header = encode({ alg: 'RS256' });
      for (const token of [`${first}.${middle}.${last}`, `${header}.${middle}.${last}`]) {
        const verdict = authenticateJwt(filter, get(token), now);
        expect(verdict.type).toBe('refused');
      }
    }),
    { numRuns: 200 },
  );
});
