import { runToEnd } from '#cluster/clock/pump.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { type Ran, runProgram } from '#commands/run-program.ts';
import type { MemoryFiles } from '#process/memory-files.ts';
import { newCluster } from '#worker/course-cluster.ts';
import { createLaptop, home } from '#worker/laptop.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const start = Date.parse('2026-11-23T09:00:00Z');

export const gatewayApi =
  'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.5.1/standard-install.yaml';

export const fetchCli =
  "curl --proto '=https' --tlsv1.2 -sSfL https://run.linkerd.io/install-edge | LINKERD2_VERSION=edge-26.6.3 sh";

export interface Machine {
  readonly cluster: Cluster;
  readonly files: MemoryFiles;
  /** A line of the learner's shell. */
  readonly run: (line: string, stdin?: string) => Promise<Ran>;
  readonly pass: (ms: number) => Promise<void>;
}

export function machine(seed = 1): Machine {
  const cluster = newCluster({ seed, start, turn });
  const { files, programs } = createLaptop(cluster, {
    homeFiles: {},
    edit: () => Promise.resolve(),
    turn,
    onRun: () => undefined,
  });
  const sh = programs.get('sh');
  if (!sh) throw new Error('no shell');
  const run = async (line: string, stdin = ''): Promise<Ran> => {
    const work = runProgram(sh, ['sh', '-c', line], {
      time: cluster.clock,
      files,
      stdin,
      env: { HOME: home, PATH: `${home}/.linkerd2/bin:/usr/local/bin:/usr/bin:/bin` },
      cwd: home,
      isTerminal: false,
    });
    await runToEnd(cluster.clock, work, { turn });
    return await work;
  };
  const pass = async (ms: number) => {
    await runToEnd(cluster.clock, cluster.clock.sleep(ms), { turn });
  };
  return { cluster, files, run, pass };
}

export async function withCli(): Promise<Machine> {
  const made = machine();
  await made.run(fetchCli);
  return made;
}

/** With a control plane that is applied, and has had the time to start. */
export async function withLinkerd(): Promise<Machine> {
  const made = await withCli();
  await made.run(`kubectl apply --server-side -f ${gatewayApi}`);
  await made.run('linkerd install --crds | kubectl apply -f -');
  await made.run('linkerd install | kubectl apply -f -');
  await made.run(
    'kubectl -n linkerd wait --for=condition=Available deployment --all --timeout=180s',
  );
  return made;
}
