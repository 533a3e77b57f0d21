import type { Verb } from '#commands/istioctl/command.ts';
import { CommandError } from '#commands/cobra/errors.ts';

/** Help, or the refusal of what it does not describe. */
export const describeGroup: Verb = async (context) => {
  const [type] = context.args;
  if (type !== undefined) throw new CommandError(`unknown resource type ${JSON.stringify(type)}`);
  await context.out(context.help());
};
