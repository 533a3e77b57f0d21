import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { amountText, countedResource, usageOf } from '#cluster/api/admission/quota-usage.ts';
import { isEqual } from '#cluster/api/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { viewAs } from '#cluster/view-as.ts';
import { actor, type Context, type Controller, placeOf } from './context.ts';
import { keyOf, parseKey } from './owners.ts';
import { createWorkQueue } from './work-queue.ts';

const resource = 'resourcequotas';
const by = actor('resourcequota-controller');

/** pkg/controller/resourcequota (v1.35): what a namespace uses of its quotas. */
export function startQuotaController(context: Context): Controller {
  const { api } = context;
  const queue = createWorkQueue(
    context,
    (key) => {
      const object = api.find(resource, parseKey(key));
      if (!object) return;
      const { spec, status, metadata } = viewAs<IResourceQuota>(object);
      const hard: JsonObject = { ...spec?.hard };
      const used = Object.fromEntries(
        Object.keys(hard).map((name) => [name, usedOf(context, metadata.namespace ?? '', name)]),
      );
      if (isEqual({ hard, used }, { hard: status?.hard, used: status?.used })) return;
      const patch = { status: { hard, used } };
      api.merge(resource, placeOf(object), patch, { ...by, subresource: 'status' });
    },
    { latencyMs: 20, intervalMs: 500 },
  );
  const addIn = (namespace: string | undefined): void => {
    for (const quota of api.list(resource, { namespace })) queue.add(keyOf(quota));
  };
  addIn(undefined);
  api.watch(resource, ({ object }) => queue.add(keyOf(object)));
  api.watch('pods', ({ type, object, old }) => {
    if (type !== 'MODIFIED' || old?.status?.phase !== object.status?.phase) {
      addIn(object.metadata.namespace);
    }
  });
  for (const counted of ['services', 'configmaps', 'secrets', 'persistentvolumeclaims'] as const) {
    api.watch<string>(counted, ({ type, object }) => {
      if (type !== 'MODIFIED') addIn(object.metadata.namespace);
    });
  }
  return queue;
}

function usedOf({ api }: Context, namespace: string, name: string): string {
  const counted = countedResource(name);
  const all = api.list<string>(counted, { namespace });
  return amountText(
    name,
    all.reduce((sum, object) => sum + usageOf(name, counted, object), 0),
  );
}
