import { createSign, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { meshed, start, type Machine } from './testdata/meshed.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwks = JSON.stringify({
  keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' }],
});

function token(claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ alg: 'RS256', kid: 'one' })}.${encode(claims)}`;
  const signature = createSign('SHA256').update(signed).sign(keys.privateKey);
  return `${signed}.${signature.toString('base64url')}`;
}

function policy(kind: string, name: string, spec: object): string {
  const metadata = { name, namespace: 'default' };
  return JSON.stringify({ apiVersion: 'security.istio.io/v1', kind, metadata, spec });
}

/** Of the reviews, as an ordinary namespace would protect them. */
const reviews = { selector: { matchLabels: { app: 'reviews' } } };
const productpage = 'cluster.local/ns/default/sa/bookinfo-productpage';
const viewers = (rule: object) =>
  policy('AuthorizationPolicy', 'reviews-viewer', { ...reviews, action: 'ALLOW', rules: [rule] });
const ratings = 'cluster.local/ns/default/sa/bookinfo-ratings';

interface Reply {
  readonly status: string;
  /** What a proxy answers by itself. */
  readonly refusal?: string;
  readonly challenge?: string;
}

/** Asks for reviews as the ratings do, whose image has curl. */
async function askReviews({ run }: Machine, options = ''): Promise<Reply> {
  const line = `kubectl exec deploy/ratings-v1 -c ratings -- curl -s -i ${options} http://reviews:9080/reviews/0`;
  const { stdout } = await run(line.replace('  ', ' '));
  const [head = '', body = ''] = stdout.split(/\r?\n\r?\n/);
  const challenge = /^www-authenticate: (.+)$/m.exec(head)?.[1]?.trim();
  return {
    status: head.split(' ')[1] ?? '',
    ...(body.startsWith('{') ? {} : { refusal: body }),
    ...(challenge === undefined ? {} : { challenge }),
  };
}

const denied: Reply = { status: '403', refusal: 'RBAC: access denied' };

test('policies open a closed namespace, one workload and one method at a time', async () => {
  const machine = await meshed();
  expect(await askReviews(machine)).toEqual({ status: '200' });
  await machine.apply(policy('AuthorizationPolicy', 'allow-nothing', {}));
  expect(await askReviews(machine)).toEqual(denied);
  const get = { to: [{ operation: { methods: ['GET'] } }] };
  await machine.apply(viewers({ from: [{ source: { principals: [productpage] } }], ...get }));
  expect(await askReviews(machine)).toEqual(denied);
  await machine.apply(
    viewers({ from: [{ source: { principals: [productpage, ratings] } }], ...get }),
  );
  expect(await askReviews(machine)).toEqual({ status: '200' });
  expect(await askReviews(machine, '-X POST')).toEqual(denied);
  await machine.apply(
    policy('AuthorizationPolicy', 'no-zero', {
      ...reviews,
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/reviews/0'], ports: ['9080'] } }] }],
    }),
  );
  expect(await askReviews(machine)).toEqual(denied);
  const { stdout } = await machine.run('kubectl logs deploy/reviews-v1 -c istio-proxy');
  const { stdout: others } = await machine.run('kubectl logs deploy/reviews-v2 -c istio-proxy');
  const { stdout: last } = await machine.run('kubectl logs deploy/reviews-v3 -c istio-proxy');
  const reasons = [stdout, others, last].join('').match(/rbac_access_denied_matched_policy\S+/g);
  expect(new Set(reasons)).toEqual(
    new Set([
      'rbac_access_denied_matched_policy[none]',
      'rbac_access_denied_matched_policy[ns[default]-policy[no-zero]-rule[0]]',
    ]),
  );
}, 60_000);

test('tokens are verified for who may ask, and for what they claim', async () => {
  const machine = await meshed();
  await machine.apply(
    policy('RequestAuthentication', 'jwt', { ...reviews, jwtRules: [{ issuer: 'me', jwks }] }),
  );
  expect(await askReviews(machine)).toEqual({ status: '200' });
  await machine.apply(
    viewers({
      from: [{ source: { requestPrincipals: ['me/*'] } }],
      when: [{ key: 'request.auth.claims[groups]', values: ['group1'] }],
    }),
  );
  const exp = start / 1000 + 36_000;
  const good = { iss: 'me', sub: 'someone', exp, groups: ['group1', 'group2'] };
  const bearing = (claims: object) => askReviews(machine, `--oauth2-bearer ${token(claims)}`);
  expect(await askReviews(machine)).toEqual(denied);
  expect(await bearing(good)).toEqual({ status: '200' });
  expect(await bearing({ ...good, groups: ['group2'] })).toEqual(denied);
  const challenge = 'Bearer realm="http://reviews:9080/reviews/0", error="invalid_token"';
  expect(await bearing({ ...good, exp: start / 1000 - 3600 })).toEqual({
    status: '401',
    refusal: 'Jwt is expired',
    challenge,
  });
  expect(await bearing({ ...good, iss: 'you' })).toEqual({
    status: '401',
    refusal: 'Jwt issuer is not configured',
    challenge,
  });
  expect(await askReviews(machine, `--oauth2-bearer ${token(good)}x`)).toMatchObject({
    status: '401',
    refusal: 'Jwt verification fails',
  });
}, 60_000);

test('a proxy shows its certificate to who has none, and refuses it then', async () => {
  const { run, apply } = await meshed();
  const ask = (options: string) =>
    run(`kubectl exec deploy/ratings-v1 -c istio-proxy -- openssl s_client ${options}`);
  const { stdout, stderr, code } = await ask('-alpn istio -showcerts -connect reviews:9080');
  expect(code).toBe(1);
  expect(stdout.match(/-----BEGIN CERTIFICATE-----/g)).toHaveLength(2);
  expect(stdout).toContain(`---
Acceptable client certificate CA names
O = cluster.local
Requested Signature Algorithms: ECDSA+SHA256:`);
  expect(stdout).toContain(
    'Verify return code: 19 (self-signed certificate in certificate chain)\n',
  );
  expect(stderr).toContain('ssl3_read_bytes:tlsv13 alert certificate required:');
  // In the permissive mode, TLS of another protocol finds no chain.
  expect(await ask('-connect reviews:9080')).toMatchObject({
    stdout: expect.stringContaining('no peer certificate available'),
    stderr: 'write:errno=104\ncommand terminated with exit code 1\n',
  });
  const curl = (options: string) =>
    run(
      `kubectl exec deploy/ratings-v1 -c istio-proxy -- curl -sS ${options} https://reviews:9080`,
    );
  expect((await curl('-k')).stderr).toContain(
    'curl: (35) Recv failure: Connection reset by peer\n',
  );
  await apply(policy('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } }));
  expect((await curl('')).stderr).toContain(
    'curl: (60) SSL certificate problem: self-signed certificate in certificate chain\n',
  );
  expect((await curl('-k')).stderr).toContain(
    'curl: (56) OpenSSL SSL_read: OpenSSL/3.5.2: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0\n',
  );
}, 60_000);
