import { visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError } from './errors.ts';
import { refreshed } from './last-applied.ts';
import { filenameOptions } from './manifests.ts';
import { tell } from './printing.ts';
import { recorded } from './record.ts';
import { createObject, dryRunOf, validationOf, withSource } from './writes.ts';

/** kubectl/pkg/cmd/create/create.go (v1.35). */
export const create: Verb = async (context) => {
  const { flags } = context;
  if (context.args.length > 0) throw context.usage(`Unexpected args: [${context.args.join(' ')}]`);
  requireFiles(context);
  const isRaw = flags.text('raw') !== '';
  const dryRun = await dryRunOf(context);
  const validation = validationOf(context);
  if (isRaw && flags.isOn('edit'))
    throw new CommandError('--raw and --edit are mutually exclusive');
  if (isRaw) return await sendRaw(context, 'POST');
  const show = tell(context, { operation: 'created', dryRun });
  if (flags.isOn('edit')) return await createEdited(context);
  context.access();
  let count = 0;
  const selection = {
    files: filenameOptions(context),
    labels: flags.text('selector'),
    keepsGoing: true,
    validates: validation !== 'Ignore',
  };
  await visit(context, selection, async (info) => {
    const object = recorded(context, refreshed(info.object, flags.isOn('save-config')));
    const manager = flags.text('field-manager');
    let made = object;
    if (dryRun !== 'client')
      try {
        made = await createObject(context, { ...info, object }, { dryRun, manager, validation });
      } catch (error) {
        throw withSource('creating', info.source, error);
      }
    count++;
    await show(made);
  });
  if (count === 0) throw new CommandError('no objects passed to create');
};

/** `--raw` of those that send something: what is wrong with the line comes first. */
export async function sendRaw(context: Context, method: 'POST' | 'PUT' | 'DELETE'): Promise<void> {
  const raw = await context.process.time.hold(import('./raw.ts'));
  raw.checkRaw(context, { needsFile: method !== 'DELETE' });
  await raw.sendRaw(context, method);
}

/** Each object is edited, and made of what was saved. */
async function createEdited(context: Context): Promise<void> {
  const { createEach } = await context.process.time.hold(import('./edit.ts'));
  await createEach(context);
}

/** `RequireFilenameOrKustomize` of cli-runtime. */
export function requireFiles({ flags }: Context): void {
  if (flags.list('filename').length === 0 && flags.text('kustomize') === '')
    throw new CommandError('must specify one of -f and -k');
}
