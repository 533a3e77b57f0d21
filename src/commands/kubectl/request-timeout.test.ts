import { expect, test } from 'vitest';
import { createCluster } from '#cluster/cluster.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { kubectl } from './kubectl.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** What a line says, how it ends, and how long it took on the cluster's clock. */
async function run(line: string) {
  const { clock, fetch } = createCluster({ seed: 1, start: Date.UTC(2026, 0, 1), images: [] });
  const [stdout, stderr] = [createTextOutput(), createTextOutput()];
  const start = clock.now();
  const work = kubectl({ fetch })({
    argv: ['kubectl', ...line.split(' ')],
    env: new Map(),
    cwd: '/',
    files: createFiles({ now: clock.now }),
    stdin: createTextInput(),
    stdout,
    stderr,
    signal: new AbortController().signal,
    time: clock,
  });
  expect(await runToEnd(clock, work, { turn, limitMs: 20_000 })).toBe(true);
  return { out: stdout.text(), err: stderr.text(), code: await work, took: clock.now() - start };
}

test('a watch ends in silence when its request has taken that long', async () => {
  const { out, code, took } = await run('get ns -o name --watch --request-timeout=2s');
  expect(out).toContain('namespace/default\n');
  expect({ code, took }).toEqual({ code: 0, took: 2000 });
});

test('what waits watches again, and says so of a watch that was over at once', async () => {
  const line = 'wait ns default --for=condition=Absent --timeout=5s';
  const told = async (timeout: string) => {
    const { err, took } = await run(`${line} --request-timeout=${timeout}`);
    expect(took).toBe(5000);
    return err.split('\n').slice(0, -1);
  };
  const last = 'error: timed out waiting for the condition on namespaces/default';
  expect(await told('2s')).toEqual([last]);
  const [first, ...rest] = await told('1s');
  expect(first).toMatch(/^I0101 00:00:01\.000000 +1 reflector\.go:578\] .*very short watch: /);
  expect(rest).toEqual([expect.stringContaining('I0101 00:00:03.200000'), last]);
});
