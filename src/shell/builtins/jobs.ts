import { output, print, type Environment } from '#shell/environment.ts';
import type { Job } from '#shell/jobs.ts';
import { Killed, signalNumbers } from '#shell/leave.ts';
import { waitForeground } from '#shell/run/pipeline.ts';
import { parseOptions, refuse, report, type Builtin } from './builtin.ts';
import { listSignals } from './control.ts';

export const jobs: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'lnprs');
  if (!options) return 2;
  const { flags, rest } = options;
  let status = 0;
  const wanted =
    rest.length === 0 ? sh.jobs.list() : rest.map((text) => sh.jobs.find(text) ?? text);
  for (const job of wanted) {
    if (typeof job === 'string') status = await report(sh, argv, `${job}: no such job`);
    else if (flags.has('r') && (job.status !== undefined || job.group.isStopped())) continue;
    else if (flags.has('s') && !job.group.isStopped()) continue;
    else {
      await print(sh, flags.has('p') ? `${job.pid}\n` : sh.jobs.describe(job, flags.has('l')));
      job.isTold = job.status !== undefined;
    }
  }
  for (const job of sh.jobs.list()) if (job.status !== undefined && job.isTold) sh.jobs.remove(job);
  return status;
};

async function find(
  sh: Environment,
  argv: readonly string[],
  text: string | undefined,
): Promise<Job | undefined> {
  const job = sh.jobs.find(text ?? '%+');
  if (!job) await report(sh, argv, `${text ?? 'current'}: no such job`);
  return job;
}

export const fg: Builtin = async (sh, argv) => {
  if (!sh.isInteractive) return report(sh, argv, 'no job control');
  const job = await find(sh, argv, argv[1]);
  if (!job) return 1;
  if (job.status !== undefined) {
    sh.jobs.remove(job);
    return report(sh, argv, 'job has terminated');
  }
  await print(sh, `${job.command}\n`);
  sh.jobs.touch(job);
  job.group.resume();
  const { signal } = sh.group.controller;
  const forward = (): void => {
    job.group.controller.abort(signal.reason);
  };
  signal.addEventListener('abort', forward, { once: true });
  const status = await waitForeground(sh, job.group, { done: job.done, add: () => job });
  signal.removeEventListener('abort', forward);
  if (!job.group.isStopped()) sh.jobs.remove(job);
  return status;
};

export const bg: Builtin = async (sh, argv) => {
  if (!sh.isInteractive) return report(sh, argv, 'no job control');
  const job = await find(sh, argv, argv[1]);
  if (!job) return 1;
  if (!job.group.isStopped()) {
    await report(sh, argv, `job ${job.id} already in background`);
    return 0;
  }
  job.group.resume();
  await print(sh, `[${job.id}]${sh.jobs.mark(job)} ${job.command} &\n`);
  return 0;
};

export const disown: Builtin = async (sh, argv) => {
  const all = argv.includes('-a') ? [...sh.jobs.list()] : [await find(sh, argv, argv[1])];
  for (const job of all) if (job) sh.jobs.remove(job);
  return all.every((job) => job) ? 0 : 1;
};

/** Waits for a job, but hears Ctrl-C. */
async function untilDone(sh: Environment, job: Job): Promise<number> {
  const { signal } = sh.group.controller;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const listen = (): void => {
      reject(new Killed(String(signal.reason)));
    };
    if (signal.aborted) listen();
    signal.addEventListener('abort', listen, { once: true });
    stop = () => {
      signal.removeEventListener('abort', listen);
    };
  });
  try {
    return await Promise.race([job.done, aborted]);
  } finally {
    stop();
  }
}

export const wait: Builtin = async (sh, argv) => {
  const options = await parseOptions(sh, argv, 'fnp:');
  if (!options) return 2;
  const { flags, rest } = options;
  if (flags.has('n')) return waitForOne(sh);
  if (rest.length === 0) {
    for (const job of sh.jobs.list()) {
      await untilDone(sh, job);
      if (!sh.isInteractive) sh.jobs.remove(job);
    }
    return 0;
  }
  let status = 0;
  for (const text of rest) {
    const job = sh.jobs.find(text);
    const ended = sh.jobs.statusOf(Number(text));
    if (job) status = await untilDone(sh, job);
    else if (ended !== undefined) status = ended;
    else if (/^\d+$/.test(text)) {
      await report(sh, argv, `pid ${text} is not a child of this shell`);
      status = 127;
    } else {
      await report(
        sh,
        argv,
        text.startsWith('%') ? `${text}: no such job` : `\`${text}': not a pid or valid job spec`,
      );
      status = text.startsWith('%') ? 127 : 1;
    }
    if (job && !sh.isInteractive) sh.jobs.remove(job);
  }
  return status;
};

