import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { respond } from '#cluster/network/headers.ts';
import { clientOf } from '#cluster/network/machine.ts';
import { createNetwork } from '#cluster/network/network.ts';
import type { ServerTls } from '#cluster/network/tls.ts';
import { createCurl } from '#commands/curl/curl.ts';
import { createInstantTime, runProgram, type Ran } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { createOpenssl } from './openssl.ts';

/** The host's openssl is the oracle; without it there is nothing to compare with. */
const real = spawnSync('openssl', ['version']);
const isOracle = real.status === 0 && real.stdout.toString().startsWith('OpenSSL 3.0.');

let folder = '';

const config = `[req]
distinguished_name=dn
[dn]
[ca]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,digitalSignature,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[leaf]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=critical,URI:spiffe://cluster.local/ns/default/sa/web,DNS:web,DNS:*.shop.local,IP:10.244.0.2,email:a@b.c
authorityKeyIdentifier=keyid,issuer
subjectKeyIdentifier=hash
nsComment=hello
crlDistributionPoints=URI:http://x/crl
authorityInfoAccess=OCSP;URI:http://ocsp
certificatePolicies=1.2.3.4
`;

function host(...args: string[]): string {
  return execFileSync('openssl', args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();
}

function makeCertificates(): void {
  writeFileSync(join(folder, 'c.cnf'), config);
  const ca = (name: string, subject: string, key: string[]) =>
    host(
      'req',
      '-x509',
      '-nodes',
      ...key,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-subj',
      subject,
      '-utf8',
      '-days',
      '3650',
      '-config',
      'c.cnf',
      '-extensions',
      'ca',
    );
  ca('ca', '/O=cluster.local/CN=root é, "x"', ['-newkey', 'rsa:2048']);
  ca('other', '/C=FR/O=other/emailAddress=a@b/ST=x+L=y', [
    '-newkey',
    'ed25519',
    '-set_serial',
    '5',
  ]);
  ca('ecca', '/CN=identity.linkerd.cluster.local', [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-384',
  ]);
  const leaf = (name: string, by: string, subject: string) => {
    host(
      'req',
      '-new',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      subject,
    );
    host(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${by}.pem`,
      '-CAkey',
      `${by}.key`,
      '-CAcreateserial',
      '-days',
      '1',
      '-extfile',
      'c.cnf',
      '-extensions',
      'leaf',
      '-out',
      `${name}.pem`,
    );
  };
  leaf('leaf', 'ca', '/');
  leaf('ecleaf', 'ecca', '/CN=web.default.serviceaccount.identity.linkerd.cluster.local');
}

beforeAll(() => {
  if (!isOracle) return;
  folder = mkdtempSync(join(tmpdir(), 'openssl-'));
  makeCertificates();
});

afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true });
});

const names = ['ca', 'other', 'ecca', 'leaf', 'ecleaf'];

function pem(name: string): string {
  return readFileSync(join(folder, `${name}.pem`)).toString();
}

function createPlaces(tls?: ServerTls) {
  const clock = createClock(new Date().getTime());
  const outside = new Map([
    ['web', '10.244.0.2'],
    ['shop', '10.244.0.2'],
  ]);
  const network = createNetwork({
    api: { list: () => [], watch: () => () => {} },
    clock,
    random: createRandom(3),
    outside,
  });
  const add = (ip: string) => network.addPod({ ip, host: ip, namespace: 'default', node: 'node' });
  add('10.244.0.2').listen(443, () => respond(200, [], 'hello\n'), tls ? { tls } : {});
  const client = clientOf(add('10.244.0.3'));
  const time = createInstantTime(new Date().getTime());
  const files = createFiles({ now: time.now });
  for (const name of names) files.write(`/${name}.pem`, pem(name));
  const run = (line: string, stdin = ''): Promise<Ran> => {
    const [name = '', ...args] = line.split(' ');
    return runProgram(
      name === 'curl' ? createCurl(client) : createOpenssl(client),
      [name, ...args],
      { files, time, stdin },
    );
  };
  return { run };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Counts of bytes depend on random lengths; session tickets come when they come. */
function steady(text: string): string {
  return text
    .replace(/has read \d+ bytes and written \d+/, 'has read N bytes and written N')
    .replace(/(Verify return code: .*\n---\n)[^]*/, '$1');
}

describe.skipIf(!isOracle)('beside the real openssl 3.0', () => {
  test('x509 prints certificates as the real one does', async () => {
    const { run } = createPlaces();
    for (const name of names) {
      for (const options of [
        '-text -subject -issuer -dates -serial -fingerprint',
        '-noout -enddate -pubkey -email -fingerprint -sha256',
        '-noout -ext subjectAltName,keyUsage,basicConstraints',
      ]) {
        const args = ['x509', '-in', `${name}.pem`, ...options.split(' ').filter(Boolean)];
        const expected = spawnSync('openssl', args, { cwd: folder });
        const ours = await run(['openssl', ...args].join(' '));
        expect([name, options, ours.stdout]).toEqual([name, options, expected.stdout.toString()]);
        expect([name, options, ours.code]).toEqual([name, options, expected.status]);
      }
    }
    expect((await run('openssl x509 -noout -subject', pem('ca'))).stdout).toContain(
      'subject=O = cluster.local',
    );
    expect(await run('openssl x509 -noout', 'junk')).toEqual({
      stdout: '',
      stderr: 'Could not read certificate from <stdin>\nUnable to load certificate\n',
      code: 1,
    });
    expect((await run('openssl x509 -in ca.pem -noout -checkend 60')).stdout).toBe(
      'Certificate will not expire\n',
    );
    expect((await run('openssl x509 -in leaf.pem -noout -checkend 172800')).code).toBe(1);
  });

  test('verify agrees with the real one', async () => {
    const { run } = createPlaces();
    for (const [ca, leaf] of [
      ['ca', 'leaf'],
      ['ecca', 'ecleaf'],
      ['other', 'leaf'],
      ['ca', 'ca'],
      ['ecca', 'leaf'],
      ['other', 'other'],
    ] as const) {
      const args = ['verify', '-CAfile', `${ca}.pem`, `${leaf}.pem`];
      const expected = spawnSync('openssl', args, { cwd: folder });
      const ours = await run(['openssl', ...args].join(' '));
      expect([ca, leaf, ours]).toEqual([
        ca,
        leaf,
        {
          stdout: expected.stdout.toString(),
          stderr: expected.stderr.toString(),
          code: expected.status,
        },
      ]);
    }
  });

  test('s_client shows what a server presents as the real one does', async () => {
    const port = await freePort();
    const server = spawn(
      'openssl',
      [
        's_server',
        '-accept',
        String(port),
        '-cert',
        'leaf.pem',
        '-key',
        'leaf.key',
        '-cert_chain',
        'ca.pem',
        '-quiet',
        '-alpn',
        'h2',
      ],
      { cwd: folder },
    );
    try {
      const { run } = createPlaces({ certificates: () => [pem('leaf'), pem('ca')], alpn: ['h2'] });
      const ask = (more: string[]) =>
        spawnSync('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, ...more], {
          cwd: folder,
          input: '',
        });
      let ready = ask([]);
      for (let tries = 0; tries < 50 && ready.status !== 0; tries += 1) ready = ask([]);
      for (const options of ['-CAfile ca.pem -alpn h2', '-showcerts', '-CAfile other.pem']) {
        const expected = ask(options.split(' '));
        const ours = await run(`openssl s_client -connect 10.244.0.2:443 ${options}`);
        expect([options, steady(ours.stdout)]).toEqual([
          options,
          steady(expected.stdout.toString()),
        ]);
        expect([options, ours.stderr]).toEqual([options, expected.stderr.toString()]);
      }
    } finally {
      server.kill();
    }
  });

  test('s_client says why it could not connect', async () => {
    const { run } = createPlaces();
    expect(await run('openssl s_client -connect 10.244.0.2:1')).toMatchObject({
      stdout: '',
      code: 1,
    });
    expect((await run('openssl s_client -connect 10.244.0.2:1')).stderr).toContain(
      'Connection refused',
    );
    expect((await run('openssl s_client -connect 10.244.0.2:443')).stderr).toContain(
      'wrong version number',
    );
  });

  test('curl trusts whom it is told to trust', async () => {
    const { run } = createPlaces({ certificates: () => [pem('leaf')] });
    expect(await run('curl -s --cacert ca.pem https://web/')).toEqual({
      stdout: 'hello\n',
      stderr: '',
      code: 0,
    });
    expect(await run('curl -sk https://web/')).toEqual({ stdout: 'hello\n', stderr: '', code: 0 });
    const help = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.
`;
    expect(await run('curl -sS https://web/')).toEqual({
      stdout: '',
      stderr: `curl: (60) SSL certificate problem: unable to get local issuer certificate\n${help}`,
      code: 60,
    });
    expect(await run('curl -sS --cacert ca.pem https://shop/')).toEqual({
      stdout: '',
      stderr: `curl: (60) SSL: no alternative certificate subject name matches target host name 'shop'\n${help}`,
      code: 60,
    });
    expect((await run('curl -sS --cacert nope https://web/')).stderr).toBe(
      'curl: (77) error adding trust anchors from file: nope\n',
    );
    const { stderr } = await run('curl -sv --cacert ca.pem https://web/');
    expect(stderr).toContain(
      '* SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / x25519 / id-ecPublicKey\n',
    );
    expect(stderr).toContain('*   subjectAltName: "web" matches cert\'s "web"\n');
    expect(stderr).toContain(
      '* SSL certificate verified via OpenSSL.\n* Established connection to web (10.244.0.2 port 443)',
    );
  });
});
