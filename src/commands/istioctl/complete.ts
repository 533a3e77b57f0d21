import { type AskKubectl, completeTool, type Words } from '#commands/cobra/complete.ts';
import { commands } from './commands.ts';
import { globalFlags } from './global-flags.ts';

/** What the last word of a line of istioctl can become. */
export async function complete(words: readonly string[], ask: AskKubectl): Words {
  return await completeTool({ commands, globalFlags }, words, ask);
}
