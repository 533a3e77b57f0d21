import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import { respond } from '#cluster/network/headers.ts';
import { clientOf } from '#cluster/network/machine.ts';
import { createNetwork } from '#cluster/network/network.ts';
import { containerPrograms } from '#commands/coreutils/container-programs.ts';
import { createOpenssl } from '#commands/openssl/openssl.ts';
import { runProgram } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';

const words = [
  '-s',
  '-v',
  '-o',
  '-O',
  '-L',
  '-I',
  '-d',
  '@',
  '@f',
  '-H',
  'a:',
  ':',
  '-w',
  '%{http_code}%{',
  '\\',
  '-c',
  '-b',
  '/f/x',
  '/nope/y',
  '-D',
  '-T',
  'f',
  '-u',
  '-m',
  '1',
  '--retry',
  '-',
  '--',
  '--nope',
  'http://web',
  'https://web',
  'http://10.244.0.2/{a,b}',
  '[1-2]',
  '[',
  '{',
  '10.244.0.2',
  '10.244.0.2:99999',
  'ftp://x',
  '',
  '-zv',
  '-w1',
  '80',
  'cf',
  'xf',
  'tf',
  '-C',
  'x509',
  'verify',
  's_client',
  '-in',
  '-text',
  '-connect',
  '-CAfile',
  '-qO-',
  '-T',
  '-i',
  '-d',
  'A=1',
  'hosts',
  '-h',
  'get',
];
const names = [
  'curl',
  'wget',
  'nc',
  'tar',
  'nslookup',
  'getent',
  'redis-cli',
  'env',
  'timeout',
  'base64',
  'echo',
  'id',
  'which',
  'openssl',
];

test('whatever is typed, a program ends with an exit code', async () => {
  const clock = createClock(0);
  const random = createRandom(1);
  const network = createNetwork({
    api: { list: () => [], watch: () => () => {} },
    clock,
    random,
    outside: new Map([['web', '10.244.0.2']]),
  });
  const add = (ip: string) => network.addPod({ ip, host: ip, namespace: 'default', node: 'node' });
  add('10.244.0.2').listen(80, () => respond(200, [['Location', '/x']], 'hello\n'));
  const stack = add('10.244.0.3');
  const files = createFiles({ now: clock.now });
  files.write('/f', 'text\n');
  const container: Container = {
    name: 'main',
    pod: { namespace: 'default', name: 'p', uid: '1', ip: '10.244.0.3', node: 'node' },
    labels: {},
    serviceAccount: 'default',
    env: new Map(),
    files,
    network: stack,
    clock,
    random,
    log: () => {},
    exit: () => {},
  };
  const programs = new Map(containerPrograms(container)).set(
    'openssl',
    createOpenssl(clientOf(stack)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(fc.constantFrom(...words), { maxLength: 6 }),
      async (name, args) => {
        const program = programs.get(name);
        if (!program) throw new Error(name);
        const { code } = await runProgram(program, [name, ...args], { files, isTerminal: false });
        expect(Number.isInteger(code) && code >= 0 && code < 256).toBe(true);
      },
    ),
    { seed: 1, numRuns: 1500 },
  );
});
