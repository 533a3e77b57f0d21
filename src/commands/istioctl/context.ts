import { ClusterContext } from '#commands/cobra/context.ts';

/** One run of one command of istioctl. */
export class Context extends ClusterContext {
  /** Where istiod runs. */
  get istioNamespace(): string {
    return this.flags.text('istioNamespace');
  }
}