async function waitForOne(sh: Environment): Promise<number> {
  const list = sh.jobs.list();
  if (list.length === 0) return 127;
  const { job, status } = await Promise.race(
    list.map(async (one) => ({ job: one, status: await untilDone(sh, one) })),
  );
  sh.jobs.remove(job);
  return status;
}

export const kill: Builtin = async (sh, argv) => {
  const [, first, ...others] = argv;
  if (first === undefined) return refuse(sh, argv, 'usage').then(() => 2);
  if (first === '-l' || first === '-L')
    return others.length > 0 ? nameSignals(sh, argv, others) : listSignals(sh);
  let signal = 'TERM';
  let targets = argv.slice(1);
  if (first === '-s' || first === '-n') [signal = '', ...targets] = others;
  else if (first !== '--' && /^-./.test(first)) [signal, targets] = [first.slice(1), others];
  else if (first === '--') targets = others;
  const name = nameOf(signal);
  if (name === undefined) return report(sh, argv, `${signal}: invalid signal specification`);
  let status = 0;
  for (const target of targets) status = (await send(sh, argv, { target, name })) || status;
  return status;
};

function nameOf(text: string): string | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name === '0') return '0';
  if (/^\d+$/.test(name))
    return Object.keys(signalNumbers).find((one) => signalNumbers[one] === Number(name));
  return Object.hasOwn(signalNumbers, name) ? name : undefined;
}

async function nameSignals(
  sh: Environment,
  argv: readonly string[],
  texts: readonly string[],
): Promise<number> {
  for (const text of texts) {
    const number = /^\d+$/.test(text)
      ? String(Number(text) > 128 ? Number(text) - 128 : Number(text))
      : text;
    const name = nameOf(number);
    if (name === undefined) return report(sh, argv, `${text}: invalid signal specification`);
    await print(sh, `${/^\d+$/.test(text) ? name : (signalNumbers[name] ?? 0)}\n`);
  }
  return 0;
}

async function send(
  sh: Environment,
  argv: readonly string[],
  { target, name }: { target: string; name: string },
): Promise<number> {
  const job = sh.jobs.find(target);
  if (!job && target === String(sh.pid)) return signalSelf(sh, name);
  if (!job) {
    if (/^-?\d+$/.test(target)) return report(sh, argv, `(${target}) - No such process`);
    return report(
      sh,
      argv,
      target.startsWith('%')
        ? `${target}: no such job`
        : `${target}: arguments must be process or job IDs`,
    );
  }
  if (job.status !== undefined) return report(sh, argv, `(${job.pid}) - No such process`);
  if (name === 'STOP' || name === 'TSTP') job.group.stop();
  else if (name === 'CONT') job.group.resume();
  else if (name !== '0' && name !== 'CHLD') {
    job.group.controller.abort(`SIG${name}`);
    job.group.resume();
  }
  return 0;
}

async function signalSelf(sh: Environment, name: string): Promise<number> {
  const action = sh.traps.get(name);
  if (name === '0' || action === '' || name === 'CHLD' || name === 'CONT') return 0;
  if (action !== undefined) {
    sh.signals.push(name);
    return 0;
  }
  // An interactive bash ignores SIGTERM; nothing is behind the course's one anyway.
  if (sh.isInteractive) {
    if (name !== 'TERM')
      await output(sh, 2).write(
        'maillage: ce terminal reste ouvert : il n’y a rien derrière lui\n',
      );
    return 0;
  }
  throw new Killed(`SIG${name}`);
}

export const times: Builtin = async (sh) => {
  await print(sh, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
  return 0;
};

export const suspend: Builtin = (sh, argv) => report(sh, argv, 'cannot suspend');
