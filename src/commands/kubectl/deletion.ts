import type { JsonObject } from '#cluster/api/object.ts';
import type { Info } from './builder.ts';
import type { Context } from './context.ts';
import { CommandError, StatusError } from './errors.ts';
import { ValueError, parseBool } from './go-values.ts';
import { recordAt, textAt } from './json.ts';
import { type DryRun, getObject, pathOfTarget, withSource } from './writes.ts';
import { timedOut, watchUntil } from './watching.ts';

export interface Deletion {
  /** Seconds; -1 is the object's own. */
  grace: number;
  cascade: 'Background' | 'Foreground' | 'Orphan';
  dryRun: DryRun;
  /** `-o name` */
  namesOnly?: boolean;
  quiet?: boolean;
}

/** `--cascade`: what it was before it had names is still taken, and told of (delete_flags.go). */
export async function cascadeOf(context: Context): Promise<Deletion['cascade']> {
  const text = context.flags.text('cascade');
  if (text === 'background') return 'Background';
  if (text === 'orphan') return 'Orphan';
  if (text === 'foreground') return 'Foreground';
  const isBackground = booleanOf(text);
  await context.err(
    `warning: --cascade=${text} is deprecated (boolean value) and can be replaced with --cascade=${isBackground ? 'background' : 'orphan'}.\n`,
  );
  return isBackground ? 'Background' : 'Orphan';
}

function booleanOf(text: string): boolean {
  try {
    return parseBool(text);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new CommandError(
      `invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`,
    );
  }
}

/** Deletes and says so; returns the uid that the server told. kubectl/pkg/cmd/delete/delete.go (v1.35). */
export async function deleteObject(
  context: Context,
  info: Info,
  deletion: Deletion,
): Promise<string> {
  let answer: JsonObject = {};
  if (deletion.dryRun !== 'client')
    try {
      // client-go's Request, which resource.Helper fills.
      if (info.resource.namespaced && info.namespace === '')
        throw new CommandError(
          'an empty namespace may not be set when a resource name is provided',
        );
      answer = await context.client.json('DELETE', pathOfTarget(info), {
        query: { dryRun: deletion.dryRun === 'server' ? 'All' : undefined },
        body: {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          gracePeriodSeconds: deletion.grace >= 0 ? deletion.grace : undefined,
          propagationPolicy: deletion.cascade,
        },
      });
    } catch (error) {
      throw withSource('deleting', info.source, error);
    }
  if (!deletion.quiet) await context.out(deletedText(info, deletion));
  return textAt(recordAt(answer, 'details'), 'uid') || textAt(answer, 'metadata.uid');
}

function deletedText(
  { resource, name, namespace }: Info,
  { grace, dryRun, namesOnly }: Deletion,
): string {
  const kind = `${resource.kind.toLowerCase()}${resource.group === '' ? '' : `.${resource.group}`}`;
  if (namesOnly) return `${kind}/${name}\n`;
  const forced = grace === 0 ? 'force deleted' : 'deleted';
  const place = resource.namespaced ? ` from ${namespace} namespace` : '';
  const suffix = { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun];
  return `${kind} "${name}" ${forced}${place}${suffix}\n`;
}

/** Waits until it is gone, or another has its name. */
export async function waitForDeletion(
  context: Context,
  info: Info,
  uid: string,
  limitMs: number,
): Promise<void> {
  try {
    const now = await getObject(context, info);
    if (uid !== '' && textAt(now, 'metadata.uid') !== uid) return;
  } catch (error) {
    if (error instanceof StatusError && error.status.reason === 'NotFound') return;
    throw error;
  }
  const end = await watchUntil(context, info, limitMs, ({ type }) =>
    Promise.resolve(type === 'seen' ? undefined : true),
  );
  if (end === timedOut)
    throw new CommandError(
      `timed out waiting for the condition on ${info.resource.resource}/${info.name}`,
    );
}
