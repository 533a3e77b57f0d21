import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from '#cluster/clock/pump.ts';
import { istioctl } from '#commands/istioctl/istioctl.ts';
import { kubectl } from '#commands/kubectl/kubectl.ts';
import { type Ran, runProgram } from '#commands/run-program.ts';
import { createFiles } from '#process/memory-files.ts';
import { newCluster } from '#worker/course-cluster.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const bookinfo = readFileSync(
  join(import.meta.dirname, '../../../tests/parity/files/bookinfo.yaml'),
  'utf8',
);

export const start = Date.parse('2026-11-23T09:00:00Z');

export interface Machine {
  readonly run: (line: string, stdin?: string) => Promise<Ran>;
  /** Applies, waits for Deployments and until the proxies know; gives what was said on standard error. */
  readonly apply: (text: string) => Promise<string>;
}

/** A machine whose cluster has the demo profile and Bookinfo with sidecars. */
export async function meshed(): Promise<Machine> {
  const cluster = newCluster({ seed: 1, start, loadBalancer: true, turn });
  const reach = { fetch: cluster.fetch };
  const programs = { istioctl: istioctl(reach), kubectl: kubectl(reach) };
  const run: Machine['run'] = async (line, stdin = '') => {
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
  const apply: Machine['apply'] = async (text) => {
    const { stderr } = await run('kubectl apply -f -', text);
    await run('kubectl wait --for=condition=Available deployment --all -A --timeout=180s');
    await runToEnd(cluster.clock, cluster.clock.sleep(3000), { turn });
    return stderr;
  };
  await run('istioctl install --set profile=demo -y');
  await run('kubectl label namespace default istio-injection=enabled');
  await apply(bookinfo);
  return { run, apply };
}
