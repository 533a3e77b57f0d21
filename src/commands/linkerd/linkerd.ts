/**
 * linkerd, edge-26.6.3. `commands.ts` is its tree: branches with their flags, and the files of commands, loaded when they are typed.
 * A verb is `(context) => Promise<exit code or nothing>`; to refuse, it throws what cobra/errors.ts holds.
 */
import { later } from '#process/later.ts';
import type { Program } from '#process/program.ts';
import type { LinkerdReach } from './context.ts';

const program = later(() => import('./run-linkerd.ts'));

/** The program; `reach` is what it finds the cluster with. */
export function linkerd(reach: LinkerdReach): Program {
  return async (process) => {
    const { runLinkerd } = program.value ?? (await process.time.hold(program.load()));
    return await runLinkerd(process, reach);
  };
}
