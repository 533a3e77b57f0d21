import type { JsonObject } from '#cluster/api/object.ts';
import { collectAll } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { applyLocally, applyOnServer } from './application.ts';
import { requireFiles } from './create.ts';
import { cascadeOf } from './deletion.ts';
import { CommandError, Failures, isTold, notSimulated } from './errors.ts';
import { filenameOptions } from './manifests.ts';
import { tellAll, teller } from './printing.ts';
import { recorded } from './record.ts';
import { type DryRun, dryRunOf, validationOf } from './writes.ts';

/** kubectl/pkg/cmd/apply/apply.go (v1.35). */
export const apply: Verb = async (context) => {
  const { flags, args } = context;
  if (args.length > 0) throw context.usage(`Unexpected args: [${args.join(' ')}]`);
  const dryRun = await dryRunOf(context);
  context.access();
  const cascade = await cascadeOf(context);
  requireFiles(context);
  checkLine(context, dryRun);
  const validation = validationOf(context);
  checkSelection(context);
  const subresource = flags.text('subresource');
  if (subresource !== '' && !flags.isOn('server-side'))
    throw new CommandError('--subresource can only be specified for --server-side');
  if (flags.isOn('prune')) throw notSimulated('--prune');
  const options = { dryRun, validation, subresource, cascade, manager: managerOf(context) };
  const whole = flags.text('output') !== '' && flags.text('output') !== 'name';
  // It learns that a format is unknown once it has applied.
  const show = teller(context, dryRun, { isCheckedFirst: false });
  const applied: JsonObject[] = [];
  const selection = {
    files: filenameOptions(context),
    labels: flags.text('selector'),
    keepsGoing: true,
    validates: validation !== 'Ignore',
  };
  const { infos, errors } = await collectAll(context, selection);
  if (infos.length === 0 && errors.length === 0)
    throw new CommandError('no objects passed to apply');
  for (const found of infos)
    try {
      const info = { ...found, object: recorded(context, found.object) };
      const result = flags.isOn('server-side')
        ? await applyOnServer(context, info, options)
        : await applyLocally(context, info, options);
      applied.push(result.object);
      if (!whole) await show(result.operation, result.object);
    } catch (error) {
      if (!isTold(error)) throw error;
      errors.push(error);
    }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new Failures(errors);
  if (whole) await tellAll(context, applied);
};

function managerOf({ flags }: Context): string {
  if (flags.changed('field-manager')) return flags.text('field-manager');
  return flags.isOn('server-side') ? 'kubectl' : 'kubectl-client-side-apply';
}

function checkLine({ flags }: Context, dryRun: DryRun): void {
  const server = flags.isOn('server-side');
  if (flags.isOn('force-conflicts') && !server)
    throw new CommandError('--force-conflicts only works with --server-side');
  if (dryRun === 'client' && server)
    throw new CommandError(
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    );
  if (flags.isOn('force') && server)
    throw new CommandError('--force cannot be used with --server-side');
  if (flags.isOn('force') && dryRun === 'server')
    throw new CommandError('--dry-run=server cannot be used with --force');
}

function checkSelection({ flags }: Context): void {
  if (flags.isOn('all') && flags.text('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  if (flags.isOn('prune') && !flags.isOn('all') && flags.text('selector') === '')
    throw new CommandError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
}
