import { expect, test } from 'vitest';
import { createCluster } from '#cluster/cluster.ts';
import { createFiles } from '#process/memory-files.ts';
import { completeProgram } from './complete.ts';

const cluster = createCluster({ seed: 1, start: Date.UTC(2026, 0, 1), images: [] });

const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{ name: kind, cluster: { server: 'https://127.0.0.1:6443' } }]
contexts: [{ name: kind, context: { cluster: kind, user: kind } }]
current-context: kind
users: [{ name: kind, user: {} }]
`;

/** What the last word can become, as the shell shows it: what begins with it. */
async function complete(line: string) {
  const files = createFiles({ now: () => 0 });
  files.makeFolder('/home/.kube', { parents: true });
  files.write('/home/.kube/config', kubeconfig);
  const words = line.split(' ');
  const proposed = await completeProgram(
    {
      env: new Map([['HOME', '/home']]),
      cwd: '/home',
      files,
      signal: new AbortController().signal,
      time: { now: () => 0, sleep: () => Promise.resolve(), hold: (work) => work },
    },
    { fetch: cluster.fetch },
    words,
  );
  return proposed?.filter((word) => word.startsWith(words.at(-1) ?? ''));
}

test('commands are proposed at every depth, but not those that are kept out of help', async () => {
  expect(await complete('istioctl ana')).toEqual(['analyze']);
  expect(await complete('istioctl experimental desc')).toEqual(['describe']);
  expect(await complete('istioctl x describe ')).toEqual(['pod', 'service']);
  expect(await complete('linkerd viz st')).toEqual(['stat', 'stat-inbound', 'stat-outbound']);
  expect(await complete('linkerd -L linkerd diag')).toEqual(['diagnostics']);
  expect(await complete('linkerd da')).toEqual([]);
});

test('flags are proposed, their own before those of every command', async () => {
  expect(await complete('istioctl install --sk')).toEqual(['--skip-confirmation']);
  expect(await complete('linkerd check --pr')).toEqual(['--pre', '--proxy']);
  expect(await complete('linkerd viz check --api')).toEqual(['--api-addr=']);
});

test('values that name what the cluster has are those that kubectl proposes', async () => {
  expect(await complete('istioctl analyze -n kube-s')).toEqual(['kube-system']);
  expect(await complete('linkerd check --namespace=kube-s')).toEqual(['--namespace=kube-system']);
  expect(await complete('istioctl proxy-config listeners -n kube-system kube-apis')).toEqual([
    'kube-apiserver-maillage-control-plane',
  ]);
  expect(await complete('istioctl x describe service kuber')).toEqual(['kubernetes']);
  expect(await complete('linkerd viz stat dep')).toEqual(['deployments.apps']);
  expect(await complete('linkerd viz tap -n kube-system deploy/co')).toEqual(['deploy/coredns']);
});

test('a file is left to the shell, and nothing is proposed where nothing is known', async () => {
  expect(await complete('istioctl kube-inject -f dep')).toBeUndefined();
  expect(await complete('istioctl analyze my')).toBeUndefined();
  expect(await complete('linkerd inject my')).toBeUndefined();
  expect(await complete('jq .it')).toBeUndefined();
  expect(await complete('istioctl install --set pro')).toEqual([]);
  expect(await complete('istioctl --no-such-flag x ')).toEqual([]);
});
