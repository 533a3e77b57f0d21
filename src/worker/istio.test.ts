import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runToEnd } from '#cluster/clock/pump.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { istioctl } from '#commands/istioctl/istioctl.ts';
import { kubectl } from '#commands/kubectl/kubectl.ts';
import { type Ran, runProgram } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { newCluster } from './course-cluster.ts';
import { bookinfoFiles } from './outside/bookinfo-samples.ts';
import { gatewayApi } from './outside/gateway-api.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const start = Date.parse('2026-11-23T09:00:00Z');
const bookinfo = readFileSync(
  join(import.meta.dirname, '../../tests/parity/files/bookinfo.yaml'),
  'utf8',
);

const curl = `apiVersion: apps/v1
kind: Deployment
metadata: { name: curl, namespace: legacy }
spec:
  selector: { matchLabels: { app: curl } }
  template:
    metadata: { labels: { app: curl } }
    spec: { containers: [{ name: curl, image: curlimages/curl, command: [sleep, 1d] }] }
`;
const strict = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
`;

const kubernetesGateway = bookinfoFiles()['samples/bookinfo/gateway-api/bookinfo-gateway.yaml'];

interface Machine {
  cluster: Cluster;
  run: (line: string, stdin?: string) => Promise<Ran>;
  /** Lets time go by. */
  pass: (ms: number) => Promise<void>;
}

function machine(seed = 1): Machine {
  const cluster = newCluster({ seed, start, loadBalancer: true, turn });
  const reach = { fetch: cluster.fetch };
  const programs = { istioctl: istioctl(reach), kubectl: kubectl(reach) };
  const run = async (line: string, stdin = '') => {
    const [name = '', ...args] = line.split(' ');
    const program = name === 'istioctl' ? programs.istioctl : programs.kubectl;
    const work = runProgram(program, [name, ...args], {
      time: cluster.clock,
      files: createFiles({ now: cluster.clock.now }),
      stdin,
      isTerminal: false,
    });
    await runToEnd(cluster.clock, work, { turn });
    return await work;
  };
  const pass = async (ms: number) => {
    await runToEnd(cluster.clock, cluster.clock.sleep(ms), { turn });
  };
  return { cluster, run, pass };
}

async function meshed(): Promise<Machine> {
  const made = machine();
  const { run } = made;
  await run('istioctl install --set profile=demo -y');
  await run('kubectl label namespace default istio-injection=enabled');
  await run('kubectl apply -f -', bookinfo);
  await run('kubectl wait --for=condition=Available deployment --all --timeout=180s');
  return made;
}

test('istioctl install brings up the demo profile', async () => {
  const { run } = machine();
  const installed = await run('istioctl install --set profile=demo -y');
  expect(installed.code).toBe(0);
  await expect(installed.stderr).toMatchFileSnapshot('./testdata/istioctl-install.golden');
  const { stdout } = await run('kubectl get all -n istio-system');
  await expect(stdout).toMatchFileSnapshot('./testdata/istio-system.golden');
  expect((await run('istioctl version')).stdout).toBe(
    'client version: 1.31.1\ncontrol plane version: 1.31.1\ndata plane version: 1.31.1 (2 proxies)\n',
  );
});

test('Bookinfo runs with its sidecars, and STRICT keeps out who has none', async () => {
  const { run, pass } = await meshed();
  const pods = (await run('kubectl get pods --no-headers')).stdout.trim().split('\n');
  expect(pods.map((line) => line.split(/ +/).slice(1, 3).join(' '))).toEqual(
    Array.from({ length: 6 }, () => '2/2 Running'),
  );
  const status = '-sS -o /dev/null -w %{http_code}';
  const inside = `kubectl exec deploy/ratings-v1 -c ratings -- curl ${status} productpage:9080/productpage`;
  expect(await run(inside)).toMatchObject({ stdout: '200', code: 0 });

  await run('kubectl create namespace legacy');
  await run('kubectl apply -f -', curl);
  await run('kubectl wait --for=condition=Available deployment/curl -n legacy --timeout=60s');
  const outside = `kubectl exec deploy/curl -n legacy -- curl ${status} http://productpage.default:9080/productpage`;
  expect(await run(outside)).toMatchObject({ stdout: '200', code: 0 });

  await run('kubectl apply -f -', strict);
  await pass(1000);
  expect(await run(outside)).toEqual({
    stdout: '000',
    stderr:
      'curl: (56) Recv failure: Connection reset by peer\ncommand terminated with exit code 56\n',
    code: 56,
  });
  expect(await run(inside)).toMatchObject({ stdout: '200', code: 0 });
});

