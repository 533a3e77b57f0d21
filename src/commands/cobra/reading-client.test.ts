import { expect, test } from 'vitest';
import { createCluster } from '#cluster/cluster.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { ReadingClient } from './reading-client.ts';

function readerOf(cluster: ReturnType<typeof createCluster>) {
  const client = new ReadingClient({
    fetch: cluster.fetch,
    connection: { server: 'https://kubernetes', headers: {} },
    process: {
      argv: ['linkerd'],
      env: new Map(),
      cwd: '/',
      files: createFiles({ now: cluster.clock.now }),
      stdin: createTextInput(''),
      stdout: createTextOutput(),
      stderr: createTextOutput(),
      signal: new AbortController().signal,
      time: cluster.clock,
    },
    warn: () => undefined,
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return async (path: string, labelSelector?: string) => {
    const work = client.json('GET', path, { query: { labelSelector } });
    await runToEnd(cluster.clock, work, { turn });
    return await work;
  };
}

test('a long answer that is the same as one before is the same object', async () => {
  const cluster = createCluster({ seed: 1, start: Date.UTC(2026, 0, 1), images: [] });
  const read = readerOf(cluster);
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
  const all = await read(roles);
  expect(await read(roles)).toBe(all);
  // None of them is without a name: the same objects by another question.
  expect(await read(roles, '!no-such-label')).toBe(all);
  expect(await read(roles, 'no-such-label')).not.toBe(all);
});

test('after a change, an answer is another one', async () => {
  const cluster = createCluster({ seed: 1, start: Date.UTC(2026, 0, 1), images: [] });
  const read = readerOf(cluster);
  const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
  const before = await read(roles);
  const address = 'https://kubernetes/api/v1/namespaces';
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const headers = { 'Content-Type': 'application/json' };
  const made = await cluster.fetch(new Request(address, { method: 'POST', headers, body }));
  expect(made.status).toBe(201);
  const after = await read(roles);
  expect(after).not.toBe(before);
  expect(after['items']).toEqual(before['items']);
});
