import { failure, notFound } from '#cluster/api/errors.ts';
import { at, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { matchesSelector, type LabelSelector } from '#cluster/label-selector.ts';
import { remove } from '#cluster/api/verbs/delete.ts';
import { groupResource, placeOf } from '#cluster/api/verbs/names.ts';
import { change } from '#cluster/api/verbs/update.ts';
import { answer, success } from './answer.ts';
import { readObject } from './body.ts';
import { callOf, type ResourceExchange } from './exchange.ts';

const budgets = 'poddisruptionbudgets.policy';

/** pkg/registry/core/pod/storage/eviction.go (v1.35): a deletion that asks the disruption budgets first. */
export async function evict(exchange: ResourceExchange): Promise<Response> {
  const { server, resource, route } = exchange;
  const { namespace, name = '' } = route;
  const { fields } = await readObject(exchange);
  const options = fieldsOf(fields['deleteOptions']);
  const grace = options['gracePeriodSeconds'];
  const dryRun = listOf(options['dryRun']).includes('All') || callOf(exchange).dryRun;
  const pod = server.core.store.get(placeOf(resource, namespace, name));
  if (!pod) throw notFound(groupResource(resource), name);
  if (!canIgnoreBudgets(pod)) spend(exchange, pod, dryRun);
  remove(
    server.core,
    { ...callOf(exchange, 'eviction'), dryRun },
    { namespace, name },
    { gracePeriodSeconds: typeof grace === 'number' ? grace : undefined },
  );
  return answer(exchange, { ...success(undefined), code: 201 }, 201);
}

function canIgnoreBudgets(pod: KubeObject): boolean {
  const phase = textOf(at(pod, 'status', 'phase'));
  return (
    ['Succeeded', 'Failed', 'Pending'].includes(phase) ||
    pod.metadata.deletionTimestamp !== undefined
  );
}

/** One disruption less is allowed by the budget that covers this pod. */
function spend(exchange: ResourceExchange, pod: KubeObject, dryRun: boolean): void {
  const { core } = exchange.server;
  const { namespace = '', labels } = pod.metadata;
  const covering = core.store
    .list(budgets, { namespace })
    .filter((budget) => matchesSelector(selectorOf(budget), labels));
  const [budget, another] = covering;
  if (!budget) return;
  if (another) {
    throw failure(
      500,
      'InternalError',
      'Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const allowed = Number(at(budget, 'status', 'disruptionsAllowed') ?? 0);
  if (allowed <= 0) throw blocked(budget);
  const resource = core.kinds.find(budgets);
  if (!resource || dryRun) return;
  const call = { ...callOf(exchange, 'status'), resource };
  change(core, call, budget.metadata, (current) => ({
    ...current,
    status: { ...fieldsOf(current['status']), disruptionsAllowed: allowed - 1 },
  }));
}

function selectorOf(budget: KubeObject): LabelSelector | undefined {
  const selector = at(budget, 'spec', 'selector');
  return selector === undefined ? undefined : (selector as LabelSelector);
}

function blocked(budget: KubeObject) {
  const wanted = Number(at(budget, 'status', 'desiredHealthy') ?? 0);
  const healthy = Number(at(budget, 'status', 'currentHealthy') ?? 0);
  const { name } = budget.metadata;
  return failure(
    429,
    'TooManyRequests',
    "Cannot evict pod as it would violate the pod's disruption budget.",
    {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${name} needs ${wanted} healthy pods and has ${healthy} currently`,
        },
      ],
    },
  );
}
