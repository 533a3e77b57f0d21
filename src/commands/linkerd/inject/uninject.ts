import { notSimulated } from '#commands/kubectl/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import { readInputs } from './input.ts';
import { uninjectReport } from './report.ts';
import { transformText } from './transform.ts';
import { uninject as withoutLinkerd } from './uninjection.ts';

/** cli/cmd/uninject.go. */
export const uninject: Verb = async (context) => {
  if (context.flags.text('output') === 'json') throw notSimulated('linkerd uninject -o json');
  for (const input of await readInputs(context)) {
    const { text, outcomes } = transformText(input, withoutLinkerd);
    await context.out(text);
    await context.err(uninjectReport(outcomes));
  }
};
