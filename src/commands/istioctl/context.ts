import type { CommandLine } from '#commands/cobra/command.ts';
import { ClusterContext } from '#commands/cobra/context.ts';
import type { Reach } from '#commands/kubectl/context.ts';
import type { Process } from '#process/program.ts';

/** One run of one command of istioctl. */
export class Context extends ClusterContext {
  constructor(process: Process, reach: Reach, line: CommandLine) {
    super(process, reach, line, 'istioctl');
  }

  /** Where istiod runs. */
  get istioNamespace(): string {
    return this.flags.text('istioNamespace');
  }
}
