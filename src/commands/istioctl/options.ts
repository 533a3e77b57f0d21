import type { Verb } from './command.ts';
import { flagLines } from './help.ts';
import { everyFlag } from './line.ts';

export const options: Verb = async (context) => {
  const lines = flagLines(everyFlag).join('\n');
  await context.out(`The following options can be passed to any command:\n${lines}\n`);
};
