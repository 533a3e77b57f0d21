import type { JsonObject } from '#cluster/api/object.ts';
import type { Info } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { podsToEvict, type DrainList } from './draining/filters.ts';
import { evictAll } from './draining/eviction.ts';
import { Failures, isTold, WholeMessage, isNotFound, messageOf } from './errors.ts';
import { listAt, textAt } from './json.ts';
import { nodesOf, setSchedulable } from './nodes.ts';
import { tell } from './printing.ts';
import type { DryRun } from './writes.ts';

/** kubectl/pkg/cmd/drain/drain.go (v1.35). */
export const drain: Verb = async (context) => {
  const { dryRun, nodes } = await nodesOf(context);
  await setSchedulable(context, nodes, { off: true, dryRun });
  const show = tell(context, { operation: 'drained', dryRun });
  const drained = new Set<string>();
  for (const node of nodes)
    try {
      await drainNode(context, node, dryRun);
      drained.add(node.name);
      await show(node.object);
    } catch (error) {
      if (!isTold(error)) throw error;
      if (
        context.flags.has('ignore-errors') &&
        context.flags.isOn('ignore-errors') &&
        nodes.length > 1
      ) {
        await context.err(
          `error: unable to drain node "${node.name}" due to error: ${messageOf(error)}, continuing command...\n`,
        );
        continue;
      }
      await tellPending(
        context,
        node,
        nodes.filter(({ name }) => !drained.has(name)),
        error,
      );
      throw error;
    }
};

async function tellPending(
  context: Context,
  node: Info,
  pending: readonly Info[],
  error: unknown,
): Promise<void> {
  await context.err(
    `error: unable to drain node "${node.name}" due to error: ${messageOf(error)}, continuing command...\n`,
  );
  await context.err(`There are pending nodes to be drained:\n`);
  for (const { name } of pending) await context.err(` ${name}\n`);
}

async function drainNode(context: Context, node: Info, dryRun: DryRun): Promise<void> {
  const list = await listPods(context, node);
  if (list.errors.length > 0) throw new Failures(list.errors.map((text) => new WholeMessage(text)));
  if (list.warnings !== '') await context.err(`Warning: ${list.warnings}\n`);
  if (dryRun === 'client') {
    for (const pod of list.pods)
      await context.out(
        `evicting pod ${textAt(pod, 'metadata.namespace')}/${textAt(pod, 'metadata.name')} (dry run)\n`,
      );
    return;
  }
  try {
    await evictAll(context, list.pods, dryRun);
  } catch (error) {
    await tellPendingPods(context, node, error);
    throw error;
  }
}

async function tellPendingPods(context: Context, node: Info, error: unknown): Promise<void> {
  const { pods, errors } = await listPods(context, node);
  if (pods.length > 0) {
    await context.err(
      `There are pending pods in node "${node.name}" when an error occurred: ${messageOf(error)}\n`,
    );
    for (const pod of pods) await context.err(`pod/${textAt(pod, 'metadata.name')}\n`);
  }
  if (errors.length > 0)
    await context.err(
      `Following errors occurred while getting the list of pods to delete:\n${errors.length > 1 ? `[${errors.join(', ')}]` : errors.join('')}`,
    );
}

async function listPods(context: Context, node: Info): Promise<DrainList> {
  const { flags, client } = context;
  const list = await client.json('GET', '/api/v1/pods', {
    query: {
      fieldSelector: `spec.nodeName=${node.name}`,
      labelSelector: flags.text('pod-selector'),
      limit: flags.number('chunk-size') || undefined,
    },
  });
  const pods = listAt(list, 'items');
  const problems = await daemonSetProblems(context, pods);
  return podsToEvict(pods, {
    force: flags.isOn('force'),
    ignoreDaemonSets: flags.isOn('ignore-daemonsets'),
    deleteEmptyDir: flags.isOn('delete-emptydir-data'),
    daemonSetProblem: (namespace, name) => problems.get(`${namespace}/${name}`),
  });
}

/** Whether the DaemonSets that the pods name are there. */
async function daemonSetProblems(
  context: Context,
  pods: readonly JsonObject[],
): Promise<Map<string, { text: string; gone: boolean }>> {
  const problems = new Map<string, { text: string; gone: boolean }>();
  const names = pods.flatMap((pod) =>
    listAt(pod, 'metadata.ownerReferences')
      .filter((owner) => owner['kind'] === 'DaemonSet' && owner['controller'] === true)
      .map((owner) => `${textAt(pod, 'metadata.namespace')}/${textAt(owner, 'name')}`),
  );
  for (const name of new Set(names)) {
    const [namespace, plain] = name.split('/');
    try {
      await context.client.json('GET', `/apis/apps/v1/namespaces/${namespace}/daemonsets/${plain}`);
    } catch (error) {
      problems.set(name, { text: messageOf(error), gone: isNotFound(error) });
    }
  }
  return problems;
}
