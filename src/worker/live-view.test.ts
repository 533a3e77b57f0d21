import { beforeAll, expect, test } from 'vitest';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createLook } from '#checks/evaluate.ts';
import { inspect } from './inspect.ts';
import { createMachine, type Machine } from './machine.ts';
import { worldOf } from './steps.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
let machine: Machine;
let output = '';

async function run(...lines: string[]): Promise<string> {
  output = '';
  for (const line of lines) {
    const started = machine.shell.run(line);
    if ('needsMore' in started) throw new Error(`${line}: not a whole line`);
    await runToEnd(machine.cluster.clock, started.done, { turn });
  }
  return output;
}

/** As text: `caller → callee: what became of the last call`. */
function edges(): string[] {
  return machine.traffic
    .look()
    .edges.map(
      ({ from, to, encrypted, result, fate, count, wrong }) =>
        `${from.name} → ${to.name}: ${result}, ${encrypted ? 'encrypted' : 'plain'}, ${fate}, ${wrong}/${count}`,
    );
}

const curl = (from: string, to: string): string =>
  `kubectl exec -n ${from} -c curl deploy/curl -- curl -sS -o /dev/null ${to}`;
const strict = `kubectl apply -f - <<'YAML'
{ apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: { name: default, namespace: istio-system }, spec: { mtls: { mode: STRICT } } }
YAML`;

beforeAll(async () => {
  machine = createMachine({
    setup: { files: {}, seed: 1, start: Date.parse('2026-11-23T09:00:00Z'), loadBalancer: true },
    host: { turn },
    terminal: {
      columns: () => 200,
      write: (data) => {
        output += typeof data === 'string' ? data : new TextDecoder().decode(data);
        return Promise.resolve();
      },
    },
    edit: () => Promise.resolve(),
  });
  await run(
    'curl -sL https://istio.io/downloadIstio | ISTIO_VERSION=1.31.1 sh - > /dev/null',
    'istio-1.31.1/bin/istioctl install --set profile=demo -y',
    'kubectl label namespace default istio-injection=enabled',
    'kubectl create namespace legacy',
    'kubectl create deployment curl --image=curlimages/curl -- sleep 1d',
    'kubectl create deployment curl -n legacy --image=curlimages/curl -- sleep 1d',
    'kubectl apply -f istio-1.31.1/samples/bookinfo/platform/kube/bookinfo.yaml',
    'kubectl wait --for=condition=Available deployment --all -A --timeout=180s',
    'sleep 3',
  );
});

test('calls are counted by their two ends, and what proxies say to istiod is not', async () => {
  expect(edges()).toEqual([]);
  await run(curl('default', 'http://details:9080/details/0'));
  await run(curl('legacy', 'http://details.default:9080/details/0'));
  expect(edges()).toEqual([
    'curl → details-v1: code 200, encrypted, answered, 0/1',
    'curl → details-v1: code 200, plain, answered, 0/1',
  ]);
  expect(machine.traffic.look().edges[0]).toMatchObject({
    from: { kind: 'workload', namespace: 'default' },
    callerIdentity: 'spiffe://cluster.local/ns/default/sa/default',
    calleeIdentity: 'spiffe://cluster.local/ns/default/sa/bookinfo-details',
  });
});

test('a refusal is told, and the same view is given until something happens', async () => {
  const restore = machine.save();
  await run(strict, 'sleep 3', curl('legacy', 'http://details.default:9080/details/0'));
  expect(edges().at(-1)).toBe('curl → details-v1: connexion réinitialisée, plain, refused, 1/2');
  await run(curl('legacy', 'http://reviews.default:9080/reviews/0'));
  expect(edges().at(-1)).toBe('curl → reviews: connexion réinitialisée, plain, refused, 1/1');
  const view = machine.traffic.look();
  expect(machine.traffic.look()).toBe(view);
  restore();
  expect(edges()).toHaveLength(2);
});

test('what a check tries is not seen', () => {
  const before = machine.traffic.look();
  const look = createLook(worldOf(machine));
  const { holds } = look.at({
    exchange: {
      from: { namespace: 'default', labels: 'app=curl' },
      to: 'http://reviews:9080/reviews/0',
      gives: { status: 200 },
    },
  });
  look.end();
  expect(holds).toBe(true);
  expect(machine.traffic.look()).toBe(before);
});

test('a pod’s proxy is inspected without a trace, as istioctl and openssl show it', async () => {
  const { api } = machine.cluster;
  const [pod] = api.list('pods', { namespace: 'default', labels: 'app=details' });
  const name = pod?.metadata.name ?? '';
  const proxy = inspect(machine.cluster, { namespace: 'default', name });
  expect(proxy).toMatchObject({
    mtls: 'PERMISSIVE',
    ports: [],
    certificate: {
      identity: 'spiffe://cluster.local/ns/default/sa/bookinfo-details',
      issuer: 'O = cluster.local',
    },
  });
  const istioctl = 'istio-1.31.1/bin/istioctl proxy-config';
  expect(await run(`${istioctl} secret ${name}`)).toContain(proxy?.certificate?.serial ?? '?');
  const rows = async (kind: string): Promise<number> =>
    Number(await run(`${istioctl} ${kind} ${name} -o json | grep -c '^        "name"'`));
  expect(proxy?.clusters.length).toBe(await rows('cluster'));
  expect(proxy?.routes).toContain('9080');
  expect(proxy?.listeners).toContain('virtualInbound');
});

test('the mode of a port is told where a policy sets it, and nothing of a pod without proxy', async () => {
  await run(`kubectl apply -f - <<'YAML'
{ apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: { name: details, namespace: default }, spec: { selector: { matchLabels: { app: details } }, mtls: { mode: STRICT }, portLevelMtls: { 9080: { mode: PERMISSIVE } } } }
YAML`);
  const podOf = (namespace: string, labels: string) => {
    const [pod] = machine.cluster.api.list('pods', { namespace, labels });
    return { namespace, name: pod?.metadata.name ?? '' };
  };
  expect(inspect(machine.cluster, podOf('default', 'app=details'))).toMatchObject({
    mtls: 'STRICT',
    ports: [{ port: 9080, mtls: 'PERMISSIVE' }],
  });
  expect(inspect(machine.cluster, podOf('legacy', 'app=curl'))).toBeUndefined();
  expect(inspect(machine.cluster, { namespace: 'default', name: 'gone' })).toBeUndefined();
});
