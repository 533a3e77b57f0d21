import type { Output } from '#process/streams.ts';
import { BrokenPipe } from '#process/streams.ts';
import type { Candidates, CompleteProgram } from './complete.ts';
import { Reader, type Descriptor } from './descriptors.ts';
import { bind, complain, fork, type Environment, type Host } from './environment.ts';
import { expandPrompt } from './expand/prompt.ts';
import { expandHistory } from './history-expansion.ts';
import { createGroup, JobTable } from './jobs.ts';
import { Killed, Leave, statusOfSignal } from './leave.ts';
import { parseText, type Problem } from './parse.ts';
import { pastedSign } from './pasted-sign.ts';
import { statusOfShell } from './run/settle.ts';
import { createEnvironment, createHost, type HostOptions } from './session-root.ts';
import { createSh } from './sh.ts';
import { createTerminalInput, type TerminalInput } from './terminal-input.ts';

export interface ShellOptions extends HostOptions {
  /** Exported variables, beside those that every session has. */
  env?: ReadonlyMap<string, string>;
  terminal: Terminal;
  /** Words that a program proposes after its name. */
  completeProgram?: CompleteProgram;
}

/** Where the session shows what its commands print. */
export interface Terminal {
  write: (data: string | Uint8Array, stream: 'stdout' | 'stderr') => Promise<void>;
  columns: () => number;
}

/** A command line that runs. */
export interface Run {
  /** Its exit status. */
  readonly done: Promise<number>;
  /** What the learner types meanwhile. */
  readonly stdin: TerminalInput;
  /** Ctrl-C. */
  interrupt: () => void;
  /** Ctrl-Z. */
  stop: () => void;
}

export interface Shell {
  /** Runs a line, or keeps it until it is complete. */
  run: (line: string) => Run | { needsMore: true };
  /** What to show before the next line: PS1, or PS2 while a command is not complete. */
  prompt: () => string;
  /** Ctrl-C before the line is entered: forgets the lines that were kept. */
  cancel: () => void;
  /** Ctrl-D on an empty line: bash's message about what was kept, or why the terminal stays open. */
  end: () => Promise<void>;
  /** A command is not complete yet. */
  isPending: () => boolean;
  /** News of the jobs that ended while the prompt was there. */
  news: () => string;
  complete: (line: string, cursor: number) => Promise<Candidates>;
  /** A variable of the session. */
  variable: (name: string) => string | undefined;
  readonly history: readonly string[];
  cwd: () => string;
  status: () => number;
  /** Something of it still runs, in the background or stopped. */
  hasJobs: () => boolean;
  /** Jobs are promises, so they are not kept: those that run are killed when the state is put back. */
  save: () => () => void;
}

const user = 'apprenant';
const hostname = 'maillage';

/** What a new session shows before its first line. */
export const firstPrompt = `${user}@${hostname}:~$ `;

