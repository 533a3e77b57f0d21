import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { createNetwork } from '#cluster/network/network.ts';
import { clientOf } from '#cluster/network/machine.ts';
import { createInstantTime, runProgram, type Ran } from '#commands/run-program.ts';
import { createAuthority } from '#mesh/istio/security/authority.ts';
import { createRootCa, issueLeaf } from '#mesh/linkerd/tls/ca.ts';
import { createFiles } from '#process/memory-files.ts';
import { createOpenssl } from './openssl.ts';

const start = Date.UTC(2026, 10, 25, 4);
const authority = createAuthority({ clock: createClock(start), random: createRandom(5) });
const leaf = authority.issue({
  identity: 'spiffe://cluster.local/ns/client/sa/curl',
  lifetimeMs: 24 * 60 * 60 * 1000,
});

const anchor = createRootCa('identity.linkerd.cluster.local', start, createRandom(5));
const meshed = issueLeaf(
  anchor,
  {
    name: 'web.emojivoto.serviceaccount.identity.linkerd.cluster.local',
    serial: 7,
    now: start,
    validity: { lifetimeMs: 24 * 60 * 60 * 1000, skewMs: 20_000 },
  },
  createRandom(6),
);

function run(line: string, stdin = ''): Promise<Ran> {
  const clock = createClock(start);
  const network = createNetwork({
    api: { list: () => [], watch: () => () => {} },
    clock,
    random: createRandom(3),
    outside: new Map(),
  });
  const pod = network.addPod({ ip: '10.244.0.3', host: 'a', namespace: 'default', node: 'node' });
  const time = createInstantTime(start);
  const files = createFiles({ now: time.now });
  files.write('/root.pem', authority.root.pem());
  files.write('/leaf.pem', leaf.pem());
  files.write('/anchor.pem', anchor.certificate.pem());
  files.write('/meshed.pem', meshed.pem());
  const [name = '', ...args] = line.split(' ');
  return runProgram(createOpenssl(clientOf(pod)), [name, ...args], { files, time, stdin });
}

test('verify accepts a workload’s certificate under the mesh’s root', async () => {
  expect(await run('openssl verify -CAfile root.pem leaf.pem')).toEqual({
    stdout: 'leaf.pem: OK\n',
    stderr: '',
    code: 0,
  });
});

test('verify accepts a certificate of Linkerd’s under its trust anchor, and under no other root', async () => {
  expect((await run('openssl verify -CAfile anchor.pem meshed.pem')).stdout).toBe(
    'meshed.pem: OK\n',
  );
  expect((await run('openssl verify -CAfile root.pem meshed.pem')).code).toBe(2);
});

test('x509 shows the identity as a critical alternative name', async () => {
  const { stdout } = await run('openssl x509 -noout -text', leaf.pem());
  expect(stdout).toContain(`            X509v3 Subject Alternative Name: critical
                URI:spiffe://cluster.local/ns/client/sa/curl
`);
  expect(stdout).toContain('        Issuer: O = cluster.local\n');
});

const real = spawnSync('openssl', ['version']);
const isOracle = real.status === 0 && real.stdout.toString().startsWith('OpenSSL 3.0.');

describe.skipIf(!isOracle)('beside the real openssl 3.0', () => {
  test.each([
    ['root', authority.root.pem()],
    ['leaf', leaf.pem()],
    ['trust anchor of Linkerd', anchor.certificate.pem()],
    ['leaf of Linkerd', meshed.pem()],
  ])('x509 prints the %s as the real one does', async (_, pem) => {
    const args = ['x509', '-noout', '-text', '-serial', '-subject', '-fingerprint'];
    const expected = spawnSync('openssl', args, { input: pem });
    expect((await run(['openssl', ...args].join(' '), pem)).stdout).toBe(
      expected.stdout.toString(),
    );
  });
});
