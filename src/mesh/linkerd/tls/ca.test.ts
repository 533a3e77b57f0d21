import { spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom } from '#cluster/clock/random.ts';
import { createRootCa, issueLeaf, keyPem, type Issuer } from './ca.ts';
import { certificateOf, CredentialsError, readCertificates, readIssuer } from './read-ca.ts';
import { selfSignedCertificate } from './self-signed.ts';
import { verifyCertificate } from './verify.ts';

const now = Date.UTC(2026, 10, 30, 12, 0, 0, 250);
const day = 24 * 60 * 60 * 1000;
const rootName = 'identity.linkerd.cluster.local';
const name = 'web.emojivoto.serviceaccount.identity.linkerd.cluster.local';
const validity = { lifetimeMs: day, skewMs: 20_000 };

function rootCa(seed = 1): Issuer & { readonly keyPem: string } {
  const root = createRootCa(rootName, now, createRandom(seed));
  if (!('secret' in root.key)) throw new Error('no key of a curve');
  return { ...root, keyPem: keyPem(root.key) };
}

function leafOf(issuer: Issuer, seed = 2) {
  return issueLeaf(issuer, { name, serial: 7, now, validity }, createRandom(seed));
}

describe('what linkerd install makes', () => {
  test('a root that signs itself for a year, named as the identity service', () => {
    const root = rootCa();
    const read = new X509Certificate(root.certificate.pem());
    expect(read).toMatchObject({
      ca: true,
      issuer: `CN=${rootName}`,
      subject: `CN=${rootName}`,
      subjectAltName: `DNS:${rootName}`,
      serialNumber: '01',
      validFrom: 'Nov 30 11:59:50 2026 GMT',
      validTo: 'Nov 30 12:00:10 2027 GMT',
    });
    expect(read.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(read.verify(read.publicKey)).toBe(true);
    expect(root.keyPem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
    expect(read.checkPrivateKey(createPrivateKey(root.keyPem))).toBe(true);
  });

  test('the same seed makes the same, another seed another', () => {
    expect(rootCa(1).certificate.pem()).toBe(rootCa(1).certificate.pem());
    expect(rootCa(1).keyPem).not.toBe(rootCa(2).keyPem);
  });
});

describe('what the identity service issues', () => {
  test('a name for a day, and what clocks may differ by', () => {
    const root = rootCa();
    const leaf = leafOf(root);
    const read = new X509Certificate(leaf.pem());
    expect(read).toMatchObject({
      ca: false,
      subject: `CN=${name}`,
      subjectAltName: `DNS:${name}`,
      keyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      serialNumber: '07',
      validFrom: 'Nov 30 11:59:40 2026 GMT',
      validTo: 'Dec  1 12:00:20 2026 GMT',
    });
    expect(leaf).toMatchObject({ identity: name, serial: '7', issuers: [root.certificate] });
    expect(read.verify(new X509Certificate(root.certificate.pem()).publicKey)).toBe(true);
    expect(read.verify(new X509Certificate(rootCa(5).certificate.pem()).publicKey)).toBe(false);
  });

  test('never for longer than its issuer is good', () => {
    const root = rootCa();
    const late = now + 364.5 * day;
    const leaf = issueLeaf(root, { name, serial: 1, now: late, validity }, createRandom(1));
    expect(leaf.notAfter).toBe(root.certificate.notAfter);
  });

  test('what the secret holds issues the same as who made it', () => {
    const root = rootCa();
    const read = readIssuer(root.certificate.pem(), root.keyPem);
    expect(leafOf(read).pem()).toBe(leafOf(root).pem());
    expect(read.certificate).toMatchObject({
      isAuthority: true,
      serial: '1',
      dnsNames: [rootName],
    });
  });
});

describe('reading and verifying', () => {
  const root = rootCa();
  const [parsedRoot] = readCertificates(root.certificate.pem());
  const [leaf] = readCertificates(leafOf(root).pem());
  if (!parsedRoot || !leaf) throw new Error('nothing read');
  const roots = [parsedRoot];

  test('a certificate comes back as it was written', () => {
    expect(certificateOf(leaf).pem()).toBe(leafOf(root).pem());
    expect(certificateOf(leaf)).toMatchObject({ identity: name, serial: '7', isAuthority: false });
  });

  test.each([
    [
      'another root',
      { roots: readCertificates(rootCa(9).certificate.pem()), now },
      'x509: certificate signed by unknown authority',
    ],
    [
      'another name',
      { roots, dnsName: 'web.default', now },
      `x509: certificate is valid for ${name}, not web.default`,
    ],
    [
      'a later day',
      { roots, now: now + 2 * day },
      'x509: certificate has expired or is not yet valid: current time 2026-12-02T12:00:00Z is after 2026-12-01T12:00:20Z - Current Time : 2026-12-02 12:00:00.25 +0000 UTC - Invalid before 2026-11-30 11:59:40 +0000 UTC - Invalid After 2026-12-01 12:00:20 +0000 UTC',
    ],
  ])('%s is refused', (_, options, message) => {
    expect(() => verifyCertificate(leaf, options)).toThrow(new CredentialsError(message));
  });

  test('a chain that is well is not', () => {
    expect(() => verifyCertificate(leaf, { roots, dnsName: name, now })).not.toThrow();
  });

  test.each([
    ['no key', root.certificate.pem(), '', 'failed to decode PEM'],
    ['no certificate', '', root.keyPem, 'not a PEM certificate'],
    [
      'the key of another',
      root.certificate.pem(),
      rootCa(3).keyPem,
      'tls: Public and private key do not match',
    ],
    [
      'another kind of block',
      root.certificate.pem(),
      root.keyPem.replaceAll('EC PRIVATE', 'PUBLIC'),
      "unsupported block type: 'PUBLIC KEY'",
    ],
  ])('says of %s what is wrong', (_, certificate, key, message) => {
    expect(() => readIssuer(certificate, key)).toThrow(new CredentialsError(message));
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('the host’s own openssl', () => {
  test('accepts the chain', () => {
    const folder = mkdtempSync(join(tmpdir(), 'maillage-'));
    try {
      const root = rootCa();
      writeFileSync(join(folder, 'root.pem'), root.certificate.pem());
      writeFileSync(join(folder, 'leaf.pem'), leafOf(root).pem());
      const line = `verify -attime ${Math.floor(now / 1000)} -CAfile root.pem leaf.pem`;
      const verified = spawnSync('openssl', line.split(' '), { cwd: folder, encoding: 'utf8' });
      expect(verified).toMatchObject({ status: 0, stdout: 'leaf.pem: OK\n' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('Helm’s certificate for a webhook is trusted by itself, under its own name', () => {
  const host = 'linkerd-proxy-injector.linkerd.svc';
  const { certificatePem, keyPem } = selfSignedCertificate(host, now, createRandom(1));
  const [read] = readCertificates(certificatePem);
  if (!read) throw new Error('nothing read');
  expect(() => verifyCertificate(read, { roots: [read], dnsName: host, now })).not.toThrow();
  const real = new X509Certificate(certificatePem);
  expect(real.verify(real.publicKey)).toBe(true);
  expect(real.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
  expect(real).toMatchObject({ ca: false, subject: `CN=${host}`, subjectAltName: `DNS:${host}` });
});
