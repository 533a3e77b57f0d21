import type { CommandLine } from '#commands/cobra/command.ts';
import { ClusterContext } from '#commands/cobra/context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import type { Reach } from '#commands/kubectl/context.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Process } from '#process/program.ts';

const usualNamespace = 'linkerd';

/** What linkerd finds the world with: keys are drawn by `random`. */
export interface LinkerdReach extends Reach {
  readonly random: Random;
}

/** One run of one command of linkerd. */
export class Context extends ClusterContext {
  /** `-L`, else $LINKERD_NAMESPACE: where the control plane runs. */
  readonly controlPlaneNamespace: string;
  readonly random: Random;

  /** Refuses what the root refuses before any command runs (cli/cmd/root.go). */
  constructor(process: Process, reach: LinkerdReach, line: CommandLine) {
    super(process, reach, line);
    this.random = reach.random;
    const given = line.flags.text('linkerd-namespace');
    const named = given === usualNamespace ? process.env.get('LINKERD_NAMESPACE') : undefined;
    this.controlPlaneNamespace = named || given;
    if (!/^[a-zA-Z0-9-]+$/.test(this.controlPlaneNamespace))
      throw new CommandError(`${this.controlPlaneNamespace} is not a valid namespace`);
  }
}
