import { expect, test } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { AddressInUse } from '#cluster/network/place.ts';
import { createFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { kubectl } from './kubectl.ts';

/** What a line says on a machine without a kubeconfig, where port 8443 alone is taken. */
async function errorsOf(line: string): Promise<string[]> {
  const clock = createClock(Date.UTC(2026, 11, 1, 10));
  const stderr = createTextOutput();
  const program = kubectl({
    fetch: () => Promise.reject(new Error('never asked')),
    apiServer: 'https://127.0.0.1:6443',
    serve: (port) => {
      if (port === 8443) throw new AddressInUse(port);
      return () => undefined;
    },
  });
  await program({
    argv: ['kubectl', ...line.split(' ')],
    env: new Map([['HOME', '/home']]),
    cwd: '/',
    files: createFiles({ now: clock.now }),
    stdin: createTextInput(),
    stdout: createTextOutput(),
    stderr,
    signal: new AbortController().signal,
    time: clock,
  });
  return stderr.text().split('\n').slice(0, -1);
}

test('without a kubeconfig, the port of old is refused', async () => {
  const complaint =
    'E1201 10:00:00.000000       1 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list: Get \\"http://localhost:8080/api?timeout=32s\\": dial tcp 127.0.0.1:8080: connect: connection refused"';
  expect(await errorsOf('get pods')).toEqual([
    ...Array.from({ length: 5 }, () => complaint),
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
  ]);
});

test('a name that nobody knows is told with the name server that was asked', async () => {
  expect(await errorsOf('version -s https://nowhere.example:6443')).toEqual([
    'Unable to connect to the server: dial tcp: lookup nowhere.example on 127.0.0.53:53: no such host',
  ]);
});

test.each(['http://127.0.0.1:6443', 'https://localhost:8443', 'https://10.96.0.1'])(
  'what may answer at %s is not simulated',
  async (server) => {
    const [said] = await errorsOf(`version -s ${server}`);
    expect(said).toContain('n’est pas simulé dans ce cours');
  },
);
