import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { isEqual } from '#cluster/api/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { amountOf } from '#cluster/scheduler/amount.ts';
import { viewAs } from '#cluster/view-as.ts';
import { actor, type Context, type Controller, placeOf, type Pod } from './context.ts';
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
  const [, counted] = /^count\/(.+)$/.exec(name) ?? [];
  if (counted !== undefined) return String(api.list<string>(counted, { namespace }).length);
  const pods = (): readonly Pod[] =>
    api
      .list('pods', { namespace })
      .filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed');
  if (name === 'pods') return String(pods().length);
  const services = (type: string): string =>
    String(api.list('services', { namespace }).filter(({ spec }) => spec?.type === type).length);
  if (name === 'services.loadbalancers') return services('LoadBalancer');
  if (name === 'services.nodeports') return services('NodePort');
  const [, kind = '', what = ''] = /^(?:(requests|limits)\.)?(.+)$/.exec(name) ?? [];
  const isCompute = /^(cpu|memory|ephemeral-storage)$/.test(what);
  if (!isCompute) return String(api.list<string>(name, { namespace }).length);
  const side = kind === 'limits' ? 'limits' : 'requests';
  const sum = pods().reduce((total, pod) => total + demand(pod, side, what), 0);
  return what === 'cpu' ? cpuText(sum) : bytesText(sum);
}

function demand({ spec }: Pod, side: 'limits' | 'requests', what: string): number {
  return (spec?.containers ?? []).reduce(
    (sum, { resources }) => sum + amountOf(what, resources?.[side]?.[what]),
    0,
  );
}

/** In thousandths. */
function cpuText(amount: number): string {
  return amount % 1000 === 0 ? String(amount / 1000) : `${amount}m`;
}

function bytesText(amount: number): string {
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
  let value = amount;
  let unit = 0;
  while (value > 0 && value % 1024 === 0 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value}${units[unit]}`;
}
