import type { FileSystem } from './files.ts';
import type { Input, Output } from './streams.ts';

/**
 * What a shell starts by name, on the learner's machine or in a container. Resolves to the exit code.
 * A learner's mistake is text on `stderr` and a code, never an exception; an exception is a fault of ours.
 */
export type Program = (process: Process) => Promise<number>;

export interface Process {
  /** As typed, the program's name first. */
  readonly argv: readonly [string, ...string[]];
  /** The exported variables. */
  readonly env: ReadonlyMap<string, string>;
  /** Absolute, no trailing slash but for `/`. */
  readonly cwd: string;
  readonly files: FileSystem;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C and by `kill`; a program stops then with 130 or 143. Its reason is the signal's name: 'SIGINT', 'SIGTERM'. */
  readonly signal: AbortSignal;
  readonly time: Time;
  /** Runs another program beside this one, with its files, and its streams or those given. Undefined where there is none of that name. */
  readonly run?: (
    words: readonly string[],
    streams?: Partial<Pick<Process, 'stdin' | 'stdout'>>,
  ) => Promise<number | undefined>;
}

/** The cluster's time as programs see it. Milliseconds. */
export interface Time {
  /** Since 1970. */
  now: () => number;
  /** Rejects with the signal's reason when it is aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Time stands still while this work is under way: loading a module, signing, reading a body. */
  hold: <T>(work: Promise<T>) => Promise<T>;
}
