import type { Context } from './context.ts';
import { CommandError } from './errors.ts';
import { klogWarning } from './klog.ts';
import type { DryRun } from './writes.ts';

/** `--dry-run` as it was once given, and values that are none. */
export async function oddDryRun(context: Context, text: string): Promise<DryRun> {
  if (text === 'unchanged') {
    await context.err(
      klogWarning(
        context,
        'helpers.go:719',
        '--dry-run is deprecated and can be replaced with --dry-run=client.',
      ),
    );
    return 'client';
  }
  if (/^(1|t|T|true|TRUE|True|0|f|F|false|FALSE|False)$/.test(text)) {
    const meant = /^[1tT]/.test(text) ? 'client' : 'none';
    const line = `--dry-run=${text} is deprecated (boolean value) and can be replaced with --dry-run=${meant}.`;
    await context.err(klogWarning(context, `helpers.go:${meant === 'client' ? 733 : 736}`, line));
    return meant;
  }
  throw new CommandError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`);
}
