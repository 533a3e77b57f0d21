import { beforeEach, expect, test } from 'vitest';
import { openSession, type Session } from './session.ts';

let session: Session;

beforeEach(() => {
  session = openSession();
});

const nodes = ['maillage-control-plane', 'maillage-worker', 'maillage-worker2'];

test('39: without kube-system the cluster goes on, and its name server comes back', async () => {
  expect(await session.type('kubectl delete ns kube-system')).toBe(
    'Error from server (Forbidden): namespaces "kube-system" is forbidden: this namespace may not be deleted\n[1]',
  );
  await session.type(
    'kubectl delete pods -n kube-system --all --force --grace-period=0 2>/dev/null',
  );
  await session.type('sleep 60');
  expect(
    await session.type(
      "kubectl get deploy -n kube-system coredns -o jsonpath='{.status.readyReplicas}'",
    ),
  ).toBe('2');
});

test('39: without a node nothing runs, and new pods wait for one', async () => {
  await session.type('kubectl create deployment web --image=nginx:1.28; sleep 10');
  for (const node of nodes) await session.type(`kubectl delete node ${node}`);
  await session.type('sleep 120');
  expect(await session.type('kubectl get nodes')).toBe('No resources found\n');
  expect(await session.type("kubectl get po -o jsonpath='{.items[*].status.phase}'")).toBe(
    'Pending',
  );
  expect(await session.type('kubectl get events')).toContain('no nodes available to schedule pods');
});

test('39: the namespace in use may go, and a saved instant brings it back', async () => {
  await session.type(
    'kubectl create ns shop; kubectl config set-context --current --namespace=shop',
  );
  await session.type('kubectl create deployment web --image=nginx:1.28; sleep 10');
  const restore = session.save();
  await session.type('kubectl delete ns shop');
  expect(await session.type('kubectl get pods')).toBe('No resources found in shop namespace.\n');
  expect(await session.type('kubectl create cm a')).toBe(
    'error: failed to create configmap: namespaces "shop" not found\n[1]',
  );
  const start = performance.now();
  restore();
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(await session.type("kubectl get po -o jsonpath='{.items[*].status.phase}'")).toBe(
    'Running',
  );
});

test('40: a finalizer that nobody ends keeps its object, and its namespace Terminating', async () => {
  await session.type('kubectl create ns stuck; kubectl create cm a -n stuck');
  await session.type(
    `kubectl patch cm a -n stuck -p '{"metadata":{"finalizers":["example.com/never"]}}'`,
  );
  await session.type('kubectl delete ns stuck --wait=false; sleep 600');
  expect(await session.type('kubectl get ns stuck --no-headers')).toMatch(/^stuck\s+Terminating/);
  expect(
    await session.type(
      `kubectl get ns stuck -o jsonpath='{.status.conditions[?(@.type=="NamespaceFinalizersRemaining")].message}'`,
    ),
  ).toBe(
    'Some content in the namespace has finalizers remaining: example.com/never in 1 resource instances',
  );
  await session.type(`kubectl patch cm a -n stuck -p '{"metadata":{"finalizers":null}}'; sleep 60`);
  expect(await session.type('kubectl get ns stuck')).toContain('NotFound');
});

test('41: a billion replicas keep the cluster answering, and go when they are scaled down', async () => {
  await session.type('kubectl create deployment web --image=nginx:1.28');
  expect(await session.type('kubectl scale deploy/web --replicas=1000000000')).toBe(
    'deployment.apps/web scaled\n',
  );
  await session.type('sleep 1', { withinMs: 20_000 });
  expect(await session.type('kubectl get deploy web --no-headers', { withinMs: 20_000 })).toMatch(
    /\/1000000000/,
  );
  expect(await session.type('kubectl delete deploy web', { withinMs: 20_000 })).toContain(
    'deleted',
  );
});

test('42: a crash loop, an absent image and a probe that never succeeds show as in reality', async () => {
  await session.type(
    "kubectl run crash --image=busybox:1.37 -- sh -c 'exit 3'; kubectl run absent --image=example.com/absent:1",
  );
  session.write(
    'probe.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: probe}\nspec:\n  containers:\n  - name: web\n    image: nginx:1.28\n    readinessProbe: {tcpSocket: {port: 81}}\n',
  );
  await session.type('kubectl apply -f probe.yaml; sleep 120');
  const pods = await session.type('kubectl get pods --no-headers');
  expect(pods).toMatch(/^absent\s+0\/1\s+(ImagePullBackOff|ErrImagePull)\s+0/m);
  expect(pods).toMatch(/^crash\s+0\/1\s+(CrashLoopBackOff|Error)\s+[1-9]/m);
  expect(pods).toMatch(/^probe\s+0\/1\s+Running\s+0/m);
  const events = await session.type('kubectl get events');
  expect(events).toContain('Back-off restarting failed container');
  expect(events).toContain('Readiness probe failed');
  await session.type('kubectl delete pods --all --force --grace-period=0 2>/dev/null; sleep 600');
  expect(await session.type('kubectl get pods')).toBe('No resources found in default namespace.\n');
});
