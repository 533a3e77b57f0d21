import { createPipe, type Pipe } from '#process/pipe.ts';
import type { Input, Output } from '#process/streams.ts';
import type { Program } from '#process/program.ts';
import type { ClockDriver, Restore } from '#cluster/clock/clock.ts';
import type { ContainerFiles } from './container-files.ts';
import type { Container, Image, MainProcess } from './image.ts';
import type { Log } from './log.ts';

/** One run of a container, as the container runtime holds it. */
export interface LiveContainer {
  readonly image: Image;
  readonly container: Container;
  readonly files: ContainerFiles;
  readonly log: Log;
  readonly argv: readonly string[];
  readonly workingDir: string;
  /** Open where the pod asks for `stdin`. */
  readonly stdin: Pipe | undefined;
  readonly isTerminal: boolean;
  readonly isStdinOnce: boolean;
  programs: () => ReadonlyMap<string, Program>;
  process: MainProcess | undefined;
  /** Its main process is a program, whose promises no snapshot can hold. */
  isProgram: boolean;
  /** Commands that run beside it: `kubectl exec`, probes, hooks. */
  commands: number;
  hasEnded: boolean;
  /** Those who read its streams as they come: `kubectl attach`. */
  attached: readonly ((stream: 'stdout' | 'stderr', data: Uint8Array) => void)[];
  /** Told when the main process has ended. */
  ended: readonly (() => void)[];
}

export interface Runtime {
  find: (run: string | undefined) => LiveContainer | undefined;
  add: (run: string, live: LiveContainer) => void;
  drop: (run: string) => void;
  isSaveable: () => boolean;
  save: () => Restore;
}

export function createRuntime(): Runtime {
  let runs = new Map<string, LiveContainer>();
  return {
    find: (run) => runs.get(run ?? ''),
    add: (run, live) => runs.set(run, live),
    drop: (run) => runs.delete(run),
    isSaveable: () =>
      ![...runs.values()].some((live) => live.commands > 0 || (live.isProgram && !live.hasEnded)),
    save: () => {
      const saved = new Map(runs);
      const restores = [...runs.values()].flatMap((live) => {
        const { process, hasEnded, attached, ended } = live;
        const parts = [live.files.save(), live.log.save(), process?.save?.()];
        return [...parts, () => Object.assign(live, { process, hasEnded, attached, ended })];
      });
      return () => {
        runs = new Map(saved);
        for (const restore of restores) restore?.();
      };
    },
  };
}

/** Why a main process could not be started, as runc says it. */
export class StartError extends Error {
  override name = 'StartError';
}

/** Starts the main process. Throws a `StartError` when there is nothing of that name. */
export function startMain(clock: ClockDriver, live: LiveContainer, argv: readonly string[]): void {
  const process = live.image.start?.(argv, live.container);
  if (process) {
    live.process = process;
    if (live.hasEnded) process.kill();
    return;
  }
  const program = findProgram(live, argv[0] ?? '');
  live.isProgram = true;
  live.process = runMain(clock, live, { program, argv });
}

/** A program of the image, by name or by path. */
export function findProgram(live: LiveContainer, command: string): Program {
  const name = command.slice(command.lastIndexOf('/') + 1);
  if (!live.image.programs.includes(name)) {
    throw new StartError(
      command.startsWith('/')
        ? `exec: "${command}": stat ${command}: no such file or directory`
        : `exec: "${command}": executable file not found in $PATH`,
    );
  }
  return live.programs().get(name) ?? notSimulated;
}

const notSimulated: Program = async ({ argv, stderr }) => {
  await stderr.write(`maillage: ${argv[0]} n’est pas simulé dans ce cours\n`);
  return 127;
};

function runMain(
  clock: ClockDriver,
  live: LiveContainer,
  { program, argv }: { program: Program; argv: readonly string[] },
): MainProcess {
  const abort = new AbortController();
  const exit = (code: number): void => {
    clock.after(0, () => live.container.exit(code));
  };
  const [name = '', ...args] = argv;
  program({
    argv: [name, ...args],
    env: live.container.env,
    cwd: live.workingDir,
    files: live.container.files,
    stdin: live.stdin?.input ?? emptyInput,
    stdout: logOutput(clock, live, 'stdout'),
    stderr: logOutput(clock, live, 'stderr'),
    signal: abort.signal,
    time: clock,
  }).then(exit, (error: unknown) => {
    if (abort.signal.aborted) return exit(137);
    // A fault of ours: let it be seen where events are run.
    clock.after(0, () => {
      throw error;
    });
  });
  clock.wake();
  // PID 1 has no default signal handlers: SIGTERM does nothing to it, it is killed in the end.
  return { kill: () => abort.abort('SIGKILL') };
}

export const emptyInput: Input = {
  isTerminal: false,
  [Symbol.asyncIterator]: () => ({
    next: () => Promise.resolve({ done: true, value: undefined }),
  }),
};

const writesPerMs = 100;

function logOutput(clock: ClockDriver, live: LiveContainer, stream: 'stdout' | 'stderr'): Output {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let partial = '';
  let written = 0;
  const flush = (): void => {
    if (partial !== '') live.log.write(stream, partial);
    partial = '';
  };
  live.ended = [...live.ended, flush];
  return {
    isTerminal: live.isTerminal,
    write: (data) => {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
      partial += decoder.decode(bytes, { stream: true });
      const end = partial.lastIndexOf('\n') + 1;
      if (end > 0) {
        live.log.write(stream, partial.slice(0, end));
        partial = partial.slice(end);
      }
      for (const reader of live.attached) reader(stream, bytes);
      // A loop that only writes would never let time go on: a millisecond passes after so many lines.
      written += 1;
      return written % writesPerMs === 0 ? clock.sleep(1) : Promise.resolve();
    },
  };
}

export function openStdin(isOpen: boolean | undefined): Pipe | undefined {
  return isOpen ? createPipe() : undefined;
}
