import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole';
import { isEqual } from '#cluster/api/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { matchesSelector } from '#cluster/label-selector.ts';
import { viewAs } from '#cluster/view-as.ts';
import { actor, type Context, type Controller } from './context.ts';
import { createWorkQueue } from './work-queue.ts';

const resource = 'clusterroles.rbac.authorization.k8s.io';

/** pkg/controller/clusterroleaggregation (v1.35): a role that collects the rules of those that carry its labels. */
export function startRoleAggregationController(context: Context): Controller {
  const { api } = context;
  const by = actor('clusterrole-aggregation-controller');
  const reconcile = (name: string): void => {
    const object = api.find(resource, { name });
    const role = object && viewAs<IClusterRole>(object);
    if (!role?.aggregationRule) return;
    const rules: JsonObject[] = [];
    for (const selector of role.aggregationRule.clusterRoleSelectors ?? []) {
      for (const other of api.list(resource)) {
        if (other.metadata.name === name) continue;
        if (!matchesSelector(selector, other.metadata.labels)) continue;
        for (const rule of viewAs<IClusterRole>(other).rules ?? []) {
          const value: JsonObject = { ...rule };
          if (!rules.some((one) => isEqual(one, value))) rules.push(value);
        }
      }
    }
    if (!isEqual(rules, role.rules ?? [])) api.merge(resource, { name }, { rules }, by);
  };
  const queue = createWorkQueue(context, reconcile);
  const addAggregates = (): void => {
    for (const role of api.list(resource)) {
      if (viewAs<IClusterRole>(role).aggregationRule) queue.add(role.metadata.name);
    }
  };
  // Many roles come at once when a cluster starts: they are looked through once.
  const all = createWorkQueue(context, addAggregates);
  all.add('all');
  api.watch(resource, () => all.add('all'));
  return {
    save: () => {
      const restores = [queue.save(), all.save()];
      return () => restores.forEach((restore) => restore());
    },
  };
}
