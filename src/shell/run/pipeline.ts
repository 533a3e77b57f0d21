import type { CommandNode, Pipeline, Statement } from 'unbash';
import { createPipe, type Pipe } from '#process/pipe.ts';
import { BrokenPipe, type Output } from '#process/streams.ts';
import { Reader, readerOf } from '#shell/descriptors.ts';
import { fork, output, type Environment, type Group } from '#shell/environment.ts';
import { createGroup, type JobGroup } from '#shell/jobs.ts';
import { Leave } from '#shell/leave.ts';
import { endJobs, inSubshell } from './subshell.ts';

/** Runs a pipeline: every stage at once, each in its own shell. */
export async function runPipeline(sh: Environment, node: Pipeline): Promise<number> {
  const isNegated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
  const isTimed = node.prefixes.some(({ type }) => type === 'Time');
  const start = sh.host.time.now();
  if (isNegated) sh.unchecked += 1;
  let status: number;
  try {
    const [only] = node.commands;
    if (!only) status = 0;
    else if (node.commands.length === 1) status = await sh.host.engine.command(sh, only);
    else status = await foreground(sh, node, (group) => runStages(sh, node, group));
  } finally {
    if (isNegated) sh.unchecked -= 1;
  }
  if (isTimed) await printTimes(sh, start, node);
  sh.status = isNegated ? Number(status === 0) : status;
  return sh.status;
}

async function runStages(
  sh: Environment,
  { commands, operators }: Pipeline,
  group: Group,
): Promise<number> {
  const pipes: Pipe[] = operators.map(() => createPipe());
  const isLastHere = sh.options.has('lastpipe') && !sh.isInteractive;
  const stages = commands.map((command, i) => {
    const [before, after] = [pipes[i - 1], pipes[i]];
    const descriptors = new Map(sh.descriptors);
    if (before) descriptors.set(0, { input: new Reader(before.input) });
    if (after) {
      const output = heard(sh, group, after.output);
      descriptors.set(1, { output });
      if (operators[i] === '|&') descriptors.set(2, { output });
    }
    if (isLastHere && before && !after) return runHere(sh, command, { before, descriptors });
    const child = fork(sh, descriptors);
    child.group = group;
    return runStage(child, command, { before, after });
  });
  sh.pipeStatus = await Promise.all(stages);
  sh.variables.setItems(
    'PIPESTATUS',
    sh.pipeStatus.map((status) => [undefined, String(status)]),
  );
  const failed = sh.pipeStatus.findLast((status) => status !== 0);
  return sh.options.has('pipefail') ? (failed ?? 0) : (sh.pipeStatus.at(-1) ?? 0);
}

/** Bytes through a pipe between two turns of the host, when Ctrl-C can be heard. */
const bytesPerTurn = 1_000_000;

/** Programs that only wait for each other never let the host go on: the pipe does, now and then. */
function heard({ host }: Environment, group: Group, pipe: Output): Output {
  let written = 0;
  return {
    ...pipe,
    write: async (data) => {
      written += data.length;
      if (written > bytesPerTurn) {
        written = 0;
        await host.time.hold(host.turn());
        if (group.controller.signal.aborted) throw new BrokenPipe();
      }
      await pipe.write(data);
    },
  };
}

interface Ends {
  before: Pipe | undefined;
  after: Pipe | undefined;
}

async function runStage(
  child: Environment,
  command: CommandNode,
  { before, after }: Ends,
): Promise<number> {
  try {
    const status = await inSubshell(child, () => child.host.engine.command(child, command));
    // Its reader sees the end when nobody can write any more.
    await endJobs(child);
    return status;
  } finally {
    after?.end();
    before?.close();
  }
}

/** The last stage in the shell itself, as `lastpipe` asks: what it reads into a variable stays. */
async function runHere(
  sh: Environment,
  command: CommandNode,
  { before, descriptors }: { before: Pipe; descriptors: Environment['descriptors'] },
): Promise<number> {
  const own = sh.descriptors;
  sh.descriptors = descriptors;
  try {
    return await sh.host.engine.command(sh, command);
  } finally {
    sh.descriptors = own;
    before.close();
  }
}

type Placed = Pick<Pipeline, 'pos' | 'end'>;

/** In an interactive shell, what Ctrl-Z can stop and `fg` resume. */
export async function foreground(
  sh: Environment,
  node: Placed,
  work: (group: Group) => Promise<number>,
): Promise<number> {
  if (!sh.isInteractive) return work(sh.group);
  const group = createGroup(sh.group.controller.signal);
  const done = work(group);
  const pid = sh.host.nextPid();
  return waitForeground(sh, group, {
    done,
    add: () => sh.jobs.add({ pid, command: textOf(sh, node), group, done }),
  });
}

interface Waiting {
  done: Promise<number>;
  add: () => Parameters<Environment['jobs']['describe']>[0];
}

export async function waitForeground(
  sh: Environment,
  group: JobGroup,
  { done, add }: Waiting,
): Promise<number> {
  const before = sh.jobs.foreground;
  sh.jobs.foreground = group;
  const result = await Promise.race([done, group.stopped()]);
  sh.jobs.foreground = before;
  if (result !== 'stopped') return result;
  const job = add();
  sh.jobs.touch(job);
  await output(sh, 2).write(`\n${sh.jobs.describe(job)}`);
  if (sh.loops > 0) throw new Leave('break', sh.loops);
  return 148;
}

/** `command &`: a job of its own, that reads nothing. */
export async function startBackground(sh: Environment, statement: Statement): Promise<void> {
  const group = createGroup();
  const child = fork(sh, new Map(sh.descriptors).set(0, { input: readerOf(new Uint8Array()) }));
  child.group = group;
  child.unchecked = 0;
  const pid = sh.host.nextPid();
  const done = inSubshell(child, () => sh.host.engine.command(child, statement.command));
  const job = sh.jobs.add({ pid, command: textOf(sh, statement.command), group, done });
  sh.lastBackground = pid;
  sh.status = 0;
  if (sh.isInteractive) await output(sh, 2).write(`[${job.id}] ${pid}\n`);
}

function textOf({ source }: Environment, { pos, end }: Placed): string {
  return source.text
    .slice(pos, end)
    .replace(/\s*\n\s*/gu, ' ')
    .trim();
}

async function printTimes(sh: Environment, start: number, { prefixes }: Pipeline): Promise<void> {
  const real = sh.host.time.now() - start;
  const isPosix = prefixes.some((prefix) => prefix.type === 'Time' && prefix.posix);
  const format = (ms: number): string =>
    isPosix
      ? (ms / 1000).toFixed(2)
      : `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`;
  const rows = [`real`, `user`, `sys`].map(
    (name, i) => `${name}${isPosix ? ' ' : '\t'}${format(i === 0 ? real : 0)}\n`,
  );
  await sh.descriptors.get(2)?.output?.write(`${isPosix ? '' : '\n'}${rows.join('')}`);
}
