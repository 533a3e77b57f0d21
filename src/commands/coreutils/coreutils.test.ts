import { expect, test } from 'vitest';
import { createFiles } from '#process/memory-files.ts';
import { runProgram, type Ran, type Terms } from '#commands/run-program.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { respond } from '#cluster/network/headers.ts';
import { createNetwork } from '#cluster/network/network.ts';
import { containerPrograms } from './container-programs.ts';
import { readEntries } from './tar.ts';
import { execFileSync } from 'node:child_process';

const metadata = { namespace: 'default', uid: '1', resourceVersion: '1', creationTimestamp: '' };
const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...metadata, name },
  spec,
});

function createPlace() {
  const clock = createClock(Date.UTC(2026, 0, 5, 9));
  const random = createRandom(1);
  const services = [
    service('web', { clusterIP: '10.96.0.20', ports: [{ port: 80 }] }),
    service('far', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' }),
  ];
  const network = createNetwork({
    api: {
      list: (resource: string) => (resource === 'services' ? services : []) as never,
      watch: () => () => {},
    },
    clock,
    random,
  });
  network.addNode({ ip: '172.18.0.2', name: 'node' });
  const add = (ip: string, host: string) =>
    network.addPod({ ip, host, namespace: 'default', node: 'node' });
  const web = add('10.244.0.2', 'web-0');
  web.listen(80, ({ path }) =>
    path === '/nope'
      ? respond(404, [], 'no')
      : respond(200, [['Content-Type', 'text/html']], 'hello\n'),
  );
  web.listen(
    6379,
    ({ body }) => ({
      type: 'response',
      elapsed: 0,
      response: {
        status: 0,
        headers: [],
        body: body.includes('PING') ? '+PONG\r\n' : '$1\r\n2\r\n',
        protocol: 'TCP',
      },
    }),
    { speaks: 'tcp' },
  );
  const files = createFiles({ now: clock.now });
  const container: Container = {
    name: 'main',
    image: 'busybox',
    pod: { namespace: 'default', name: 'client', uid: '1', ip: '10.244.0.3', node: 'node' },
    labels: {},
    serviceAccount: 'default',
    env: new Map(),
    files,
    network: add('10.244.0.3', 'client'),
    clock,
    random,
    log: () => {},
    exit: () => {},
  };
  const programs = containerPrograms(container);
  const run = (line: string, terms: Terms = {}): Promise<Ran> => {
    const [name = '', ...args] = line.split(' ');
    const program = programs.get(name);
    if (!program) throw new Error(`no ${name}`);
    return runProgram(program, [name, ...args], { files, ...terms });
  };
  return { run, files };
}

test('nslookup asks for a name with dots as it is, for others along the search list', async () => {
  const { run } = createPlace();
  expect(await run('nslookup web.default.svc.cluster.local')).toMatchObject({
    stdout:
      'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.96.0.20\n\n\n',
    code: 0,
  });
  const searched = await run('nslookup web');
  expect(searched.code).toBe(1);
  expect(searched.stdout).toContain('Name:\tweb.default.svc.cluster.local\nAddress: 10.96.0.20\n');
  expect(searched.stdout).toContain("** server can't find web.svc.cluster.local: NXDOMAIN");
  expect((await run('nslookup web.default')).stdout).toContain(
    "** server can't find web.default: NXDOMAIN",
  );
  const missing = await run('nslookup nobody.default.svc.cluster.local');
  expect(missing.code).toBe(1);
  expect(missing.stdout).toContain(
    "** server can't find nobody.default.svc.cluster.local: NXDOMAIN",
  );
  expect((await run('nslookup far.default.svc.cluster.local')).stdout).toContain(
    'canonical name = web.default.svc.cluster.local',
  );
});

test('getent finds what getaddrinfo would', async () => {
  const { run } = createPlace();
  expect(await run('getent hosts web')).toEqual({
    stdout: '10.96.0.20      web\n',
    stderr: '',
    code: 0,
  });
  expect(await run('getent hosts nobody')).toEqual({ stdout: '', stderr: '', code: 2 });
});

test('wget says what BusyBox says', async () => {
  const { run, files } = createPlace();
  expect(await run('wget -qO- http://10.244.0.2/')).toEqual({
    stdout: 'hello\n',
    stderr: '',
    code: 0,
  });
  expect(await run('wget -O - 10.244.0.2')).toMatchObject({
    stdout: 'hello\n',
    stderr: `Connecting to 10.244.0.2 (10.244.0.2:80)\nwriting to stdout\n-                    100% |${'*'.repeat(32)}|     6  0:00:00 ETA\nwritten to stdout\n`,
  });
  expect((await run('wget 10.244.0.2')).stderr).toBe(
    `Connecting to 10.244.0.2 (10.244.0.2:80)\nsaving to 'index.html'\nindex.html           100% |${'*'.repeat(32)}|     6  0:00:00 ETA\n'index.html' saved\n`,
  );
  expect(files.readText('/index.html')).toBe('hello\n');
  expect((await run('wget -q 10.244.0.2')).stderr).toBe(
    "wget: can't open 'index.html': File exists\n",
  );
  const failures: [string, string][] = [
    ['http://nobody:8080', "wget: bad address 'nobody:8080'"],
    ['http://10.244.0.2:81', "wget: can't connect to remote host (10.244.0.2): Connection refused"],
    ['http://10.244.0.2/nope', 'wget: server returned error: HTTP/1.1 404 Not Found'],
    ['-T 1 http://10.96.0.20:81', 'wget: download timed out'],
  ];
  for (const [line, message] of failures)
    expect([line, await run(`wget -qO- ${line}`)]).toEqual([
      line,
      { stdout: '', stderr: `${message}\n`, code: 1 },
    ]);
});

test('nc tries ports and speaks to servers', async () => {
  const { run } = createPlace();
  expect((await run('nc -z 10.244.0.2 80')).code).toBe(0);
  expect(await run('nc -zv 10.244.0.2 81')).toEqual({
    stdout: '',
    stderr: 'nc: 10.244.0.2 (10.244.0.2:81): Connection refused\n',
    code: 1,
  });
  expect(await run('nc -zv -w 1 10.244.0.2 80')).toMatchObject({
    stderr: '10.244.0.2 (10.244.0.2:80) open\n',
    code: 0,
  });
  expect((await run('nc 10.244.0.2 6379', { stdin: 'PING\r\n' })).stdout).toBe('+PONG\r\n');
  expect((await run('nc 10.244.0.2 80', { stdin: 'GET / HTTP/1.0\r\n\r\n' })).stdout).toMatch(
    /^HTTP\/1\.1 200 OK\r\n[^]*hello\n$/,
  );
});

test('redis-cli prints replies by their type', async () => {
  const { run } = createPlace();
  expect((await run('redis-cli -h 10.244.0.2 ping', { isTerminal: true })).stdout).toBe('"2"\n');
  expect((await run('redis-cli -h 10.244.0.2 PING')).stdout).toBe('PONG\n');
  expect(await run('redis-cli PING')).toMatchObject({
    stderr: 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n',
    code: 1,
  });
});

test('tar reads what it writes, and so does the real one', async () => {
  const { files, run } = createPlace();
  files.makeFolder('/d/sub', { parents: true });
  files.write('/d/a.txt', 'one\n');
  files.write('/d/sub/b.bin', new Uint8Array(600).fill(7));
  expect((await run('tar cf /t.tar -C /d .')).code).toBe(0);
  const archive = files.read('/t.tar');
  expect(archive.length % 10_240).toBe(0);
  const listed = execFileSync('tar', ['tf', '-'], { input: archive }).toString();
  expect(listed).toBe('./\n./a.txt\n./sub/\n./sub/b.bin\n');
  expect((await run('tar tf /t.tar')).stdout).toBe(listed);
  files.makeFolder('/e');
  expect((await run('tar xf /t.tar -C /e')).code).toBe(0);
  expect(files.readText('/e/a.txt')).toBe('one\n');
  expect([...files.read('/e/sub/b.bin')]).toEqual(Array(600).fill(7));
  const real = execFileSync('sh', ['-c', 'cd $(mktemp -d) && echo hi > x && tar cf - x']);
  expect(
    [...readEntries(new Uint8Array(real))].map(({ name, bytes }) => [
      name,
      new TextDecoder().decode(bytes),
    ]),
  ).toEqual([['x', 'hi\n']]);
  expect(await run('tar cf - /nope')).toMatchObject({ code: 1 });
});

test('small programs', async () => {
  const { run, files } = createPlace();
  const env = { A: '1', PATH: '/bin' };
  expect((await run('env', { env })).stdout).toBe('A=1\nPATH=/bin\n');
  expect((await run('env B=2 printenv B', { env })).stdout).toBe('2\n');
  expect(await run('printenv NOPE', { env })).toEqual({ stdout: '', stderr: '', code: 1 });
  expect((await run('echo -n a b')).stdout).toBe('a b');
  expect((await run('hostname')).stdout).toBe('client\n');
  expect((await run('hostname -i')).stdout).toBe('10.244.0.3\n');
  expect((await run('id')).stdout).toBe('uid=0(root) gid=0(root) groups=0(root)\n');
  expect((await run('base64', { stdin: 'hello' })).stdout).toBe('aGVsbG8=\n');
  expect((await run('base64 -d', { stdin: 'aGVsbG8=\n' })).stdout).toBe('hello');
  files.write('/x', 'y'.repeat(60));
  expect((await run('base64 -w0 /x')).stdout).toHaveLength(80);
  expect((await run('which wget')).stdout).toBe('/usr/bin/wget\n');
  expect(await run('ping web')).toEqual({
    stdout: '',
    stderr: 'maillage: ping n’est pas simulé dans ce cours\n',
    code: 1,
  });
  expect((await run('entrypoint.sh echo hi')).stdout).toBe('hi\n');
  expect((await run('entrypoint.sh -s http://10.244.0.2')).stdout).toBe('hello\n');
});
