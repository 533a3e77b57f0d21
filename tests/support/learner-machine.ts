import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMachine, type Machine } from '#worker/machine.ts';
import { nodeHost } from '../../scripts/node-host.ts';

const folder = 'tests/parity/files';

/** The manifests of the course, in every learner's home. */
const courseFiles = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
);

export interface LearnerMachine extends Machine {
  /** What was printed since the last call, both streams. */
  printed: () => string;
  /** Exceptions that commands let out: none may. */
  faults: Error[];
}

/** A learner's machine and its cluster, as the worker makes them, outside of a page. */
export function openLearnerMachine({ seed = 1, loadBalancer = true } = {}): LearnerMachine {
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
  const printed = (): string => {
    const all = text;
    text = '';
    return all;
  };
  return { ...machine, printed, faults };
}
