import { visit } from '#commands/kubectl/builder.ts';
import type { Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { recordAt, textAt } from '#commands/kubectl/json.ts';
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
  const show = teller(context, 'none');
  await visit(context, selection, async (info) => {
    if (!hasHistory(info)) throw noHistory(info, 'history viewer');
    const revisions = await revisionsOf(context, info);
    if (context.flags.text('output') !== '') return await showRevision(show, revisions, revision);
    const title = revision > 0 ? `with revision #${revision}` : '';
    await show(`${title}\n${historyText(revisions, revision)}`, info.object);
  });
};

async function showRevision(
  show: ReturnType<typeof teller>,
  revisions: readonly Revision[],
  wanted: number,
): Promise<void> {
  if (wanted === 0) {
    for (const one of revisions) await show('', one.object);
    return;
  }
  const found = revisions.find(({ number }) => number === wanted);
  if (found === undefined) throw new CommandError('unable to find the specified revision');
  await show('', found.object);
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
