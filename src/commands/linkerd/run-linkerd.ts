import { runTool } from '#commands/cobra/run-tool.ts';
import type { Process } from '#process/program.ts';
import { commandsFor } from './commands.ts';
import { Context, type LinkerdReach } from './context.ts';
import { globalFlags } from './global-flags.ts';

export async function runLinkerd(process: Process, reach: LinkerdReach): Promise<number> {
  const commands = await process.time.hold(commandsFor(process.argv.slice(1)));
  return await runTool(process, {
    name: 'linkerd',
    long: 'linkerd manages the Linkerd service mesh.',
    commands,
    globalFlags,
    usageCode: 1,
    tellsUsage: true,
    createContext: (own, line) => new Context(own, reach, line),
  });
}
