import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, collect } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, messageOf } from './errors.ts';
import { at, textAt } from './json.ts';
import { parseSelector } from './label-selector.ts';
import { teller } from './printing.ts';
import { type DryRun, dryRunOf, patchObject } from './writes.ts';

/** kubectl/pkg/cmd/drain/drain.go (v1.35). */
export const cordon: Verb = (context) => switchNodes(context, true);

export const uncordon: Verb = (context) => switchNodes(context, false);

async function switchNodes(context: Context, off: boolean): Promise<void> {
  const { dryRun, nodes } = await nodesOf(context);
  await setSchedulable(context, nodes, { off, dryRun });
}

/** The nodes of the line, by name or selector. */
export async function nodesOf(context: Context): Promise<{ dryRun: DryRun; nodes: Info[] }> {
  const { args, flags } = context;
  const labels = flags.text('selector');
  if (args.length === 0 && labels === '')
    throw context.usage(`USAGE: ${context.path} NODE [flags]`);
  if (args.length > 0 && labels !== '')
    throw context.usage('error: cannot specify both a node name and a --selector option');
  const dryRun = await dryRunOf(context);
  context.access();
  if (flags.has('pod-selector')) checkPodSelector(flags.text('pod-selector'));
  const nodes = await collect(
    context,
    labels === '' ? { args, usualKind: 'nodes', singleKind: true } : { args: ['nodes'], labels },
  );
  for (const { resource } of nodes)
    if (resource.kind !== 'Node')
      throw new CommandError(
        `error: expected resource of type node, got "${resource.group === '' ? '' : `${resource.group}/`}${resource.version}, Resource=${resource.resource}"`,
      );
  return { dryRun, nodes };
}

function checkPodSelector(text: string): void {
  try {
    parseSelector(text);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}

export async function setSchedulable(
  context: Context,
  nodes: readonly Info[],
  { off, dryRun }: { off: boolean; dryRun: DryRun },
): Promise<void> {
  const show = teller(context, dryRun);
  const word = off ? 'cordoned' : 'uncordoned';
  for (const node of nodes) {
    if ((at(node.object, 'spec.unschedulable') === true) === off) {
      await show(`already ${word}`, node.object);
      continue;
    }
    try {
      if (dryRun !== 'client') await send(context, node, off, dryRun);
      await show(word, node.object);
    } catch (error) {
      await context.err(
        `error: unable to ${off ? 'cordon' : 'uncordon'} node "${node.name}": ${messageOf(error)}\n`,
      );
    }
  }
}

async function send(
  context: Context,
  node: Info,
  off: boolean,
  dryRun: DryRun,
): Promise<JsonObject> {
  const patch = { spec: { unschedulable: off || null } };
  return await patchObject(
    context,
    node,
    { type: 'strategic-merge-patch', body: patch },
    { dryRun },
  );
}

export function podName(pod: JsonObject): string {
  return textAt(pod, 'metadata.name');
}
