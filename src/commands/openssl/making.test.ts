import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { clientOf } from '#cluster/network/machine.ts';
import { createNetwork } from '#cluster/network/network.ts';
import { createInstantTime, runProgram, type Ran } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { createOpenssl } from './openssl.ts';

const start = new Date().getTime();

/** Words between quotes are one. */
function wordsOf(line: string): [string, ...string[]] {
  const [first = '', ...rest] = [...line.matchAll(/'([^']*)'|\S+/g)].map(
    ([whole, quoted]) => quoted ?? whole,
  );
  return [first, ...rest];
}

function createDesk() {
  const network = createNetwork({
    api: { list: () => [], watch: () => () => {} },
    clock: createClock(start),
    random: createRandom(3),
    outside: new Map(),
  });
  const pod = network.addPod({ ip: '10.244.0.3', host: 'a', namespace: 'default', node: 'node' });
  const time = createInstantTime(start);
  const files = createFiles({ now: time.now });
  const program = createOpenssl(clientOf(pod));
  return {
    files,
    run: (line: string): Promise<Ran> =>
      runProgram(program, wordsOf(`openssl ${line}`), { files, time }),
  };
}

/** As https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/ makes them. */
const steps = [
  "req -x509 -sha256 -nodes -days 365 -newkey rsa:2048 -subj '/O=example Inc./CN=example.com' -keyout example.com.key -out example.com.crt",
  "req -out httpbin.csr -newkey rsa:2048 -nodes -keyout httpbin.key -subj '/CN=httpbin.example.com/O=httpbin organization'",
  'x509 -req -sha256 -days 365 -CA example.com.crt -CAkey example.com.key -set_serial 0 -in httpbin.csr -out httpbin.crt',
];

test('the certificates of Istio’s ingress task are made, and lead to their authority', async () => {
  const { run, files } = createDesk();
  for (const line of steps) expect(await run(line)).toMatchObject({ code: 0, stdout: '' });
  const leaf = new X509Certificate(files.readText('/httpbin.crt'));
  const root = new X509Certificate(files.readText('/example.com.crt'));
  expect(root).toMatchObject({ ca: true, subject: 'O=example Inc.\nCN=example.com' });
  expect(leaf).toMatchObject({
    ca: false,
    subject: 'CN=httpbin.example.com\nO=httpbin organization',
    issuer: 'O=example Inc.\nCN=example.com',
    serialNumber: '0',
  });
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(leaf.checkPrivateKey(createPrivateKey(files.readText('/httpbin.key')))).toBe(true);
  expect(await run('verify -CAfile example.com.crt httpbin.crt')).toMatchObject({ code: 0 });
});

test('an authority signs the names that a file of extensions gives, or that the request asks for', async () => {
  const { run, files } = createDesk();
  for (const line of steps) await run(line);
  files.write('/san.ext', 'subjectAltName = DNS:httpbin.example.com, IP:10.0.0.1\n');
  await run(
    'x509 -req -in httpbin.csr -CA example.com.crt -CAkey example.com.key -extfile san.ext -out a.crt',
  );
  expect(new X509Certificate(files.readText('/a.crt')).subjectAltName).toBe(
    'DNS:httpbin.example.com, IP Address:10.0.0.1',
  );
  await run('req -new -key httpbin.key -subj /CN=b -addext subjectAltName=DNS:b.c -out b.csr');
  await run('x509 -req -in b.csr -signkey httpbin.key -copy_extensions copy -out b.crt');
  expect(new X509Certificate(files.readText('/b.crt')).subjectAltName).toBe('DNS:b.c');
});

test('two keys are two, and the same line at the same moment makes the same', async () => {
  const [one, two] = [createDesk(), createDesk()];
  for (const { run } of [one, two]) for (const line of steps) await run(line);
  expect(one.files.readText('/httpbin.key')).toBe(two.files.readText('/httpbin.key'));
  expect(one.files.readText('/httpbin.key')).not.toBe(one.files.readText('/example.com.key'));
});

