import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fuzz, type Outcome } from '../tests/fuzz/run.ts';
import { densePace, fuzzOperations } from '../tests/fuzz/operations.ts';

const usage = `npm run -s fuzz -- [--lines N] [--manifests N] [--operations N] [--seed N]

Lance des commandes, des manifestes abîmés et des opérations au hasard sur le cluster simulé, et dit ce qui n’aurait pas dû arriver.
La même graine rejoue la même suite.`;

const kinds = ['lines', 'manifests', 'operations'] as const;
type Kind = (typeof kinds)[number];

interface Job {
  kind: Kind;
  count: number;
  seed: number;
}

type Message = { at: number; seed: number; input: string } | { outcome: Outcome };

/** Chromium gives a worker half the stack that Node's first thread has. */
const browserStackMb = 0.7;

/** Inputs that never return are found by a silence of that long. */
const silenceMs = 30_000;

async function work({ kind, count, seed }: Job): Promise<void> {
  const onInput = (at: number, machineSeed: number, input: string): void =>
    parentPort?.postMessage({ at, seed: machineSeed, input } satisfies Message);
  const outcome =
    kind === 'operations'
      ? await fuzzOperations({ count, seed, pace: densePace, onInput })
      : await fuzz({ kind, count, seed, onInput });
  parentPort?.postMessage({ outcome } satisfies Message);
}

/** Runs a job in a thread of its own, so that an endless loop in it does not silence this one. */
function supervise(job: Job): Promise<Outcome | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: 1_500, stackSizeMb: browserStackMb },
    });
    let [last, done, told] = [Date.now(), 0, Date.now()];
    let current: Message | undefined;
    const stop = (outcome?: Outcome): void => {
      clearInterval(timer);
      void worker.terminate();
      resolve(outcome);
    };
    const fail = (why: string): void => {
      console.error(`${job.kind} : ${why}\n${JSON.stringify(current)}`);
      stop();
    };
    const timer = setInterval(() => {
      // To load everything takes a while on a busy machine.
      const patienceMs = current === undefined ? 10 * silenceMs : silenceMs;
      if (Date.now() - last > patienceMs) fail(`rien depuis ${patienceMs / 1000} s`);
      if (Date.now() - told < 10_000) return;
      told = Date.now();
      console.error(`${job.kind} : ${done} sur ${job.count}`);
    }, 1_000);
    worker.on('message', (message: Message) => {
      if ('outcome' in message) return stop(message.outcome);
      [last, current] = [Date.now(), message];
      done += 1;
    });
    worker.on('error', (error) =>
      fail(error instanceof Error ? (error.stack ?? '') : String(error)),
    );
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      lines: { type: 'string', default: '2000' },
      manifests: { type: 'string', default: '2000' },
      operations: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  let status = 0;
  const rows = [];
  for (const kind of kinds) {
    const count = Number(values[kind]);
    if (count === 0) continue;
    const start = Date.now();
    const outcome = await supervise({ kind, count, seed: Number(values.seed) });
    if (!outcome || outcome.failures.length > 0) status = 1;
    for (const failure of outcome?.failures ?? []) console.error(JSON.stringify(failure));
    rows.push({
      quoi: kind,
      faits: outcome?.done ?? 'interrompu',
      fautes: outcome?.failures.length ?? '?',
      'le plus long (ms)': Math.round(outcome?.slowestMs ?? Number.NaN),
      'tas (Mo)': Math.round(outcome?.heapMB ?? Number.NaN),
      s: Math.round((Date.now() - start) / 1000),
    });
    if (outcome?.slowest) console.error(`le plus long : ${JSON.stringify(outcome.slowest)}`);
  }
  console.table(rows);
  return status;
}

if (isMainThread) process.exitCode = await main();
else await work(workerData as Job);
