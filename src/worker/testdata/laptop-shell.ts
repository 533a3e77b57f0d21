import { runToEnd } from '#cluster/clock/pump.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { type Ran, runProgram } from '#commands/run-program.ts';
import { createLaptop, home } from '#worker/laptop.ts';

export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A script in the learner's home folder, and what it printed. */
export type Run = (script: string) => Promise<Ran>;

/** The shell of a learner's machine beside this cluster; `path` goes before the usual one. */
export function laptopShell(cluster: Cluster, path = ''): Run {
  const { files, programs } = createLaptop(cluster, {
    homeFiles: {},
    edit: () => Promise.resolve(),
    turn,
    onRun: () => {},
  });
  const sh = programs.get('sh');
  if (!sh) throw new Error('no shell');
  return async (script) => {
    const work = runProgram(sh, ['sh', '-c', script], {
      time: cluster.clock,
      files,
      cwd: home,
      env: { HOME: home, PATH: `${path}/usr/local/bin:/usr/bin:/bin` },
      isTerminal: false,
    });
    await runToEnd(cluster.clock, work, { turn });
    return await work;
  };
}
