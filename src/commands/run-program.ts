import { createFiles, type MemoryFiles } from '#process/memory-files.ts';
import { createTextInput, createTextOutput } from '#process/pipe.ts';
import type { Process, Program, Time } from '#process/program.ts';

export interface Ran {
  stdout: string;
  stderr: string;
  code: number;
}

export interface Terms {
  time?: Time;
  files?: MemoryFiles;
  stdin?: string;
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** Standard output is a terminal. */
  isTerminal?: boolean;
  signal?: AbortSignal;
}

/** Time that passes at once. */
export function createInstantTime(start = Date.UTC(2026, 0, 5, 9)): Time {
  let now = start;
  return {
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    hold: (work) => work,
  };
}

/** Runs a program to its end, by itself, and gives what it wrote: for tests. */
export async function runProgram(
  program: Program,
  argv: readonly [string, ...string[]],
  {
    time = createInstantTime(),
    files,
    stdin = '',
    env = {},
    cwd = '/',
    isTerminal = true,
    signal,
  }: Terms = {},
): Promise<Ran> {
  const stdout = { ...createTextOutput(), isTerminal };
  const stderr = { ...createTextOutput(), isTerminal };
  const process: Process = {
    argv,
    env: new Map(Object.entries(env)),
    cwd,
    files: files ?? createFiles({ now: time.now }),
    stdin: createTextInput(stdin),
    stdout,
    stderr,
    signal: signal ?? new AbortController().signal,
    time,
  };
  const code = await program(process);
  return { stdout: stdout.text(), stderr: stderr.text(), code };
}
