import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, type Selection, collect } from '#commands/kubectl/builder.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError, Failures, messageOf } from '#commands/kubectl/errors.ts';
import { filenameOptions, hasFiles } from '#commands/kubectl/manifests.ts';
import { difference, isEmpty } from '#commands/kubectl/patches.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { recorded } from '#commands/kubectl/record.ts';
import { type DryRun, patchObject } from '#commands/kubectl/writes.ts';

/** What a `set` line selects; `--local` reads files only. */
export function selectionOf(context: Context, resources: readonly string[]): Selection {
  const { flags } = context;
  const files = filenameOptions(context);
  const local = flags.isOn('local');
  if (local && (resources.length > 0 || !hasFiles(files)))
    throw new CommandError(
      "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
    );
  const base = { files, keepsGoing: true, typed: true, local };
  if (local) return base;
  return {
    ...base,
    args: resources,
    labels: flags.has('selector') ? flags.text('selector') : '',
    allowsKindAlone: flags.has('all') && flags.isOn('all'),
    latest: true,
  };
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
  /** Undefined where nothing can be changed. */
  change: (info: Info) => Promise<JsonObject>;
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
      changed.push([info, recorded(context, await update.change(info))]);
    } catch (error) {
      if (error instanceof Failures) errors.push(...error.errors);
      else if (error instanceof CommandError) changed.push([info, error]);
      else throw error;
    }
  for (const [info, object] of changed) {
    if (object instanceof CommandError) {
      errors.push(new CommandError(`error: ${nameOf(info, local)} ${object.message}\n`));
      continue;
    }
    const patch = difference(info.object, object);
    if (isEmpty(patch) && !update.sendsAlways) continue;
    try {
      await show(
        local || dryRun === 'client'
          ? object
          : await patchObject(context, info, patch, { dryRun, manager }),
      );
    } catch (error) {
      errors.push(new CommandError(`failed to patch ${what} ${messageOf(error)}`));
    }
  }
  if (errors.length > 0) throw new Failures(errors);
}
