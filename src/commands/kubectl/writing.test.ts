import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createClock } from '#cluster/clock/clock.ts';
import { createFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import { readTar, writeTar } from './archive/tar.ts';
import { podsToEvict } from './draining/filters.ts';
import { sha256 } from './generators/sha256.ts';
import { kubectl } from './kubectl.ts';
import { deploymentStatus } from './status-viewers/deployment.ts';

const testdata = new URL('./testdata/writing/', import.meta.url);
const golden = readFileSync(new URL('without-cluster.golden', testdata), 'utf8');
const files: Record<string, string> = JSON.parse(
  readFileSync(new URL('files.json', testdata), 'utf8'),
);
const home = '/home/learner';

/** Words as a shell would make them of these lines: quotes and nothing else. */
function words(line: string): [string, ...string[]] {
  const found = [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single: string, double: string) => single ?? double),
  );
  const [first = '', ...rest] = found;
  return [first, ...rest];
}

async function run(line: string): Promise<string> {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const disk = createFiles({ now: clock.now });
  disk.makeFolder(`${home}/work`, { parents: true });
  for (const [path, text] of Object.entries(files)) {
    const full = `${home}/work/${path}`;
    disk.makeFolder(full.slice(0, full.lastIndexOf('/')), { parents: true });
    disk.write(full, text);
  }
  const [stdout, stderr] = [createTextOutput(), createTextOutput()];
  const program = kubectl({ fetch: () => Promise.reject(new Error('no cluster here')) });
  const code = await program({
    argv: words(line),
    env: new Map([
      ['HOME', home],
      ['PATH', '/nowhere'],
    ]),
    cwd: `${home}/work`,
    files: disk,
    stdin: createTextInput(),
    stdout,
    stderr,
    signal: new AbortController().signal,
    time: clock,
  });
  return `$ ${line}\n${stdout.text()}${stderr.text()}[${code}]\n`;
}

describe('without a cluster, what the real kubectl v1.35.2 printed', () => {
  const cases = golden
    .split(/\n(?=\$ kubectl )/)
    .map((text) => (text.endsWith('\n') ? text : `${text}\n`));
  for (const expected of cases) {
    const line = expected.slice(2, expected.indexOf('\n'));
    it(`is printed for ${line}`, async () => {
      expect(await run(line)).toBe(expected.replace(/\n\n$/, '\n'));
    });
  }
});

describe('an archive', () => {
  it('gives back the files that were put into it', () => {
    const entry = fc.record({
      path: fc.stringMatching(/^[a-z]{1,20}(\/[a-z]{1,20}){0,3}$/),
      mode: fc.constantFrom(0o644, 0o755),
      data: fc.uint8Array({ maxLength: 1500 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        expect(readTar(writeTar(entries))).toEqual(entries);
      }),
    );
  });
});

describe('SHA-256', () => {
  it('hashes as the standard says', () => {
    const hash = (text: string) => sha256(new TextEncoder().encode(text));
    expect(hash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hash('a'.repeat(1000))).toBe(
      '41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3',
    );
  });
});

describe('the status of a rollout', () => {
  const deployment = (status: Record<string, number>) => ({
    metadata: { name: 'web', generation: 2 },
    spec: { replicas: 3 },
    status: { observedGeneration: 2, ...status },
  });
  it('tells what is waited for, in the order of a rolling update', () => {
    const text = (status: Record<string, number>) => deploymentStatus(deployment(status), 0).text;
    expect(text({ observedGeneration: 1 })).toBe(
      'Waiting for deployment spec update to be observed...\n',
    );
    expect(text({ updatedReplicas: 1, replicas: 3 })).toBe(
      'Waiting for deployment "web" rollout to finish: 1 out of 3 new replicas have been updated...\n',
    );
    expect(text({ updatedReplicas: 3, replicas: 4 })).toBe(
      'Waiting for deployment "web" rollout to finish: 1 old replicas are pending termination...\n',
    );
    expect(text({ updatedReplicas: 3, replicas: 3, availableReplicas: 2 })).toBe(
      'Waiting for deployment "web" rollout to finish: 2 of 3 updated replicas are available...\n',
    );
    expect(text({ updatedReplicas: 3, replicas: 3, availableReplicas: 3 })).toBe(
      'deployment "web" successfully rolled out\n',
    );
  });
});

describe('draining', () => {
  const options = {
    force: false,
    ignoreDaemonSets: false,
    deleteEmptyDir: false,
    daemonSetProblem: () => undefined,
  };
  const pod = (name: string, owner?: string) => ({
    metadata: {
      name,
      namespace: 'default',
      ownerReferences: owner === undefined ? [] : [{ kind: owner, name: 'o', controller: true }],
    },
  });
  it('refuses the pods of daemon sets and those that nobody would make again', () => {
    const pods = [pod('a', 'ReplicaSet'), pod('b', 'DaemonSet'), pod('c')];
    const { pods: kept, errors } = podsToEvict(pods, options);
    expect(kept).toEqual([pods[0]]);
    expect(errors).toEqual([
      'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/b',
      'cannot delete Pods that declare no controller (use --force to override): default/c',
    ]);
  });
  it('warns of what it does by force', () => {
    const { pods, warnings } = podsToEvict([pod('b', 'DaemonSet'), pod('c')], {
      ...options,
      force: true,
      ignoreDaemonSets: true,
    });
    expect(pods).toHaveLength(1);
    expect(warnings).toBe(
      'ignoring DaemonSet-managed Pods: default/b; deleting Pods that declare no controller: default/c',
    );
  });
});
