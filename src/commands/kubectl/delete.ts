import { type Info, type Selection, sourcesOf, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, StatusError, withoutNotFound } from './errors.ts';
import { sendRaw } from './create.ts';
import { type Deletion, cascadeOf, deleteObject, waitForDeletion } from './deletion.ts';
import { filenameOptions } from './manifests.ts';
import { dryRunOf } from './writes.ts';

const week = 168 * 3600 * 1000;

/** kubectl/pkg/cmd/delete/delete.go (v1.35). */
export const deleteVerb: Verb = async (context) => {
  const { flags } = context;
  context.askNamespace();
  const isRaw = flags.text('raw') !== '';
  const cascade = await cascadeOf(context);
  const grace = graceOf(context);
  const output = flags.text('output');
  const dryRun = await dryRunOf(context);
  const selects =
    flags.isOn('all') || flags.text('selector') !== '' || flags.text('field-selector') !== '';
  if (!isRaw) await sourcesOf(context, selectionOf(context));
  context.access();
  await checkFlags(context, grace, output);
  const asks = flags.isOn('interactive');
  if (isRaw && asks) throw new CommandError('--interactive can not be used with --raw');
  if (isRaw) return await sendRaw(context, 'DELETE');
  if (asks && !(await isConfirmed(context))) return;
  const deletion = { grace, cascade, dryRun, namesOnly: output === 'name' };
  const ignores = flags.changed('ignore-not-found') ? flags.isOn('ignore-not-found') : selects;
  const { deleted, count } = await deleteAll(context, deletion, ignores);
  if (count === 0) return await context.out('No resources found\n');
  if (!flags.isOn('wait') || dryRun !== 'none') return;
  const limit = flags.number('timeout') || week;
  await tellForbidden(async () => {
    for (const [info, uid] of deleted) await waitForDeletion(context, info, uid, limit);
  });
};

async function isConfirmed(context: Context): Promise<boolean> {
  const { confirmed } = await context.process.time.hold(import('./confirmation.ts'));
  return await confirmed(context, selectionOf(context));
}

function selectionOf(context: Context): Selection {
  const { flags, args } = context;
  return {
    args,
    files: filenameOptions(context),
    labels: flags.text('selector'),
    fields: flags.text('field-selector'),
    all: flags.isOn('all'),
    allNamespaces: flags.isOn('all-namespaces'),
    keepsGoing: true,
    namesOnly: true,
  };
}

async function deleteAll(
  context: Context,
  deletion: Deletion,
  ignores: boolean,
): Promise<{ deleted: [Info, string][]; count: number }> {
  const deleted: [Info, string][] = [];
  let count = 0;
  let warnsOfScope = context.hasNamespace;
  try {
    await visit(context, selectionOf(context), async (info) => {
      if (warnsOfScope && !info.resource.namespaced) {
        warnsOfScope = false;
        await context.err(
          'Warning: deleting cluster-scoped resources, not scoped to the provided namespace\n',
        );
      }
      count++;
      deleted.push([info, await deleteObject(context, info, deletion)]);
    });
  } catch (error) {
    const rest = ignores ? withoutNotFound(error) : error;
    if (rest !== undefined) throw rest;
  }
  return { deleted, count };
}

function graceOf({ flags }: Context): number {
  const grace = flags.number('grace-period');
  if (flags.isOn('now')) {
    if (grace !== -1)
      throw new CommandError('--now and --grace-period cannot be specified together');
    return 1;
  }
  if (grace === 0 && !flags.isOn('force')) return 1;
  return flags.isOn('force') && grace < 0 ? 0 : grace;
}

async function checkFlags(context: Context, grace: number, output: string): Promise<void> {
  const { flags } = context;
  if (output !== '' && output !== 'name')
    throw new CommandError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  for (const [flag, name] of [
    ['selector', '--selector'],
    ['field-selector', '--field-selector'],
  ] as const)
    if (flags.isOn('all') && flags.text(flag) !== '')
      throw new CommandError(`cannot set --all and ${name} at the same time`);
  if (grace > 0 && flags.isOn('force'))
    throw new CommandError(
      '--force and --grace-period greater than 0 cannot be specified together',
    );
  if (grace === 0 && flags.isOn('force'))
    await context.err(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
    );
}

/** One that may not watch does not wait. */
async function tellForbidden(wait: () => Promise<void>): Promise<void> {
  try {
    await wait();
  } catch (error) {
    const reason = error instanceof StatusError ? error.status.reason : '';
    if (reason !== 'Forbidden' && reason !== 'MethodNotAllowed') throw error;
  }
}
