import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pairProblem } from './key-pair.ts';

const folder = mkdtempSync(join(tmpdir(), 'pair-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function openssl(line: string): void {
  const { status, stderr } = spawnSync('openssl', line.split(' '), {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const block = (label: string) => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;

openssl('req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.crt -subj /CN=a -days 3');
openssl('genrsa -out other.key 2048');
openssl('ecparam -genkey -name prime256v1 -out curve.key');
openssl('req -x509 -key curve.key -out curve.crt -subj /CN=b');
openssl('ecparam -genkey -name prime256v1 -noout -out curve-other.key');
openssl('genpkey -algorithm ed25519 -out ed.key');
openssl('req -x509 -key ed.key -out ed.crt -subj /CN=c');
for (const label of ['FOO', 'CERTIFICATE', 'PRIVATE KEY'])
  writeFileSync(join(folder, `bad-${label}`), block(label));
writeFileSync(join(folder, 'text'), 'x\n');

// As kubectl 1.32 printed them, for pairs made the same way.
test.each([
  ['rsa.crt', 'rsa.key', undefined],
  ['curve.crt', 'curve.key', undefined],
  ['ed.crt', 'ed.key', undefined],
  ['rsa.crt', 'other.key', 'tls: private key does not match public key'],
  ['curve.crt', 'curve-other.key', 'tls: private key does not match public key'],
  ['rsa.crt', 'curve.key', 'tls: private key type does not match public key type'],
  ['curve.crt', 'rsa.key', 'tls: private key type does not match public key type'],
  ['bad-CERTIFICATE', 'rsa.key', 'x509: malformed certificate'],
  ['rsa.crt', 'bad-PRIVATE KEY', 'tls: failed to parse private key'],
  ['text', 'rsa.key', 'tls: failed to find any PEM data in certificate input'],
  ['rsa.crt', 'text', 'tls: failed to find any PEM data in key input'],
  [
    'rsa.crt',
    'rsa.crt',
    'tls: found a certificate rather than a key in the PEM for the private key',
  ],
  [
    'rsa.key',
    'rsa.key',
    'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
  ],
  [
    'bad-FOO',
    'rsa.key',
    'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [FOO]',
  ],
  [
    'rsa.crt',
    'bad-FOO',
    'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [FOO]',
  ],
])('%s with %s', (certificate, key, problem) => {
  expect(pairProblem(read(certificate), read(key))).toBe(problem);
});
