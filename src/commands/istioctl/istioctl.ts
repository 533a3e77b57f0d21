/**
 * istioctl 1.31.1. `commands.ts` is its tree: each command with its flags, and the file that holds it, loaded when it is typed.
 * A verb is `(context) => Promise<exit code or nothing>`; to refuse, it throws what cobra/errors.ts holds. Its client, kubeconfig and
 * flags are kubectl's: both are client-go and pflag.
 */
import type { Reach } from '#commands/kubectl/context.ts';
import { later } from '#process/later.ts';
import type { Program } from '#process/program.ts';

const program = later(() => import('./run-istioctl.ts'));

/** The program; `reach` is what it finds the cluster with. */
export function istioctl(reach: Reach): Program {
  return async (process) => {
    const { runIstioctl } = program.value ?? (await process.time.hold(program.load()));
    return await runIstioctl(process, reach);
  };
}
