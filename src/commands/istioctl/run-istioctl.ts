import { runTool } from '#commands/cobra/run-tool.ts';
import type { Reach } from '#commands/kubectl/context.ts';
import type { Process } from '#process/program.ts';
import { commands } from './commands.ts';
import { Context } from './context.ts';
import { exitCodes } from './errors.ts';
import { globalFlags } from './global-flags.ts';

const long = `Istio configuration command line utility for service operators to
debug and diagnose their Istio mesh.
`;

export async function runIstioctl(process: Process, reach: Reach): Promise<number> {
  return await runTool(process, {
    name: 'istioctl',
    long,
    commands,
    globalFlags,
    usageCode: exitCodes.usage,
    tellsUsage: false,
    createContext: (own, line) => new Context(own, reach, line),
  });
}
