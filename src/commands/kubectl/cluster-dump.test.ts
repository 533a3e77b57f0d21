import { expect, test } from 'vitest';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createCluster } from '#cluster/cluster.ts';
import { createFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { kubectl } from './kubectl.ts';

function machine() {
  const cluster = createCluster({ seed: 1, start: Date.UTC(2026, 0, 1), images: [] });
  const files = createFiles({ now: cluster.clock.now });
  files.makeFolder('/home/.kube', { parents: true });
  const run = async (line: string) => {
    const [stdout, stderr] = [createTextOutput(), createTextOutput()];
    const work = kubectl({ fetch: cluster.fetch })({
      argv: ['kubectl', ...line.split(' ')],
      env: new Map([['HOME', '/home']]),
      cwd: '/home',
      files,
      stdin: createTextInput(''),
      stdout,
      stderr,
      signal: new AbortController().signal,
      time: cluster.clock,
    });
    await runToEnd(cluster.clock, work, { turn: () => new Promise(setImmediate) });
    return { stdout: stdout.text(), stderr: stderr.text(), code: await work };
  };
  return { files, run };
}

const dump = 'cluster-info dump -s http://kubernetes --namespaces=default';

test('writes to files what it would print', async () => {
  const { files, run } = machine();
  const { stdout: printed } = await run(dump);
  expect(await run(`${dump} --output-directory=out/here/`)).toEqual({
    stdout: 'Cluster info dumped to out/here/\n',
    stderr: '',
    code: 0,
  });
  const names =
    'events replication-controllers services daemonsets deployments replicasets pods'.split(' ');
  expect(files.list('/home/out/here')).toEqual(['default', 'nodes.json']);
  expect(files.list('/home/out/here/default')).toEqual(
    names.map((name) => `${name}.json`).toSorted(),
  );
  const written = ['nodes', ...names.map((name) => `default/${name}`)]
    .map((name) => files.readText(`/home/out/here/${name}.json`))
    .join('');
  expect(written).toBe(printed);
});

test.each([
  ['/dev/null/x', 'error: mkdir /dev/null: not a directory\n'],
  ['file', 'error: mkdir file: not a directory\n'],
  ['file/a/b', 'error: mkdir file: not a directory\n'],
  ['taken', 'error: open taken/nodes.json: is a directory\n'],
])('refuses to write under %s as the real one does', async (folder, stderr) => {
  const { files, run } = machine();
  files.write('/home/file', '');
  files.makeFolder('/home/taken/nodes.json', { parents: true });
  expect(await run(`${dump} --output-directory=${folder}`)).toEqual({
    stdout: '',
    stderr,
    code: 1,
  });
});
