import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { IMetricSpec } from 'kubernetes-models/autoscaling/v2/MetricSpec';
import { isEqual } from '#cluster/api/json.ts';
import type { JsonObject, Stored } from '#cluster/api/object.ts';
import type { Recorder } from '#cluster/events.ts';
import { seconds } from '#cluster/timestamps.ts';
import { viewAs } from '#cluster/view-as.ts';
import { findCondition } from './conditions.ts';
import { actor, type Context, type Controller, placeOf } from './context.ts';
import { keyOf, parseKey } from './owners.ts';
import { createWorkQueue } from './work-queue.ts';

const resource = 'horizontalpodautoscalers.autoscaling';
const by = actor('horizontal-pod-autoscaler');
/** --horizontal-pod-autoscaler-sync-period. */
const periodMs = 15_000;

type Autoscaler = Stored<IHorizontalPodAutoscaler>;

const targets = new Map<string, string>([
  ['Deployment', 'deployments.apps'],
  ['ReplicaSet', 'replicasets.apps'],
  ['StatefulSet', 'statefulsets.apps'],
]);

/** pkg/controller/podautoscaler (v1.35), in a cluster without a metrics server: it keeps within its bounds, and says what it lacks. */
export function startAutoscaler(context: Context): Controller {
  const { api, events } = context;
  const recorder = events.from({ component: 'horizontal-pod-autoscaler' });
  const queue = createWorkQueue(context, (key) => {
    const object = api.find(resource, parseKey(key));
    if (!object) return;
    reconcile(context, recorder, viewAs<IHorizontalPodAutoscaler>(object));
    queue.addAfter(key, periodMs);
  });
  for (const object of api.list(resource)) queue.add(keyOf(object));
  api.watch(resource, ({ type, object, old }) => {
    const isOnlyStatus = type === 'MODIFIED' && isEqual(old?.['spec'], object['spec']);
    if (type !== 'DELETED' && !isOnlyStatus) queue.add(keyOf(object));
  });
  return queue;
}

type Condition = [type: string, status: 'True' | 'False', reason: string, message: string];

function reconcile(context: Context, recorder: Recorder, scaler: Autoscaler): void {
  const { api } = context;
  const { spec } = scaler;
  const target = spec?.scaleTargetRef;
  const minReplicas = spec?.minReplicas ?? 1;
  const maxReplicas = spec?.maxReplicas ?? minReplicas;
  const { namespace } = scaler.metadata;
  const name = target?.name ?? '';
  const kind = targets.get(target?.kind ?? '');
  const found = kind === undefined ? undefined : api.find(kind, { namespace, name });
  const current = found && size(found['spec']);
  if (kind === undefined || current === undefined) {
    const text = `${kind ?? target?.kind} "${name}" not found`;
    recorder.event(scaler, 'Warning', 'FailedGetScale', text);
    const message = `the HPA controller was unable to get the target's current scale: ${text}`;
    write(context, scaler, [['AbleToScale', 'False', 'FailedGetScale', message]], undefined);
    return;
  }
  const able: Condition = [
    'AbleToScale',
    'True',
    'SucceededGetScale',
    "the HPA controller was able to get the target's current scale",
  ];
  if (current === 0) {
    const text = 'scaling is disabled since the replica count of the target is zero';
    write(context, scaler, [able, ['ScalingActive', 'False', 'ScalingDisabled', text]], 0);
    return;
  }
  const bounded = Math.min(maxReplicas, Math.max(minReplicas, current));
  if (bounded !== current) {
    const side = current > maxReplicas ? 'above Spec.MaxReplicas' : 'below Spec.MinReplicas';
    api.merge(kind, { namespace, name }, { spec: { replicas: bounded } }, by);
    const text = `New size: ${bounded}; reason: Current number of replicas ${side}`;
    recorder.event(scaler, 'Normal', 'SuccessfulRescale', text);
    const message = `the HPA controller was able to update the target scale to ${bounded}`;
    write(context, scaler, [['AbleToScale', 'True', 'SucceededRescale', message]], bounded);
    return;
  }
  const lacking = lackOfMetrics(scaler.spec?.metrics ?? []);
  recorder.event(scaler, 'Warning', lacking.reason, lacking.event);
  recorder.event(scaler, 'Warning', 'FailedComputeMetricsReplicas', lacking.summary);
  const message = `the HPA was unable to compute the replica count: ${lacking.event}`;
  write(context, scaler, [able, ['ScalingActive', 'False', lacking.reason, message]], current);
}

function size(spec: unknown): number {
  const replicas =
    typeof spec === 'object' && spec !== null && 'replicas' in spec ? spec.replicas : undefined;
  return typeof replicas === 'number' ? replicas : 1;
}

const missing =
  'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';

function lackOfMetrics(metrics: readonly IMetricSpec[]) {
  const [first] = metrics;
  const name = first?.resource?.name ?? first?.containerResource?.name ?? 'cpu';
  const isUtilization = first?.resource?.target.averageValue === undefined;
  const lack = `unable to get metrics for resource ${name}: ${missing}`;
  const event = isUtilization
    ? `failed to get ${name} utilization: ${lack}`
    : `failed to get ${name} usage: ${lack}`;
  const count = Math.max(1, metrics.length);
  return {
    reason: 'FailedGetResourceMetric',
    event,
    summary: `invalid metrics (${count} invalid out of ${count}), first error is: failed to get ${name} resource metric value: ${event}`,
  };
}

function write(
  { api, clock }: Context,
  scaler: Autoscaler,
  wanted: readonly Condition[],
  replicas: number | undefined,
): void {
  const now = seconds(clock.now());
  const before = scaler.status?.conditions ?? [];
  const conditions = wanted.map(([type, status, reason, message]) => {
    const old = findCondition(before, type);
    const lastTransitionTime = old?.status === status ? old.lastTransitionTime : now;
    return { type, status, lastTransitionTime, reason, message };
  });
  const others = before.filter(({ type }) => !wanted.some(([name]) => name === type));
  const status = {
    conditions: [...others, ...conditions],
    currentMetrics: null,
    ...(replicas === undefined ? {} : { currentReplicas: replicas }),
    desiredReplicas: replicas ?? scaler.status?.desiredReplicas ?? 0,
  } as unknown as JsonObject;
  if (isEqual({ ...scaler.status, currentMetrics: null }, status)) return;
  api.merge(resource, placeOf(scaler), { status }, { ...by, subresource: 'status' });
}
