import type { Verb } from '#commands/istioctl/command.ts';
import { commands } from '#commands/istioctl/commands.ts';
import { CommandError } from '#commands/istioctl/errors.ts';
import { helpOf } from '#commands/istioctl/help.ts';

/** Help, or the refusal of what it does not describe. */
export const describeGroup: Verb = async (context) => {
  const [type] = context.args;
  if (type !== undefined) throw new CommandError(`unknown resource type ${JSON.stringify(type)}`);
  const own = commands.find(({ path }) => path === context.path);
  await context.out(helpOf(commands, own));
};
