import type { FlagDefinition } from '#commands/kubectl/flags.ts';
import type { Context } from './context.ts';

/** What runs: writes, and returns its exit code (0 when it returns nothing). Throw what errors.ts holds. */
export type Verb = (context: Context) => Promise<number | void>;

/** A command of the tree, as the real binary declares it (istio/istio 1.31: istioctl/cmd/root.go and the packages it names). */
export interface Command {
  /** `experimental describe pod`. */
  readonly path: string;
  readonly aliases?: readonly string[];
  /** What follows the path in its usage line: `<pod>`. */
  readonly arguments?: string;
  readonly short: string;
  readonly long?: string;
  readonly examples?: string;
  /** Kept out of help. */
  readonly hidden?: boolean;
  /** How many arguments it takes; any number when left out. */
  readonly exactly?: number;
  readonly flags?: readonly Flag[];
  /** Without it, a group: it prints its help. */
  readonly load?: () => Promise<Verb>;
}

/** `short/name type usual`, as kubectl's tree writes it, and what help says of it. */
export type Flag = readonly [definition: string, usage: string];

export interface DefinedFlag extends FlagDefinition {
  readonly usage: string;
}
