import type { Verb } from '#commands/linkerd/command.ts';
import { askDestination } from './destination.ts';
import { goIndented } from './go-message.ts';

/** cli/cmd/diagnostics_profile.go. */
export const profile: Verb = async (context) => {
  const [address = ''] = context.args;
  const message = await askDestination(context, 'GetProfile', address);
  await context.out(`${goIndented(message)}\n`);
};
