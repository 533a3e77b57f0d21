import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, type Selection, collect } from '#commands/kubectl/builder.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError, Failures, messageOf } from '#commands/kubectl/errors.ts';
import { filenameOptions } from '#commands/kubectl/manifests.ts';
import { difference, isEmpty } from '#commands/kubectl/patches.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { recorded } from '#commands/kubectl/record.ts';
import { type DryRun, patchObject } from '#commands/kubectl/writes.ts';

/** What a `set` line selects; `--local` reads files only, and passes over what is named. */
export function selectionOf(context: Context, resources: readonly string[]): Selection {
  const { flags } = context;
  const local = flags.isOn('local');
  const base = { files: filenameOptions(context), keepsGoing: true, typed: true, local };
  if (local) return base;
  return {
    ...base,
    args: resources,
    labels: flags.has('selector') ? flags.text('selector') : '',
    allowsKindAlone: flags.has('all') && flags.isOn('all'),
    latest: true,
  };
}

/** The same for the commands that refuse to pass over it. */
export function localSelectionOf(context: Context, resources: readonly string[]): Selection {
  if (context.flags.isOn('local') && resources.length > 0) throw localRefusal();
  return selectionOf(context, resources);
}

/** LocalResourceError */
export function localRefusal(): CommandError {
  return new CommandError(
    "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
  );
}

export function checkLocal({ flags }: Context, dryRun: DryRun): void {
  if (flags.isOn('local') && dryRun === 'server')
    throw new CommandError(
      'cannot specify --local and --dry-run=server - did you mean --dry-run=client?',
    );
}

export function checkAll({ flags }: Context): void {
  if (flags.isOn('all') && flags.text('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
}

/** Info.ObjectName: a resource is not known by its plural until the server is asked. */
function nameOf({ resource, name }: Info, isLocal: boolean): string {
  if (!isLocal) return `${resource.resource}/${name}`;
  const kind = resource.kind.toLowerCase();
  return resource.group === '' ? `${kind}/${name}` : `${kind}.${resource.group}/${name}\n`;
}

export interface Update {
  operation: string;
  /** `env update to pod template:`, after `failed to patch`: one has no colon. */
  what: string;
  dryRun: DryRun;
  /** What is the same already is sent too, and told of. */
  sendsAlways?: boolean;
  /** Found out once an object was sent: ends the line. */
  lateRefusal?: CommandError | undefined;
  /** Undefined where nothing is to be changed. What `tell` is told comes before all that objects fail with, and stops none. */
  change: (info: Info, tell: (error: CommandError) => void) => Promise<JsonObject | undefined>;
}

/** Changes every object and sends what is different: kubectl/pkg/cmd/set (v1.35). Errors wait until the end. */
export async function updateAll(
  context: Context,
  selection: Selection,
  update: Update,
): Promise<void> {
  const { flags } = context;
  const { operation, dryRun, what } = update;
  const show = tell(context, { operation, dryRun, typed: true });
  const manager = flags.text('field-manager');
  const local = flags.isOn('local');
  const errors: unknown[] = [];
  const changed: [Info, JsonObject | CommandError][] = [];
  for (const info of await collect(context, selection))
    try {
      const object = await update.change(info, (error) => errors.push(error));
      if (object !== undefined) changed.push([info, recorded(context, object)]);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      changed.push([info, error]);
    }
  for (const [info, object] of changed) {
    if (object instanceof CommandError) {
      errors.push(new CommandError(`error: ${nameOf(info, local)} ${object.message}\n`));
      continue;
    }
    const patch = difference(info.object, object);
    if (isEmpty(patch) && !update.sendsAlways) continue;
    let sent = object;
    if (!local && dryRun !== 'client')
      try {
        sent = await patchObject(context, info, patch, { dryRun, manager });
      } catch (error) {
        errors.push(new CommandError(`failed to patch ${what} ${messageOf(error)}`));
        continue;
      }
    if (sent !== object && update.lateRefusal) throw update.lateRefusal;
    try {
      await show(sent);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new Failures(errors);
}
