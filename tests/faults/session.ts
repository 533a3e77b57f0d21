import { expect } from 'vitest';
import { runToEnd } from '#cluster/clock/pump.ts';
import type { Run } from '#shell/shell.ts';
import { home } from '#worker/laptop.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { type LearnerMachine, openLearnerMachine } from '../support/learner-machine.ts';

/** The computing time after which a line counts as hung: a busy machine does not make a line slow. */
export const hangMs = 2_000;

export interface Session extends LearnerMachine {
  /** What a line prints, both streams, with `[code]` at its end when that is not 0. At instant pace. */
  type: (line: string, options?: TypeOptions) => Promise<string>;
  /** Starts a line and leaves it running. */
  start: (line: string) => Run;
  /** Lets what was started go on, to its end or for that long in the cluster. */
  follow: (run: Run, limitMs?: number) => Promise<void>;
  write: (path: string, content: string | Uint8Array) => void;
}

interface TypeOptions {
  stdin?: string;
  /** Cluster time after which Ctrl-C comes. */
  interruptAfterMs?: number;
  /** Computing time that the line may take. */
  withinMs?: number;
}

/** A learner's machine at which lines are typed one by one. */
export function openSession(setup: { seed?: number; loadBalancer?: boolean } = {}): Session {
  const machine = openLearnerMachine(setup);
  const { shell, cluster, laptop, printed, faults } = machine;
  const start = (line: string): Run => {
    const run = shell.run(line);
    if ('needsMore' in run) throw new Error(`incomplete: ${line}`);
    return run;
  };
  const follow = async (run: Run, limitMs = 3_600_000): Promise<void> => {
    await runToEnd(cluster.clock, run.done, { turn: nodeHost.turn, limitMs });
  };
  const type = async (line: string, options: TypeOptions = {}): Promise<string> => {
    const { stdin = '', interruptAfterMs, withinMs = hangMs } = options;
    printed();
    const began = process.cpuUsage();
    const run = start(line);
    if (stdin) run.stdin.write(stdin);
    run.stdin.end();
    await follow(run, interruptAfterMs);
    run.interrupt();
    await follow(run, 60_000);
    const code = await run.done;
    const { user, system } = process.cpuUsage(began);
    const ms = (user + system) / 1000;
    expect(ms, `${line.slice(0, 80)}: computing time`).toBeLessThan(withinMs);
    expect(faults.splice(0), `${line.slice(0, 80)}: exceptions`).toEqual([]);
    return code === 0 ? printed() : `${printed()}[${code}]`;
  };
  const write: Session['write'] = (path, content) => {
    laptop.files.write(`${home}/${path}`, content);
  };
  return { ...machine, type, start, follow, write };
}
