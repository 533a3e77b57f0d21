import type { Context } from './context.ts';
import { CommandError } from './errors.ts';

/** What `get` says of a line that it does not take, in the order of get.go (v1.35). */
export async function refuseLine(
  context: Context,
  { lacks, hides }: { lacks: boolean; hides: boolean },
): Promise<never> {
  if (lacks) {
    await context.err(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
    );
    throw context.usage(
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
  }
  if (hides)
    throw new CommandError(
      `--show-labels option cannot be used with ${context.flags.text('output')} printer`,
    );
  throw new CommandError(
    '--output-watch-events option can only be used with --watch or --watch-only',
  );
}

/** What is watched comes as it changes. */
export async function warnOfOrder(context: Context): Promise<void> {
  const ignored = '--sort-by will be ignored';
  await context.err(
    context.flags.isOn('watch')
      ? `warning: --watch requested, ${ignored} for watch events received\n`
      : `warning: --watch-only requested, ${ignored}\n`,
  );
}
