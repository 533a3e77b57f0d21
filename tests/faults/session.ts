import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runToEnd } from '#cluster/clock/pump.ts';
import type { Run } from '#shell/shell.ts';
import { home } from '#worker/laptop.ts';
import { createMachine, type Machine } from '#worker/machine.ts';
import { nodeHost } from '../../scripts/node-host.ts';

const folder = 'tests/parity/files';

/** The manifests of the course, in every learner's home. */
const courseFiles = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
);

/** The computing time after which a line counts as hung: a busy machine does not make a line slow. */
export const hangMs = 2_000;

export interface Session extends Machine {
  /** What a line prints, both streams, with `[code]` at its end when that is not 0. At instant pace. */
  type: (line: string, options?: TypeOptions) => Promise<string>;
  /** Starts a line and leaves it running. */
  start: (line: string) => Run;
  /** Lets what was started go on, to its end or for that long in the cluster. */
  follow: (run: Run, limitMs?: number) => Promise<void>;
  printed: () => string;
  write: (path: string, content: string | Uint8Array) => void;
  /** Exceptions that commands let out: none may. */
  faults: readonly Error[];
}

interface TypeOptions {
  stdin?: string;
  /** Cluster time after which Ctrl-C comes. */
  interruptAfterMs?: number;
  /** Computing time that the line may take. */
  withinMs?: number;
}

/** A learner's machine and its cluster, as the worker makes them, outside of a page. */
export function openSession({ seed = 1, loadBalancer = true } = {}): Session {
  let text = '';
  const faults: Error[] = [];
  const decoder = new TextDecoder();
  const machine = createMachine({
    setup: { files: courseFiles, seed, start: Date.UTC(2026, 0, 15, 9), loadBalancer },
    host: nodeHost,
    edit: () => Promise.resolve(),
    onFault: (error) => void faults.push(error),
    terminal: {
      columns: () => 80,
      write: (data) => {
        text += typeof data === 'string' ? data : decoder.decode(data);
        return Promise.resolve();
      },
    },
  });
  const { shell, cluster, laptop } = machine;
  const printed = (): string => {
    const all = text;
    text = '';
    return all;
  };
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
  return { ...machine, type, start, follow, printed, write, faults };
}
