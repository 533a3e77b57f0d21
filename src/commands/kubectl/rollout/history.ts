import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, sourcesOf, visit } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError, TemplateFailure } from '#commands/kubectl/errors.ts';
import { recordAt, textAt } from '#commands/kubectl/json.ts';
import { changeAt } from '#commands/kubectl/pod-template/place.ts';
import { type ObjectPrinter, printerFor } from '#commands/kubectl/printers/print.ts';
import { TabWriter } from '#commands/kubectl/printers/tab-writer.ts';
import { teller } from '#commands/kubectl/printing.ts';

import {
  type Revision,
  hasHistory,
  noHistory,
  revisionsOf,
  rolloutSelection,
  templateOf,
} from './selection.ts';
import { templateText } from './template-text.ts';

/** kubectl/pkg/cmd/rollout/rollout_history.go and polymorphichelpers/history.go (v1.35). */
export const rolloutHistory: Verb = async (context) => {
  const revision = context.flags.number('revision');
  const selection = rolloutSelection(context);
  if (revision < 0) throw new CommandError(`revision must be a positive integer: ${revision}`);
  // What the line names is looked at before the format.
  await sourcesOf(context, selection);
  const show = teller(context, 'none');
  const print = printerFor(context, { typed: true });
  await visit(context, selection, async (info) => {
    if (!hasHistory(info)) throw noHistory(info, 'history viewer');
    const revisions = await revisionsOf(context, info);
    if (context.flags.text('output') !== '')
      return await showRevisions(context, info, { revisions, print });
    const title = revision > 0 ? `with revision #${revision}` : '';
    await show(`${title}\n${historyText(revisions, revision)}`, info.object);
  });
};

/** ReplicaSets, or the set itself as it was. */
function wholeOf({ object, resource }: Info, revision: Revision): JsonObject {
  if (resource.kind === 'Deployment') return revision.object;
  return changeAt(object, 'spec.template', () => templateOf(revision));
}

async function showRevisions(
  context: Context,
  info: Info,
  { revisions, print }: { revisions: readonly Revision[]; print: ObjectPrinter },
): Promise<void> {
  const wanted = context.flags.number('revision');
  const shown = revisions.filter(({ number }) => wanted === 0 || number === wanted);
  if (shown.length === 0 && wanted > 0)
    throw new CommandError('unable to find the specified revision');
  for (const one of shown) await context.out(printedOrNot(() => print(wholeOf(info, one))));
}

/** The real one passes over what its printer refuses. */
function printedOrNot(print: () => string): string {
  try {
    return print();
  } catch (error) {
    if (error instanceof TemplateFailure) return error.output;
    if (error instanceof CommandError) return '';
    throw error;
  }
}

function historyText(revisions: readonly Revision[], wanted: number): string {
  if (revisions.length === 0) return 'No rollout history found.';
  if (wanted > 0) {
    const found = revisions.find(({ number }) => number === wanted);
    if (found === undefined) throw new CommandError('unable to find the specified revision');
    return templateText(withCause(found));
  }
  const writer = new TabWriter({ padding: 2 });
  writer.write('REVISION\tCHANGE-CAUSE\n');
  for (const one of revisions) writer.write(`${one.number}\t${causeOf(one) || '<none>'}\n`);
  return writer.flush();
}

const causeKey = 'kubernetes.io/change-cause';

function causeOf({ object }: Revision): string {
  return textAt(recordAt(object, 'metadata.annotations')[causeKey], '');
}

function withCause(revision: Revision): ReturnType<typeof templateOf> {
  const template = templateOf(revision);
  const cause = causeOf(revision);
  if (cause === '') return template;
  const metadata = recordAt(template, 'metadata');
  const annotations = { ...recordAt(metadata, 'annotations'), [causeKey]: cause };
  return { ...template, metadata: { ...metadata, annotations } };
}