test('a Gateway of the Gateway API is deployed, and lets its routes in', async () => {
  const { run, pass } = await meshed();
  await run('kubectl apply --server-side -f -', gatewayApi('v1.5.1'));
  await run('kubectl apply -f -', kubernetesGateway);
  const before = await run('kubectl get gateways.gateway.networking.k8s.io');
  await run(
    'kubectl annotate gtw bookinfo-gateway networking.istio.io/service-type=ClusterIP --overwrite',
  );
  await pass(20_000);
  const after = await run('kubectl get gtw,gc,httproute,deploy,svc');
  await expect(`${before.stdout}\n${after.stdout}`).toMatchFileSnapshot(
    './testdata/bookinfo-gateway-api.golden',
  );
  const ask = (path: string) =>
    run(
      `kubectl exec deploy/ratings-v1 -c ratings -- curl -s -o /dev/null -w %{http_code} http://bookinfo-gateway-istio${path}`,
    );
  expect([(await ask('/productpage')).stdout, (await ask('/none')).stdout]).toEqual(['200', '404']);
});

test('injection is told as the webhooks would do it', async () => {
  const { run } = await meshed();
  await expect(
    (await run('istioctl x check-inject deploy/productpage-v1')).stdout,
  ).toMatchFileSnapshot('./testdata/check-inject.golden');
  const pod = await run(
    'kubectl get pod -l app=details -o jsonpath={.items[0].metadata.annotations}{"\\n"}{.items[0].spec.initContainers}',
  );
  await expect(pod.stdout).toMatchFileSnapshot('./testdata/injected-details.golden');
});

test('two control planes share a cluster by their revisions and tags', async () => {
  const { run, pass } = machine();
  const shown = async (line: string) => {
    const { stdout, stderr } = await run(line);
    return `$ ${line}\n${stdout}${stderr}`;
  };
  const transcript: string[] = [];
  for (const line of [
    'istioctl version',
    'istioctl x precheck',
    'istioctl tag list',
    'istioctl install --set profile=minimal --revision canary -y',
    'istioctl tag list',
    'istioctl tag set prod --revision canary',
    'istioctl tag set prod --revision canary',
    'istioctl tag set prod --revision none --overwrite',
    'kubectl create namespace shop',
    'kubectl label namespace shop istio.io/rev=prod',
    'kubectl create deployment web -n shop --image=nginx',
    'kubectl wait -n shop --for=condition=Available deployment/web',
    'istioctl x check-inject -n shop deploy/web',
    'istioctl tag list',
    'istioctl install --set profile=minimal -y',
    'istioctl version',
    'istioctl tag set prod --revision default --overwrite',
    'istioctl tag remove prod -y',
    'istioctl tag list',
    'istioctl uninstall --revision none -y',
    'istioctl uninstall --revision canary -y',
    'kubectl get mutatingwebhookconfigurations',
  ]) {
    await pass(1000);
    transcript.push(await shown(line));
  }
  await expect(transcript.join('\n')).toMatchFileSnapshot('./testdata/istio-revisions.golden');
});

test('what istioctl installed goes with it, but for the namespace', async () => {
  const { run, pass } = machine();
  await run('istioctl install -y');
  const { stdout, code } = await run('istioctl uninstall --purge -y');
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot('./testdata/istioctl-uninstall.golden');
  await pass(10_000);
  expect((await run('kubectl get crd')).stderr).toBe('No resources found\n');
  expect((await run('istioctl version')).stdout).toBe('client version: 1.31.1\n');
});

