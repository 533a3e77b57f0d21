import { type Info, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { requireFiles, sendRaw } from './create.ts';
import { type Deletion, cascadeOf, deleteObject, waitForDeletion } from './deletion.ts';
import { CommandError, Failures, isTold, withoutNotFound } from './errors.ts';
import { readText } from '#process/streams.ts';
import { recordAt, textAt } from './json.ts';
import { refreshed } from './last-applied.ts';
import { type FilenameOptions, filenameOptions } from './manifests.ts';
import { tell } from './printing.ts';
import {
  createObject,
  dryRunOf,
  getObject,
  replaceObject,
  validationOf,
  withSource,
} from './writes.ts';

/** kubectl/pkg/cmd/replace/replace.go (v1.35). */
export const replace: Verb = async (context) => {
  const { flags, args } = context;
  const validation = validationOf(context);
  const dryRun = await dryRunOf(context);
  context.access();
  const show = tell(context, { operation: 'replaced', dryRun });
  const cascade = await cascadeOf(context);
  const force = flags.isOn('force');
  requireFiles(context);
  if (flags.number('grace-period') >= 0 && !force)
    throw new CommandError('--grace-period must have --force specified');
  if (flags.number('timeout') !== 0 && !force)
    throw new CommandError('--timeout must have --force specified');
  if (force && dryRun !== 'none')
    throw new CommandError('--dry-run can not be used when --force is set');
  if (flags.text('raw') !== '') return await sendRaw(context, 'PUT');
  if (force) return await replaceByForce(context, cascade);
  const subresource = flags.text('subresource');
  const selection = {
    args,
    files: filenameOptions(context),
    keepsGoing: true,
    validates: validation !== 'Ignore',
  };
  const options = { dryRun, validation, subresource, manager: flags.text('field-manager') };
  await visit(context, selection, async (info) => {
    const object = refreshed(info.object, flags.isOn('save-config'));
    if (dryRun === 'client') return await show(object);
    let made: Info['object'];
    try {
      made = await replaceObject(
        context,
        info,
        await versioned(context, { ...info, object }),
        options,
      );
    } catch (error) {
      throw withSource('replacing', info.source, error);
    }
    await show(made);
  });
};

/** Without a resourceVersion the stored one is taken: cli-runtime's Helper.Replace with overwrite. */
async function versioned(context: Context, info: Info): Promise<Info['object']> {
  if (textAt(info.object, 'metadata.resourceVersion') !== '') return info.object;
  let stored: Info['object'];
  try {
    stored = await getObject(context, info);
  } catch {
    return info.object;
  }
  const metadata = {
    ...recordAt(info.object, 'metadata'),
    resourceVersion: textAt(stored, 'metadata.resourceVersion'),
  };
  return { ...info.object, metadata };
}

async function replaceByForce(context: Context, cascade: Deletion['cascade']): Promise<void> {
  const { flags } = context;
  // None at all is one second, as delete has it without --force.
  const grace = flags.number('grace-period') || 1;
  const selection = { files: await withInputKept(context), keepsGoing: true };
  const infos: Info[] = [];
  const deleted: [Info, string][] = [];
  const deletion = { grace, cascade, dryRun: 'none' } as const;
  try {
    await visit(context, selection, async (info) => {
      infos.push(info);
      deleted.push([info, await deleteObject(context, info, deletion)]);
    });
  } catch (error) {
    const rest = withoutNotFound(error);
    if (rest !== undefined) throw rest;
  }
  if (infos.length === 0) await context.out('No resources found\n');
  for (const [info, uid] of deleted)
    await waitForDeletion(context, info, uid, flags.number('timeout') || 300_000);
  const show = tell(context, { operation: 'replaced', dryRun: 'none' });
  const validation = validationOf(context);
  const manager = flags.text('field-manager');
  const errors: unknown[] = [];
  for (const info of infos)
    try {
      const object = refreshed(info.object, flags.isOn('save-config'));
      await show(
        await createObject(context, { ...info, object }, { dryRun: 'none', validation, manager }),
      );
    } catch (error) {
      if (!isTold(error)) throw error;
      errors.push(error);
    }
  if (errors.length > 0) throw new Failures(errors);
  if (infos.length === 0) throw new CommandError('no objects passed to replace');
}

/** It is read twice: the real one writes standard input into a file first. */
async function withInputKept(context: Context): Promise<FilenameOptions> {
  const { process } = context;
  const options = filenameOptions(context);
  if (!options.filenames.includes('-')) return options;
  const folder = `/tmp/kubectl_replace_${process.time.now()}`;
  const path = `${folder}/resource.stdin`;
  const text = await readText(process.stdin);
  process.files.makeFolder(folder, { parents: true });
  process.files.write(path, text);
  return { ...options, filenames: options.filenames.map((name) => (name === '-' ? path : name)) };
}
