import type { Ran } from '#checks/world.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { completeProgram } from '#commands/complete.ts';
import type { Surroundings } from '#commands/kubectl/complete.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import { createShell, type Shell, type Terminal } from '#shell/shell.ts';
import { newCluster } from './course-cluster.ts';
import { createLaptop, home, type Laptop } from './laptop.ts';
import type { Host } from './pace.ts';
import { watchTraffic, type TrafficWatch } from './traffic.ts';

/** A cluster, the learner's machine beside it, and the shell of that machine. */
export interface Machine {
  cluster: Cluster;
  laptop: Laptop;
  shell: Shell;
  traffic: TrafficWatch;
  /** What the shell has started, in the order in which it ended. */
  ran: () => readonly Ran[];
  /** The address that was opened last in the machine's browser, while it is served. */
  browsed: () => string | undefined;
  /** False while something runs whose promises cannot be kept. */
  isSaveable: () => boolean;
  save: () => Restore;
}

export interface MachineOptions {
  setup: SessionSetup;
  host: Pick<Host, 'turn'>;
  terminal: Terminal;
  /** Opens a file in an editor, and resolves when it is closed. */
  edit: (path: string) => Promise<void>;
  /** Told of an address that a program opens in the browser. */
  onBrowse?: (url: string) => void;
  /** Told of an exception that a command let out: a fault of ours. */
  onFault?: (error: Error) => void;
}

export function createMachine(options: MachineOptions): Machine {
  const { setup, host, terminal, edit, onFault } = options;
  const { seed, start, loadBalancer, files } = setup;
  // Computing takes no virtual time, however many turns it needs.
  const turn = (): Promise<void> => cluster.clock.hold(host.turn());
  const cluster: Cluster = newCluster({ seed, start, loadBalancer, turn });
  const traffic = watchTraffic(cluster);
  let ran: readonly Ran[] = [];
  const onRun = (run: Ran): void => {
    ran = [...ran, run].slice(-mostRuns);
  };
  let browsed: string | undefined;
  const browse = (url: string): void => {
    browsed = url;
    options.onBrowse?.(url);
  };
  const laptop = createLaptop(cluster, { homeFiles: files, edit, browse, turn, onRun });
  const shell: Shell = createShell({
    ...laptop,
    time: cluster.clock,
    random: cluster.random,
    turn,
    env: new Map([['KUBECONFIG', `${home}/.kube/config`]]),
    suggested: ['kubectl', 'curl', 'openssl'],
    completeProgram: (words) => completeProgram(surroundings(), laptop.reach, words),
    terminal,
    ...(onFault ? { onFault } : {}),
  });
  const surroundings = (): Surroundings => ({
    env: new Map(['HOME', 'KUBECONFIG'].map((name) => [name, shell.variable(name) ?? ''])),
    cwd: shell.cwd(),
    files: laptop.files,
    signal: new AbortController().signal,
    time: cluster.clock,
  });
  return {
    cluster,
    laptop,
    shell,
    traffic,
    ran: () => ran,
    browsed: () => {
      const port = browsed === undefined ? 0 : Number(new URL(browsed).port);
      return cluster.network.machine.listening().includes(port) ? browsed : undefined;
    },
    isSaveable: () => cluster.isSaveable() && !shell.hasJobs(),
    save: () => {
      const saved = { ran, browsed };
      const restores = [cluster, laptop.files, shell, traffic].map((part) => part.save());
      return () => {
        ({ ran, browsed } = saved);
        for (const restore of restores) restore();
      };
    },
  };
}

/** A loop that runs for ever must not fill the memory. */
const mostRuns = 1000;