test.each([
  ['req -x509 -newkey rsa:2048 -subj /CN=a -keyout a.key', 'avec une clé chiffrée (sans -nodes)'],
  ['req -x509 -newkey rsa:4096 -nodes -subj /CN=a', '-newkey rsa:4096'],
  ['req -x509 -nodes -newkey rsa:2048', 'sans -subj'],
  ['req -x509 -nodes -newkey rsa:2048 -subj /CN=a -addext nsComment=b', '-addext nsComment=b'],
])('%s is said not to be simulated', async (line, what) => {
  const { run } = createDesk();
  expect(await run(line)).toEqual({
    stdout: '',
    stderr: `maillage: openssl req ${what} n’est pas simulé dans ce cours\n`,
    code: 1,
  });
});

const real = spawnSync('openssl', ['version']);
const isOracle = real.status === 0 && real.stdout.toString().startsWith('OpenSSL 3.0.');

/** Keys, serials and dates differ from run to run; so do the addresses of threads. */
function steady(text: string): string {
  return text
    .replaceAll(/^[.+*]+\n/gm, '')
    .replaceAll(/^[0-9A-F]{16}:/gm, 'THREAD:')
    .replaceAll(/^ +[0-9a-f]{2}(:[0-9a-f]{2})*:?\n/gim, '')
    .replaceAll(/(Serial Number:|Not Before:|Not After :).*\n( +[0-9a-f:]+\n)?/g, '$1\n')
    .replaceAll(/([0-9A-F]{2}:){19}[0-9A-F]{2}/g, 'ID');
}

const beside = [
  ...steps,
  'x509 -in example.com.crt -noout -text',
  'x509 -in httpbin.crt -noout -text',
  'req -in httpbin.csr -noout -subject',
  'req -new -key httpbin.key -subj /C=FR/CN=b/emailAddress=a@b/FOO=x -addext keyUsage=critical,digitalSignature,keyEncipherment -addext extendedKeyUsage=serverAuth,clientAuth -addext subjectAltName=DNS:b.c,IP:1.2.3.4 -out b.csr',
  'x509 -req -in b.csr -CA example.com.crt -CAkey example.com.key -CAcreateserial -copy_extensions copy -out b.crt',
  'x509 -in b.crt -noout -text',
  'x509 -req -in b.csr -signkey httpbin.key -out self.crt',
  'x509 -in self.crt -noout -text',
  'req -x509 -key httpbin.key -subj /CN=x -addext basicConstraints=CA:FALSE -out x.crt',
  'x509 -in x.crt -noout -text',
  'req -new -key httpbin.key -subj CN=foo',
  'req -new -key nothere -subj /CN=a',
  'x509 -req -in nothere -signkey httpbin.key',
  'x509 -req -in b.csr -CA nothere -CAkey httpbin.key',
  'x509 -req -in b.csr -CA example.com.crt -CAkey httpbin.key',
  'genrsa -out new.key 2048',
];

test.skipIf(!isOracle)('it prints and makes what the real openssl 3.0 does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openssl-making-'));
  const { run, files } = createDesk();
  try {
    for (const line of beside) {
      const [, ...args] = wordsOf(`openssl ${line}`);
      const expected = spawnSync('openssl', args, { cwd: folder });
      const ours = await run(line);
      expect([line, steady(ours.stdout), steady(ours.stderr), ours.code]).toEqual([
        line,
        steady(expected.stdout.toString()),
        steady(expected.stderr.toString()),
        expected.status,
      ]);
    }
    for (const name of ['example.com.crt', 'httpbin.crt', 'httpbin.csr', 'new.key'])
      writeFileSync(join(folder, name), files.read(`/${name}`));
    const host = (...args: string[]) =>
      execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
    expect(host('verify', '-CAfile', 'example.com.crt', 'httpbin.crt').toString()).toBe(
      'httpbin.crt: OK\n',
    );
    expect(host('rsa', '-in', 'new.key', '-check', '-noout').toString()).toBe('RSA key ok\n');
    host('req', '-in', 'httpbin.csr', '-verify', '-noout');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
