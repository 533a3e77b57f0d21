import { flagLines } from '#commands/cobra/help.ts';
import { defined } from '#commands/cobra/line.ts';
import type { Verb } from './command.ts';
import { globalFlags } from './global-flags.ts';

export const options: Verb = async (context) => {
  const lines = flagLines(globalFlags.map(defined)).join('\n');
  await context.out(`The following options can be passed to any command:\n${lines}\n`);
};
