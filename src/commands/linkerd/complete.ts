import { type AskKubectl, completeTool, type Words } from '#commands/cobra/complete.ts';
import { commandsFor } from './commands.ts';
import { globalFlags } from './global-flags.ts';

/** What the last word of a line of linkerd can become. */
export async function complete(words: readonly string[], ask: AskKubectl): Words {
  return await completeTool({ commands: await commandsFor(words), globalFlags }, words, ask);
}
