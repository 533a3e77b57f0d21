import { createRandom } from '#cluster/clock/random.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { home } from '#worker/laptop.ts';
import { nodeHost } from '../../scripts/node-host.ts';
import { type LearnerMachine, openLearnerMachine } from '../support/learner-machine.ts';
import { fuzzedLine } from './lines.ts';
import { damagedManifest, manifestLine } from './manifests.ts';

/** What one line of input did that nothing may do. */
export interface Failure {
  kind: string;
  /** Seed of the machine, which every line before it has changed: the same seed and count replay it. */
  seed: number;
  at: number;
  input: string;
  detail: string;
}

export interface Outcome {
  done: number;
  failures: readonly Failure[];
  slowestMs: number;
  slowest: string;
  heapMB: number;
}

export interface FuzzOptions {
  kind: 'lines' | 'manifests';
  count: number;
  seed: number;
  /** Told before each input, so that one that never returns is known. */
  onInput?: (at: number, seed: number, input: string) => void;
}

/** Inputs of one machine: then a fresh one comes. */
const perMachine = 200;
const hangMs = 2_000;
const virtualLimitMs = 3_600_000;
const heapLimitMB = 500;

interface Ran {
  exitCode: number;
  isHung: boolean;
  ms: number;
  output: string;
}

/** Runs a line at instant pace; one that does not end is interrupted, as by Ctrl-C. */
async function runLine(
  machine: LearnerMachine,
  line: string,
  limitMs = virtualLimitMs,
): Promise<Ran> {
  const { shell, cluster } = machine;
  const began = process.cpuUsage();
  // A busy machine does not make a line slow: what counts is how long it computes.
  const computing = (): number => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  const run = shell.run(line);
  if ('needsMore' in run) {
    shell.cancel();
    return { exitCode: shell.status(), isHung: false, ms: 0, output: machine.printed() };
  }
  let isHung = false;
  const watchdog = setInterval(() => {
    if (computing() < hangMs) return;
    isHung = true;
    run.interrupt();
  }, 100);
  run.stdin.end();
  try {
    const isOver = await runToEnd(cluster.clock, run.done, { turn: nodeHost.turn, limitMs });
    if (!isOver) {
      run.interrupt();
      // Some programs take a second Ctrl-C, or a moment to stop.
      await runToEnd(cluster.clock, run.done, { turn: nodeHost.turn, limitMs: 60_000 });
    }
    const exitCode = await Promise.race([run.done, patience().then(() => Number.NaN)]);
    const ms = computing();
    return { exitCode, isHung: isHung || ms > hangMs, ms, output: machine.printed() };
  } finally {
    clearInterval(watchdog);
  }
}

const patience = (): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, 1_000).unref());

const ownKeys = (): string => Reflect.ownKeys(Object.prototype).map(String).join();
const untouched = ownKeys();

/** What is wrong with a line that ran, or undefined. */
function faultOf({ exitCode, isHung, ms, output }: Ran): [string, string] | undefined {
  if (isHung) return ['hang', `${Math.round(ms)} ms`];
  if (!Number.isInteger(exitCode) || exitCode < 0 || exitCode > 255)
    return ['exit code', String(exitCode)];
  if (ownKeys() !== untouched) return ['pollution', ownKeys()];
  const internal =
    /(?:TypeError|RangeError|ReferenceError|InternalError|Maximum call stack|Cannot read prop|is not a function|is not iterable|\[object Object\]|erreur interne).*/i.exec(
      output,
    );
  return internal ? ['internal error', internal[0].slice(0, 200)] : undefined;
}

/** Runs that many inputs, all of them a function of the seed. */
export async function fuzz({ kind, count, seed, onInput }: FuzzOptions): Promise<Outcome> {
  const failures: Failure[] = [];
  let [slowestMs, slowest, heapMB] = [0, '', 0];
  for (let done = 0; done < count;) {
    const machineSeed = seed + done;
    const random = createRandom(machineSeed);
    const machine = openLearnerMachine({ seed: machineSeed });
    for (let at = 0; at < perMachine && done < count; at += 1, done += 1) {
      const text = kind === 'lines' ? fuzzedLine(random) : damagedManifest(random);
      const line = kind === 'lines' ? text : manifestLine(random, 'damaged.yaml');
      onInput?.(at, machineSeed, text);
      if (kind === 'manifests') machine.laptop.files.write(`${home}/damaged.yaml`, text);
      const fail = (what: string, detail: string): void =>
        void failures.push({
          kind: what,
          seed: machineSeed,
          at,
          input: kind === 'lines' ? text : `${line}\n${text}`,
          detail,
        });
      try {
        const ran = await runLine(machine, line);
        const fault = faultOf(ran);
        if (fault) fail(fault[0], machine.faults.pop()?.stack ?? fault[1]);
        if (ran.ms > slowestMs) [slowestMs, slowest] = [ran.ms, text.slice(0, 300)];
        if (Number.isNaN(ran.exitCode)) at = perMachine;
      } catch (error) {
        fail('exception', error instanceof Error ? (error.stack ?? error.message) : String(error));
        at = perMachine;
      }
    }
    const heap = process.memoryUsage().heapUsed / 1e6;
    heapMB = Math.max(heapMB, heap);
    if (heap > heapLimitMB)
      failures.push({
        kind: 'heap',
        seed: machineSeed,
        at: 0,
        input: '',
        detail: `${Math.round(heap)} MB`,
      });
  }
  return { done: count, failures, slowestMs, slowest, heapMB };
}
