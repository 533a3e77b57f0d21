import type { Api } from '#cluster/api/api.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type { Network } from '#cluster/network/network.ts';

/** A program that the learner's shell has started, with its arguments as it got them. */
export interface Ran {
  readonly program: string;
  readonly args: readonly string[];
  readonly exitCode: number;
}

/** What a check may look at. */
export interface World {
  readonly api: Pick<Api, 'list' | 'resources' | 'find'>;
  readonly network: Pick<Network, 'machine' | 'pod' | 'watch'>;
  /** By path from the learner's home folder. */
  readonly hasFile: (path: string) => boolean;
  readonly ran: readonly Ran[];
  /** An exchange leaves traces (logs, counters, chance): it is undone before anybody sees them. */
  readonly save: () => Restore;
}

/** Whether a predicate holds, and what was found, in words: why it does, or what is missing. */
export interface Finding {
  readonly holds: boolean;
  readonly words: readonly string[];
}
