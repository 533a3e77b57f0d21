import type { Verb } from './context.ts';
import { helpOf } from './help.ts';

export const options: Verb = async (context) => {
  await context.out(await helpOf(context.process, 'options'));
};
