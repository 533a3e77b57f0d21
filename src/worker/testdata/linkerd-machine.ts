import { runToEnd } from '#cluster/clock/pump.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { type Ran, runProgram, type Terms } from '#commands/run-program.ts';
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
  /** The same on a terminal, with Ctrl-C after some time. */
  readonly watch: (line: string, ms: number) => Promise<Ran>;
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
  const runOn = async (line: string, terms: Terms): Promise<Ran> => {
    const work = runProgram(sh, ['sh', '-c', line], {
      time: cluster.clock,
      files,
      env: { HOME: home, PATH: `${home}/.linkerd2/bin:/usr/local/bin:/usr/bin:/bin` },
      cwd: home,
      ...terms,
    });
    await runToEnd(cluster.clock, work, { turn });
    return await work;
  };
  const run = (line: string, stdin = '') => runOn(line, { stdin, isTerminal: false });
  const watch = (line: string, ms: number) => {
    const stop = new AbortController();
    cluster.clock.after(ms, () => {
      stop.abort('SIGINT');
    });
    return runOn(line, { isTerminal: true, signal: stop.signal });
  };
  const pass = async (ms: number) => {
    await runToEnd(cluster.clock, cluster.clock.sleep(ms), { turn });
  };
  return { cluster, files, run, watch, pass };
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
