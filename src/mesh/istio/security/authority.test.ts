import { spawnSync } from 'node:child_process';
import { X509Certificate, checkPrimeSync, createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createAuthority, type Authority } from './authority.ts';
import { keyAt, keyCount, primeAt } from '#mesh/x509/key-pool.ts';
import { signRsa, verifyRsa } from '#mesh/x509/rsa.ts';

const start = Date.UTC(2026, 10, 25, 4);
const hour = 60 * 60 * 1000;
const identity = 'spiffe://cluster.local/ns/default/sa/web';

function authority(seed = 1, now = start): Authority {
  return createAuthority({ clock: createClock(now), random: createRandom(seed) });
}

function issue(from: Authority) {
  return from.issue({ identity, lifetimeMs: 24 * hour });
}

describe('what istiod issues', () => {
  test('a workload gets an identity and no name, for a day, from a little before', () => {
    const leaf = issue(authority());
    const read = new X509Certificate(leaf.pem());
    expect(read).toMatchObject({
      ca: false,
      issuer: 'O=cluster.local',
      subjectAltName: `URI:${identity}`,
      keyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      validFrom: 'Nov 25 03:58:00 2026 GMT',
      validTo: 'Nov 26 04:00:00 2026 GMT',
    });
    expect(read.subject ?? '').toBe('');
    expect(read.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    expect(BigInt(`0x${read.serialNumber}`).toString(16)).toBe(leaf.serial);
    expect([leaf.notBefore, leaf.notAfter]).toEqual([start - 120_000, start + 24 * hour]);
  });

  test('the root signs itself and every certificate, for ten years', () => {
    const from = authority();
    const root = new X509Certificate(from.root.pem());
    expect(root).toMatchObject({
      ca: true,
      issuer: 'O=cluster.local',
      subject: 'O=cluster.local',
      validTo: 'Nov 22 04:00:00 2036 GMT',
    });
    expect(root.verify(root.publicKey)).toBe(true);
    const leaf = new X509Certificate(issue(from).pem());
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(new X509Certificate(issue(authority(2)).pem()).verify(root.publicKey)).toBe(false);
  });

  test('the key of the root is the private half of what it presents', () => {
    const from = authority();
    const key = createPrivateKey(from.rootKeyPem());
    expect(from.rootKeyPem()).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(new X509Certificate(from.root.pem()).checkPrivateKey(key)).toBe(true);
  });

  test('names of hosts stand beside the identity', () => {
    const dnsNames = ['istiod.istio-system.svc', 'istiod-remote.istio-system.svc'];
    const leaf = authority().issue({ dnsNames, lifetimeMs: hour });
    expect(new X509Certificate(leaf.pem()).subjectAltName).toBe(
      dnsNames.map((each) => `DNS:${each}`).join(', '),
    );
  });

  test('the same seed and the same requests give the same bytes, read in any order', () => {
    const [one, other] = [authority(7), authority(7)];
    const [first, second] = [issue(one), issue(one)];
    const late = second.pem();
    expect([issue(other).pem(), issue(other).pem()]).toEqual([first.pem(), late]);
    expect(first.pem()).not.toBe(late);
    expect(first.der()).toBe(first.der());
  });

  test('what was saved issues the same again', () => {
    const from = authority();
    const restore = from.save();
    const first = issue(from).pem();
    issue(from);
    restore();
    expect(issue(from).pem()).toBe(first);
  });
});

describe('keys', () => {
  test('are pairs of different primes, each pair once', () => {
    const moduli = new Set(Array.from({ length: keyCount }, (_, at) => keyAt(at).modulus));
    expect(moduli.size).toBe(keyCount);
    for (let place = 0; place < 23; place += 1) {
      const prime = primeAt(place);
      expect([checkPrimeSync(prime), (prime - 1n) % 65_537n === 0n]).toEqual([true, false]);
    }
  });

  test('verify what they signed, and nothing else', () => {
    const key = keyAt(3);
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(255), (message, at) => {
        const signature = signRsa(key, 'SHA-256', message);
        expect(verifyRsa(key, 'SHA-256', message, signature)).toBe(true);
        const other = Uint8Array.from(signature, (byte, place) => (place === at ? byte ^ 1 : byte));
        expect(verifyRsa(key, 'SHA-256', message, other)).toBe(false);
      }),
      { numRuns: 10 },
    );
  });
});

/** Without an openssl on the host there is nothing to ask; Node's own reading above is always asked. */
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('the host’s own openssl', () => {
  test('accepts the chain', () => {
    const folder = mkdtempSync(join(tmpdir(), 'maillage-'));
    try {
      const from = authority();
      writeFileSync(join(folder, 'root.pem'), from.root.pem());
      writeFileSync(join(folder, 'leaf.pem'), issue(from).pem());
      const verify = (now: number) =>
        spawnSync(
          'openssl',
          `verify -x509_strict -purpose sslserver -attime ${now / 1000} -CAfile root.pem leaf.pem`.split(
            ' ',
          ),
          { cwd: folder, encoding: 'utf8' },
        );
      expect(verify(start)).toMatchObject({ status: 0, stdout: 'leaf.pem: OK\n' });
      expect(verify(start + 25 * hour).status).not.toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
