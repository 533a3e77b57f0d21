import type { FlagDefinition, Flags } from '#commands/kubectl/flags.ts';
import type { Process } from '#process/program.ts';

/** What runs: writes, and returns its exit code (0 when it returns nothing). Throw what errors.ts holds. */
export type Verb<C> = (context: C) => Promise<number | void>;

/** A command of the tree, as the real binary declares it; `C` is what its verbs are given. */
export interface Command<C> {
  /** `experimental describe pod`. */
  readonly path: string;
  readonly aliases?: readonly string[];
  /** What follows the path in its usage line: `<pod>`. `[flags]` in it stands where it is written, else last. */
  readonly arguments?: string;
  readonly short: string;
  readonly long?: string;
  readonly examples?: string;
  /** Kept out of help. */
  readonly hidden?: boolean;
  /** Kept out of help, and told at each run: what to use instead. */
  readonly deprecated?: string;
  /** How many arguments it takes; any number when left out. */
  readonly exactly?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** cobra's NoArgs: another word is told as a command that there is not. */
  readonly noArguments?: boolean;
  readonly flags?: readonly Flag[];
  /** Without it, a group: it prints its help. */
  readonly load?: () => Promise<Verb<C>>;
}

/** `short/name type usual`, as kubectl's tree writes it, and what help says of it; nothing of a hidden one. */
export type Flag = readonly [definition: string, usage: string, hidden?: 'hidden'];

export interface DefinedFlag extends FlagDefinition {
  readonly usage: string;
  readonly isHidden: boolean;
}

export interface CommandLine {
  /** `experimental describe pod`, whatever aliases were typed. */
  readonly path: string;
  readonly args: readonly string[];
  readonly flags: Flags;
  /** What help prints of the command. */
  readonly help: () => string;
  readonly usage: () => string;
}

export interface Tree<C> {
  readonly commands: readonly Command<C>[];
  /** Flags of every command. */
  readonly globalFlags: readonly Flag[];
}

/** A program that is a tree of commands. */
export interface Tool<C> extends Tree<C> {
  readonly name: string;
  readonly long: string;
  /** With which it ends when a line cannot be understood. */
  readonly usageCode: number;
  /** Does an error come with the usage of its command? */
  readonly tellsUsage: boolean;
  /** May throw what errors.ts holds: what the real root checks before any command runs. */
  readonly createContext: (process: Process, line: CommandLine) => C;
}
