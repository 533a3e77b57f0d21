import type { Input, Output } from '#process/streams.ts';
import type { ClockDriver } from '#cluster/clock/clock.ts';
import { findProgram, type LiveContainer } from './runtime.ts';

export interface Command {
  readonly argv: readonly string[];
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signal: AbortSignal;
}

/** Runs a command in a container, beside its main process. Throws a `StartError` when there is none of that name. */
export function runCommand(
  clock: ClockDriver,
  live: LiveContainer,
  command: Command,
): Promise<number> {
  const [name = '', ...args] = command.argv;
  const program = findProgram(live, name);
  const { container, workingDir } = live;
  const { stdin, stdout, stderr, signal } = command;
  clock.wake();
  live.commands += 1;
  const running = program({
    argv: [name, ...args],
    env: container.env,
    cwd: workingDir,
    files: container.files,
    stdin,
    stdout,
    stderr,
    signal,
    time: clock,
  });
  const ended = (): void => {
    live.commands -= 1;
  };
  running.then(ended, ended);
  return running;
}