test('a mesh can be saved at any instant, and goes on as the first time', async () => {
  const { run, pass, cluster } = await meshed();
  await run('kubectl apply --server-side -f -', gatewayApi('v1.6.0'));
  await run('kubectl apply -f -', kubernetesGateway);
  // In the middle of its deployment.
  await pass(1000);
  const restore = cluster.save();
  const go = async () => {
    await run('kubectl delete pod -n istio-system -l app=istiod');
    await run('kubectl delete pod -l app=details');
    await pass(20_000);
    await run('kubectl apply -f -', strict);
    await pass(1000);
    const answers = [];
    for (const line of [
      'kubectl exec deploy/ratings-v1 -c ratings -- curl -sS productpage:9080/productpage',
      'kubectl get pods -A -o wide',
      'istioctl proxy-status',
      'kubectl logs deploy/productpage-v1 -c istio-proxy --tail=20',
      'kubectl logs -n istio-system deploy/istiod',
      'kubectl get pa -A',
      'kubectl get gtw,gc,httproute -o yaml',
    ])
      answers.push(await run(line));
    return answers;
  };
  const first = await go();
  expect(first.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  restore();
  expect((await run('kubectl get pa -A')).stderr).toBe('No resources found\n');
  restore();
  expect(await go()).toEqual(first);
});

const web = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata:
      labels: { app: web, sidecar.istio.io/inject: "true" }
      annotations:
        proxy.istio.io/config: '{ "proxyMetadata": { "SECRET_TTL": "1h" } }'
    spec: { containers: [{ name: nginx, image: nginx }] }
`;

test('proxies renew their certificates when half of their life is over', async () => {
  const { run, pass } = machine();
  await run('istioctl install --set profile=minimal -y');
  await run('kubectl apply -f -', web);
  await run('kubectl rollout status deployment/web');
  const rows = async () =>
    (await run('istioctl proxy-config secret deploy/web')).stdout.split('\n');
  const before = await rows();
  await pass(32 * 60 * 1000);
  const after = await rows();
  expect(after[1]).not.toBe(before[1]);
  expect(after[2]).toBe(before[2]);
  const { stdout } = await run('kubectl logs deploy/web -c istio-proxy');
  expect(stdout.match(/generated new workload certificate/g)).toHaveLength(2);
});

test('a proxy that finds no istiod is not ready, and says why', async () => {
  const { run, pass } = machine();
  await run('istioctl install --set profile=minimal -y');
  await run('kubectl label namespace default istio-injection=enabled');
  await run('kubectl create deployment web --image=nginx');
  await run('kubectl rollout status deployment/web');
  await run('kubectl scale deployment/istiod -n istio-system --replicas=0');
  await pass(5000);
  await run('kubectl delete pod -l app=web');
  await pass(5000);
  expect((await run('kubectl get pods')).stdout).toBe('');
  const { stdout } = await run('kubectl get events --field-selector reason=FailedCreate');
  expect(stdout).toContain(
    'Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": dial tcp',
  );
});

test('proxies go on with what they have while no istiod runs, and find the next one', async () => {
  const { run, pass } = await meshed();
  const scale = (replicas: number) =>
    run(`kubectl scale deployment istiod -n istio-system --replicas=${replicas}`);
  await scale(0);
  await pass(20_000);
  const logs = await run('kubectl logs deploy/reviews-v1 -c istio-proxy --tail=3');
  expect(logs.stdout.match(/xdsproxy\tfailed to connect to upstream/g)).toHaveLength(3);
  const ask = 'kubectl exec deploy/ratings-v1 -c ratings -- curl -s http://reviews:9080/health';
  expect((await run(ask)).stdout).toBe('{"status": "Reviews is healthy"}');
  expect((await run('istioctl ps')).stderr).toBe(
    'Error: no running Istio pods in "istio-system"\n',
  );
  await scale(2);
  await pass(60_000);
  const { stdout } = await run('istioctl ps');
  expect(stdout.match(/ {5}istiod-/g)).toHaveLength(8);
});