const usualEnv: Readonly<Record<string, string>> = {
  HOME: `/home/${user}`,
  USER: user,
  LOGNAME: user,
  HOSTNAME: hostname,
  SHELL: '/bin/bash',
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

export function createShell(options: ShellOptions): Shell {
  const programs = new Map(options.programs);
  const inner = createSh({ ...options, programs });
  for (const name of ['sh', 'bash']) if (!programs.has(name)) programs.set(name, inner);
  const host = createHost({ ...options, programs });
  const session: Session = {
    options,
    host,
    sh: createRoot(host, options),
    pending: '',
    running: undefined,
  };
  return {
    run: (line) => run(session, line),
    prompt: () => promptOf(session),
    cancel: () => {
      session.pending = '';
      session.sh.status = 130;
    },
    end: () => endInput(session),
    isPending: () => session.pending !== '',
    news: () => session.sh.jobs.news(),
    complete: async (line, cursor) => {
      const { complete } = await import('./complete.ts');
      return complete(session.sh, { line, cursor, completeProgram: options.completeProgram });
    },
    variable: (name) => session.sh.variables.get(name),
    get history() {
      return session.sh.history;
    },
    cwd: () => session.sh.cwd,
    status: () => session.sh.status,
    hasJobs: () => session.sh.jobs.list().some(({ status }) => status === undefined),
    save: () => save(session),
  };
}

interface Session {
  readonly options: ShellOptions;
  readonly host: Host;
  sh: Environment;
  /** Lines of a command that is not complete. */
  pending: string;
  running: Run | undefined;
}

function createRoot(host: Host, { env, files, terminal }: ShellOptions): Environment {
  const all = new Map([...Object.entries(usualEnv), ...(env ?? [])]);
  const home = all.get('HOME') ?? '/';
  if (!files.stat(home)) files.makeFolder(home, { parents: true });
  if (!files.stat('/tmp')) files.makeFolder('/tmp');
  const descriptors = new Map<number, Descriptor>([
    [1, { output: outputOf(terminal, 'stdout', () => undefined) }],
    [2, { output: outputOf(terminal, 'stderr', () => undefined) }],
  ]);
  const sh = createEnvironment(host, {
    env: all,
    cwd: home,
    name: 'bash',
    isInteractive: true,
    descriptors,
  });
  sh.variables.set('PS1', '\\u@\\h:\\w\\$ ');
  sh.variables.set('PS2', '> ');
  return sh;
}

function outputOf(
  terminal: Terminal,
  stream: 'stdout' | 'stderr',
  count: (bytes: number) => void,
): Output {
  return {
    isTerminal: true,
    get columns() {
      return terminal.columns();
    },
    write: async (data) => {
      count(data.length);
      await terminal.write(data, stream);
    },
  };
}

function promptOf({ sh, pending }: Session): string {
  const name = pending === '' ? 'PS1' : 'PS2';
  return expandPrompt(sh, sh.variables.get(name) ?? '');
}

function run(session: Session, line: string): Run | { needsMore: true } {
  const text = session.pending + line;
  const { problem } =
    text.length > session.host.limits.source ? { problem: undefined } : parseText(text);
  if (needsMore(problem)) {
    session.pending = `${text}\n`;
    return { needsMore: true };
  }
  session.pending = '';
  const stdin = createTerminalInput();
  const group = createGroup();
  const { sh } = session;
  Object.assign(sh, {
    group,
    loops: 0,
    stack: [],
    depth: 0,
    unchecked: 0,
    sourcing: 0,
    pending: [],
  });
  session.host.steps.here = 0;
  session.host.forks.areSpent = false;
  openTerminal(session, stdin, group.controller);
  return {
    done: execute(session, text),
    stdin,
    interrupt: () => {
      const action = sh.traps.get('INT');
      if (action === '') return;
      if (action === undefined) group.controller.abort('SIGINT');
      else {
        sh.signals.push('INT');
        sh.jobs.foreground?.controller.abort('SIGINT');
      }
    },
    stop: () => sh.jobs.foreground?.stop(),
  };
}

function needsMore(problem: Problem | undefined): boolean {
  return problem?.type === 'incomplete' || problem?.type === 'document';
}

/** Past the limit of a command's output, it is told that nobody reads any more. */
function openTerminal(
  { sh, host, options }: Session,
  stdin: TerminalInput,
  controller: AbortController,
): void {
  const { output: most } = host.limits;
  let written = 0;
  const count = (bytes: number): void => {
    if (written > most) throw new BrokenPipe();
    written += bytes;
    if (written <= most) return;
    void options.terminal.write(
      `\nmaillage: … sortie tronquée (${most.toLocaleString('fr-FR')} octets)\n`,
      'stderr',
    );
    controller.abort('SIGPIPE');
    throw new BrokenPipe();
  };
  sh.descriptors = new Map(sh.descriptors)
    .set(0, { input: new Reader(stdin) })
    .set(1, { output: outputOf(options.terminal, 'stdout', count) })
    .set(2, { output: outputOf(options.terminal, 'stderr', count) });
}

async function execute(session: Session, typed: string): Promise<number> {
  const { sh, options } = session;
  const expanded = expandHistory(typed, sh.history);
  if ('missing' in expanded) {
    await complain(sh, `${expanded.missing}: event not found`);
    return (sh.status = 1);
  }
  const { text } = expanded;
  remember(session, text);
  try {
    if (text !== typed) await sh.descriptors.get(1)?.output?.write(`${text}\n`);
    sh.status = await statusOfShell(sh, () => runText(session, text));
    const { signal } = sh.group.controller;
    if (signal.aborted) sh.status = statusOfSignal(String(signal.reason));
    else if (sh.status !== 0) await sh.descriptors.get(2)?.output?.write(pastedSign(text) ?? '');
    const news = sh.jobs.news();
    if (news !== '') await sh.descriptors.get(2)?.output?.write(news);
  } catch (error) {
    if (error instanceof BrokenPipe) return (sh.status = 141);
    if (!(error instanceof Error)) throw error;
    options.onFault?.(error);
    await options.terminal.write(`maillage: erreur interne: ${error.message}\n`, 'stderr');
    sh.status = 70;
  }
  return sh.status;
}

async function runText({ sh }: Session, text: string): Promise<number> {
  if (text.trim() === '') return sh.status;
  try {
    return await sh.host.engine.text(sh, text);
  } catch (error) {
    if (error instanceof Killed && sh.group.controller.signal.aborted) throw error;
    if (error instanceof Leave && error.kind === 'exit') await stayOpen(sh);
    throw error;
  }
}

/** Nothing is behind this terminal: `exit` must not be a dead end. */
async function stayOpen(sh: Environment): Promise<void> {
  await sh.descriptors
    .get(2)
    ?.output?.write('maillage: ce terminal reste ouvert : il n’y a rien derrière lui\n');
}

function remember({ sh, host }: Session, text: string): void {
  const line = text.replace(/\n$/u, '');
  if (line.trim() === '' || line.startsWith(' ') || line === sh.history.at(-1)) return;
  sh.history.push(line);
  if (sh.history.length > host.limits.history) sh.history.shift();
}

async function endInput(session: Session): Promise<void> {
  const { sh, pending } = session;
  session.pending = '';
  sh.group = createGroup();
  if (pending === '') {
    await sh.descriptors.get(2)?.output?.write('exit\n');
    await stayOpen(sh);
    return;
  }
  sh.status = await statusOfShell(sh, () => sh.host.engine.text(sh, pending.replace(/\n$/u, '')));
}

function copyOf(sh: Environment): Environment {
  const copy: Environment = {
    ...fork(sh),
    isInteractive: sh.isInteractive,
    subshell: sh.subshell,
    traps: new Map(sh.traps),
    jobs: new JobTable(),
    history: [...sh.history],
  };
  bind(copy);
  return copy;
}

function save(session: Session): () => void {
  const saved = copyOf(session.sh);
  const { pending } = session;
  const { pids } = session.sh.host;
  const pid = pids.last;
  return () => {
    pids.last = pid;
    for (const job of session.sh.jobs.list()) job.group.controller.abort('SIGKILL');
    session.sh.group.controller.abort('SIGKILL');
    session.sh = copyOf(saved);
    session.pending = pending;
  };
}
