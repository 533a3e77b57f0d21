import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { runToEnd } from '#cluster/clock/pump.ts';
import { createCluster, type Cluster } from '#cluster/cluster.ts';
import { loadAll } from '#worker/course-cluster.ts';
import { images } from '#workloads/images.ts';
import { createMachine, type Machine } from '#worker/machine.ts';
import { collectedHeapMB } from './collected-heap.ts';
import { engineSize, partNames, sizeText } from './engine-size.ts';
import { nodeHost } from './node-host.ts';

const runs = 5;
const start = Date.UTC(2026, 10, 23, 9);
const bookinfo = readFileSync('tests/parity/files/bookinfo.yaml', 'utf8');

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function timed(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function newMachine(): Machine {
  return createMachine({
    setup: { files: { 'bookinfo.yaml': bookinfo }, seed: 1, start, loadBalancer: true },
    host: nodeHost,
    edit: () => Promise.resolve(),
    terminal: { columns: () => 80, write: () => Promise.resolve() },
  });
}

async function run({ shell, cluster }: Machine, line: string): Promise<void> {
  const started = shell.run(line);
  if (!('needsMore' in started)) await runToEnd(cluster.clock, started.done, nodeHost);
}

/** Milliseconds of CPU until that many pods are ready, and the heap of the whole process once garbage is collected. */
function readyPods(count: number): { ms: number; heapMB: number } {
  const cluster: Cluster = createCluster({ seed: 1, start, images, podsPerNode: 2000 });
  const before = process.cpuUsage();
  const labels = { app: 'web' };
  cluster.api.create('deployments.apps', {
    metadata: { namespace: 'default', name: 'web' },
    spec: {
      replicas: count,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] },
      },
    },
  });
  const ready = () =>
    cluster.api.get('deployments.apps', { namespace: 'default', name: 'web' }).status
      ?.readyReplicas ?? 0;
  for (let seconds = 0; ready() < count && seconds < 7200; seconds += 5)
    cluster.clock.advance(5_000);
  const { user, system } = process.cpuUsage(before);
  const heapMB = collectedHeapMB();
  // Held until its heap is measured.
  cluster.clock.now();
  return { ms: (user + system) / 1000, heapMB };
}

const lines = [
  'get pods',
  'get pods -o wide',
  'get all',
  'get deploy -o yaml',
  'describe pods',
  'get events',
  'get svc -o json',
  'api-resources',
  'get nodes',
  'explain pod.spec',
];

/** Figures of the simulated cluster: medians of five, one process. */
export async function benchCluster(): Promise<Record<string, string>> {
  // A browser keeps what it has compiled, too, and has no types to take away.
  enableCompileCache('node_modules/.cache/maillage/compiled');
  await loadAll();
  const rows: Record<string, string> = {};
  const boots: number[] = [];
  const applies: number[] = [];
  const kubectl: number[] = [];
  for (let at = 0; at < runs; at += 1) {
    let machine = newMachine();
    boots.push(await timed(() => (machine = newMachine()).shell.prompt()));
    await run(machine, 'kubectl version >/dev/null');
    applies.push(
      await timed(() =>
        run(
          machine,
          'kubectl apply -f bookinfo.yaml && kubectl wait --for=condition=Ready pod --all --timeout=300s',
        ),
      ),
    );
    for (const line of lines) kubectl.push(await timed(() => run(machine, `kubectl ${line}`)));
  }
  rows['premier prompt'] = `${median(boots).toFixed(0)} ms`;
  rows['Bookinfo, de apply à Ready'] = `${median(applies).toFixed(0)} ms`;
  const sorted = kubectl.toSorted((a, b) => a - b);
  rows['une ligne kubectl, p95'] =
    `${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(1)} ms`;
  for (const count of [100, 500, 1000]) {
    const results = Array.from({ length: runs }, () => readyPods(count));
    const ms = median(results.map((one) => one.ms));
    const heap = median(results.map((one) => one.heapMB));
    rows[`${count} pods Ready`] =
      `${ms.toFixed(0)} ms, ${(ms / count).toFixed(2)} ms par pod, tas ${heap.toFixed(0)} Mo`;
  }
  for (const part of partNames) rows[`${part}, gzip`] = sizeText(await engineSize(part));
  return rows;
}

if (import.meta.main) {
  console.table(await benchCluster());
  process.exit(0);
}
