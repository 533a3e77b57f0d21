import type { Group } from './environment.ts';

/** A group that Ctrl-Z can stop: its programs wait at their next read, write or step. */
export interface JobGroup extends Group {
  stop: () => void;
  resume: () => void;
  isStopped: () => boolean;
  /** Resolves when it is stopped. */
  stopped: () => Promise<'stopped'>;
}

export function createGroup(parent?: AbortSignal): JobGroup {
  const controller = new AbortController();
  const follow = (): void => {
    controller.abort(parent?.reason);
  };
  if (parent?.aborted) follow();
  parent?.addEventListener('abort', follow, { once: true });
  let gate: Promise<void> | undefined;
  let open: (() => void) | undefined;
  let tell: (() => void)[] = [];
  return {
    controller,
    running: () => gate,
    isStopped: () => gate !== undefined,
    stop: () => {
      if (gate) return;
      gate = new Promise((resolve) => {
        open = resolve;
      });
      // Ctrl-C in the terminal is no longer for it.
      parent?.removeEventListener('abort', follow);
      for (const resolve of tell) resolve();
      tell = [];
    },
    resume: () => {
      gate = undefined;
      open?.();
    },
    stopped: () =>
      new Promise((resolve) => {
        tell.push(() => {
          resolve('stopped');
        });
      }),
  };
}

export interface Job {
  readonly id: number;
  readonly pid: number;
  /** As typed. */
  readonly command: string;
  readonly group: JobGroup;
  /** Its exit status, in the end. */
  readonly done: Promise<number>;
  status: number | undefined;
  /** Name of the signal that ended it. */
  signal: string | undefined;
  isTold: boolean;
}

/** The jobs of one shell. */
export class JobTable {
  private jobs: Job[] = [];
  /** Ids by latest use: the last is the current one, `%+`. */
  private recent: number[] = [];
  /** Statuses that `wait PID` can still ask for. */
  private readonly ended = new Map<number, number>();
  /** What Ctrl-Z would stop. */
  foreground: JobGroup | undefined;

  fork(): JobTable {
    return new JobTable();
  }

  list(): readonly Job[] {
    return this.jobs;
  }

  add(job: Pick<Job, 'pid' | 'command' | 'group' | 'done'>): Job {
    const id = (this.jobs.at(-1)?.id ?? 0) + 1;
    const added: Job = { ...job, id, status: undefined, signal: undefined, isTold: false };
    this.jobs.push(added);
    this.recent.push(id);
    const end = (status: number): void => {
      added.status = status;
      const { signal } = job.group.controller;
      if (signal.aborted) added.signal = String(signal.reason);
      this.ended.set(job.pid, status);
    };
    job.done.then(end, () => {
      end(1);
    });
    return added;
  }

  touch(job: Job): void {
    this.recent = [...this.recent.filter((id) => id !== job.id), job.id];
  }

  remove(job: Job): void {
    this.jobs = this.jobs.filter((one) => one !== job);
    this.recent = this.recent.filter((id) => id !== job.id);
  }

  statusOf(pid: number): number | undefined {
    return this.ended.get(pid);
  }

  /** `+` for the current job, `-` for the one before. */
  mark(job: Job): string {
    const at = this.recent.indexOf(job.id);
    if (at === this.recent.length - 1) return '+';
    return at === this.recent.length - 2 ? '-' : ' ';
  }

  find(text: string): Job | undefined {
    if (!text.startsWith('%')) return this.jobs.find(({ pid }) => String(pid) === text);
    const spec = text.slice(1);
    const recent = (from: number): Job | undefined =>
      this.jobs.find(({ id }) => id === this.recent.at(from));
    if (spec === '' || spec === '+' || spec === '%') return recent(-1);
    if (spec === '-') return recent(-2) ?? recent(-1);
    if (/^\d+$/.test(spec)) return this.jobs.find(({ id }) => id === Number(spec));
    return spec.startsWith('?')
      ? this.jobs.find(({ command }) => command.includes(spec.slice(1)))
      : this.jobs.find(({ command }) => command.startsWith(spec));
  }

  /** The line of a job in `jobs`, or in the news of its end. */
  describe(job: Job, withPid = false): string {
    const pid = withPid ? `${job.pid} ` : '';
    const state = stateOf(job);
    const command = state === 'Running' ? `${job.command} &` : job.command;
    return `[${job.id}]${this.mark(job)}  ${pid}${state.padEnd(24)}${command}\n`;
  }

  /** News of the jobs that have ended since the last call; they leave the table. */
  news(): string {
    const ended = this.jobs.filter(({ status }) => status !== undefined);
    const text = ended
      .filter(({ isTold }) => !isTold)
      .map((job) => this.describe(job))
      .join('');
    for (const job of ended) this.remove(job);
    return text;
  }
}

const signalTexts: Readonly<Record<string, string>> = {
  SIGTERM: 'Terminated',
  SIGKILL: 'Killed',
  SIGINT: 'Interrupt',
  SIGHUP: 'Hangup',
  SIGQUIT: 'Quit',
};

function stateOf({ status, signal, group }: Job): string {
  if (status === undefined) return group.isStopped() ? 'Stopped' : 'Running';
  if (signal !== undefined) return signalTexts[signal] ?? signal;
  return status === 0 ? 'Done' : `Exit ${status}`;
}
