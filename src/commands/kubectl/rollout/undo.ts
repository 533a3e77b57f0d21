import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, visit } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError, messageOf } from '#commands/kubectl/errors.ts';

import { at, recordAt } from '#commands/kubectl/json.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { Patch } from '#commands/kubectl/patches.ts';
import { teller } from '#commands/kubectl/printing.ts';
import { type DryRun, dryRunOf, patchObject } from '#commands/kubectl/writes.ts';
import {
  type Revision,
  hasHistory,
  noHistory,
  revisionsOf,
  rolloutSelection,
  templateOf,
} from './selection.ts';
import { templateText } from './template-text.ts';

/** kubectl/pkg/cmd/rollout/rollout_undo.go and polymorphichelpers/rollback.go (v1.35). */
export const rolloutUndo: Verb = async (context) => {
  const dryRun = await dryRunOf(context);
  const show = teller(context, dryRun, { isCheckedFirst: false });
  const wanted = context.flags.number('to-revision');
  await visit(context, rolloutSelection(context), async (info) => {
    if (!hasHistory(info)) throw noHistory(info, 'rollbacker');
    await show(await undo(context, info, { wanted, dryRun }), info.object);
  });
};

async function undo(
  context: Context,
  info: Info,
  { wanted, dryRun }: { wanted: number; dryRun: DryRun },
): Promise<string> {
  const { object, resource } = info;
  const isDeployment = resource.kind === 'Deployment';
  const target = choose(info, await revisionsOf(context, info), wanted);
  const template = templateOf(target);
  if (dryRun === 'client')
    return `${isDeployment ? '' : 'will roll back to '}${templateText(template)}`;
  if (isDeployment && at(object, 'spec.paused') === true)
    throw new CommandError(
      `you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`,
    );
  if (isEqual(withoutHash(template), withoutHash(recordAt(object, 'spec.template'))))
    return `skipped rollback (current template already matches revision ${wanted})`;
  const patch: Patch = isDeployment
    ? deploymentPatch(object, target)
    : { type: 'strategic-merge-patch', body: target.object['data'] };
  try {
    await patchObject(context, info, patch, { dryRun });
  } catch (error) {
    throw new CommandError(`failed restoring revision ${wanted}: ${messageOf(error)}`);
  }
  return 'rolled back';
}

function choose(
  { name, resource }: Info,
  revisions: readonly Revision[],
  wanted: number,
): Revision {
  if (wanted !== 0) {
    const found = revisions.find(({ number }) => number === wanted);
    if (found === undefined)
      throw new CommandError(`unable to find specified revision ${wanted} in history`);
    return found;
  }
  const previous = revisions.at(-2);
  if (previous === undefined)
    throw new CommandError(
      resource.kind === 'Deployment'
        ? `no rollout history found for deployment "${name}"`
        : 'no last revision to roll back to',
    );
  return previous;
}

const hashKey = 'pod-template-hash';

function withoutHash(template: JsonObject): JsonObject {
  const metadata = recordAt(template, 'metadata');
  const labels = Object.fromEntries(
    Object.entries(recordAt(metadata, 'labels')).filter(([key]) => key !== hashKey),
  );
  return { ...template, metadata: { ...metadata, labels } };
}

/** Annotations that stay the Deployment's own. */
const keptAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

function deploymentPatch(deployment: JsonObject, target: Revision): Patch {
  const of = (object: JsonObject, kept: boolean) =>
    Object.entries(recordAt(object, 'metadata.annotations')).filter(
      ([key]) => keptAnnotations.has(key) === kept,
    );
  const annotations = Object.fromEntries([...of(deployment, true), ...of(target.object, false)]);
  return {
    type: 'json-patch',
    body: [
      { op: 'replace', path: '/spec/template', value: withoutHash(templateOf(target)) },
      { op: 'replace', path: '/metadata/annotations', value: annotations },
    ],
  };
}
