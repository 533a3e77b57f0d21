import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { isEqual } from '#cluster/api/json.ts';
import type { JsonObject, Stored } from '#cluster/api/object.ts';
import { matchesSelector } from '#cluster/label-selector.ts';
import { seconds } from '#cluster/timestamps.ts';
import { viewAs } from '#cluster/view-as.ts';
import { findCondition } from './conditions.ts';
import { actor, type Context, type Controller, placeOf, type Pod } from './context.ts';
import { controllerOf, keyOf, parseKey } from './owners.ts';
import { isActive, isReady } from './pod-state.ts';
import { resolvePercent } from './rolling-limits.ts';
import { feed } from './feed.ts';
import { createWorkQueue } from './work-queue.ts';

const resource = 'poddisruptionbudgets.policy';
const by = actor('disruption-controller');

type Budget = Stored<IPodDisruptionBudget>;

/** pkg/controller/disruption (v1.35): how many pods may still be evicted. */
export function startDisruptionController(context: Context): Controller {
  const { api, events } = context;
  const recorder = events.from({ component: 'controllermanager' });
  const queue = createWorkQueue(
    context,
    (key) => {
      const object = api.find(resource, parseKey(key));
      if (!object) return;
      const budget = viewAs<IPodDisruptionBudget>(object);
      const { namespace } = budget.metadata;
      const pods = api
        .list('pods', { namespace })
        .filter(({ metadata }) => matchesSelector(budget.spec?.selector, metadata.labels));
      if (pods.length === 0) {
        recorder.event(object, 'Normal', 'NoPods', 'No matching pods found');
      }
      const status = statusOf(context, budget, pods);
      if (isEqual(status, budget.status)) return;
      api.merge(resource, placeOf(object), { status }, { ...by, subresource: 'status' });
    },
    { intervalMs: 200 },
  );
  feed(queue, api, resource);
  api.watch('pods', ({ object, old }) => {
    if (old && isReady(old) === isReady(object) && isActive(old) === isActive(object)) return;
    for (const budget of api.list(resource, { namespace: object.metadata.namespace })) {
      const { selector } = viewAs<IPodDisruptionBudget>(budget).spec ?? {};
      if (matchesSelector(selector, object.metadata.labels)) queue.add(keyOf(budget));
    }
  });
  return queue;
}

function statusOf(context: Context, budget: Budget, pods: readonly Pod[]): JsonObject {
  const { spec, metadata } = budget;
  const currentHealthy = pods.filter((pod) => isActive(pod) && isReady(pod)).length;
  const isCounted = spec?.maxUnavailable !== undefined || String(spec?.minAvailable).endsWith('%');
  const expectedPods = isCounted ? expectedOf(context, pods) : pods.length;
  const wanted =
    spec?.maxUnavailable === undefined
      ? resolvePercent(spec?.minAvailable, expectedPods, 'up')
      : Math.max(0, expectedPods - resolvePercent(spec.maxUnavailable, expectedPods, 'up'));
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - wanted) : 0;
  return {
    conditions: [
      {
        ...condition(budget, disruptionsAllowed > 0, seconds(context.clock.now())),
        observedGeneration: metadata.generation,
      },
    ],
    currentHealthy,
    desiredHealthy: wanted,
    disruptionsAllowed,
    expectedPods,
    observedGeneration: metadata.generation,
  };
}

function condition({ status }: Budget, isAllowed: boolean, now: string) {
  const value = isAllowed ? 'True' : 'False';
  const before = findCondition(status?.conditions, 'DisruptionAllowed');
  return {
    lastTransitionTime: before?.status === value ? before.lastTransitionTime : now,
    message: '',
    reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
    status: value,
    type: 'DisruptionAllowed',
  };
}

/** The pods that their controllers ask for, each controller once. */
function expectedOf({ api }: Context, pods: readonly Pod[]): number {
  const sizes = new Map<string, number>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner) continue;
    const at = { namespace: pod.metadata.namespace, name: owner.name };
    if (owner.kind === 'StatefulSet') {
      sizes.set(owner.uid, api.find('statefulsets.apps', at)?.spec?.replicas ?? 0);
    }
    if (owner.kind !== 'ReplicaSet') continue;
    const set = api.find('replicasets.apps', at);
    const above = set && controllerOf(set);
    const deployment =
      above && api.find('deployments.apps', { namespace: at.namespace, name: above.name });
    sizes.set(above?.uid ?? owner.uid, (deployment ?? set)?.spec?.replicas ?? 0);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
