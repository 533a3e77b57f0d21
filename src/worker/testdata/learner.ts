import { runToEnd } from '#cluster/clock/pump.ts';
import { type Ran, runProgram } from '#commands/run-program.ts';
import { newCluster } from '#worker/course-cluster.ts';
import { createLaptop, home } from '#worker/laptop.ts';
import { start } from './meshed.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A script in the learner's home folder, and what it printed. */
export type Run = (script: string) => Promise<Ran>;

/** The learner's machine with Istio's release on it, the demo profile in the cluster, and httpbin in the mesh. */
export async function learner(): Promise<Run> {
  const cluster = newCluster({ seed: 1, start, loadBalancer: true, turn });
  const { files, programs } = createLaptop(cluster, {
    homeFiles: {},
    edit: () => Promise.resolve(),
    turn,
    onRun: () => {},
  });
  const sh = programs.get('sh');
  if (!sh) throw new Error('no shell');
  const run: Run = async (script) => {
    const work = runProgram(sh, ['sh', '-c', script], {
      time: cluster.clock,
      files,
      cwd: home,
      env: { HOME: home, PATH: `${home}/istio-1.31.1/bin:/usr/local/bin:/usr/bin:/bin` },
      isTerminal: false,
    });
    await runToEnd(cluster.clock, work, { turn });
    return await work;
  };
  await run('curl -sL https://istio.io/downloadIstio | ISTIO_VERSION=1.31.1 sh -');
  await run('istioctl install --set profile=demo -y');
  await run('kubectl label namespace default istio-injection=enabled');
  await run('kubectl apply -f istio-1.31.1/samples/httpbin/httpbin.yaml');
  await run('kubectl wait --for=condition=available deployment/httpbin --timeout=90s');
  return run;
}
