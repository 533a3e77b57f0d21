import type { ITaint } from 'kubernetes-models/v1/Taint';
import { isEqual } from '#cluster/api/json.ts';
import type { Recorder } from '#cluster/events.ts';
import { seconds } from '#cluster/timestamps.ts';
import { actor, type Context, type Controller, type Node, type Pod } from './context.ts';
import { readyCondition } from './pod-state.ts';
import { createWorkQueue } from './work-queue.ts';

const by = actor('node-controller');
const prefix = 'node.kubernetes.io/';

/** Conditions that taint a node while they hold. */
const pressures = [
  ['MemoryPressure', 'memory-pressure'],
  ['DiskPressure', 'disk-pressure'],
  ['PIDPressure', 'pid-pressure'],
  ['NetworkUnavailable', 'network-unavailable'],
] as const;

/** pkg/controller/nodelifecycle (v1.35): a node's conditions and its cordon become taints; pods of a node that is not ready are not either. */
export function startNodeLifecycleController(context: Context): Controller {
  const { api, events } = context;
  const recorder = events.from({ component: 'node-controller' });
  const queue = createWorkQueue(context, (name) => {
    const node = api.find('nodes', { name });
    if (node) reconcile(context, recorder, node);
  });
  for (const node of api.list('nodes')) queue.add(node.metadata.name);
  api.watch('nodes', ({ type, object, old }) => {
    const { name } = object.metadata;
    if (type === 'ADDED') {
      const text = `Node ${name} event: Registered Node ${name} in Controller`;
      context.clock.after(100, () => recorder.event(object, 'Normal', 'RegisteredNode', text));
    }
    if (type !== 'DELETED' && !isSameHealth(old, object)) queue.add(name);
  });
  return queue;
}

function isSameHealth(old: Node | undefined, node: Node): boolean {
  return (
    old !== undefined &&
    statusOf(old, 'Ready') === statusOf(node, 'Ready') &&
    pressures.every(([type]) => statusOf(old, type) === statusOf(node, type)) &&
    old.spec === node.spec
  );
}

function statusOf({ status }: Node, wanted: string): string {
  return status?.conditions?.find(({ type }) => type === wanted)?.status ?? '';
}

function reconcile(context: Context, recorder: Recorder, node: Node): void {
  const { api, clock } = context;
  const before = node.spec?.taints ?? [];
  const others = before.filter((taint) => !isOurs(taint));
  const kept = (taint: ITaint): ITaint =>
    before.find(({ key, effect }) => key === taint.key && effect === taint.effect) ?? taint;
  const taints = [...others, ...wantedTaints(node, seconds(clock.now())).map(kept)];
  if (!isEqual(taints, before)) {
    api.update('nodes', { ...node, spec: { ...node.spec, taints } }, by);
  }
  const ready = statusOf(node, 'Ready');
  if (ready === 'False' || ready === 'Unknown') markPods(context, recorder, node);
}

function isOurs({ key }: ITaint): boolean {
  return key.startsWith(prefix) && !key.endsWith('out-of-service');
}

function wantedTaints(node: Node, timeAdded: string): ITaint[] {
  const taint = (name: string, effect: 'NoSchedule' | 'NoExecute'): ITaint => ({
    effect,
    key: `${prefix}${name}`,
    timeAdded,
  });
  const ready = statusOf(node, 'Ready');
  const unready = ready === 'Unknown' ? 'unreachable' : 'not-ready';
  return [
    ...(ready === 'False' || ready === 'Unknown'
      ? [taint(unready, 'NoSchedule'), taint(unready, 'NoExecute')]
      : []),
    ...pressures
      .filter(([type]) => statusOf(node, type) === 'True')
      .map(([, name]) => taint(name, 'NoSchedule')),
    ...(node.spec?.unschedulable ? [taint('unschedulable', 'NoSchedule')] : []),
  ];
}

/** MarkPodsNotReady. */
function markPods({ api, clock }: Context, recorder: Recorder, node: Node): void {
  const { name } = node.metadata;
  for (const pod of api.list('pods', { node: name })) {
    const before = readyCondition(pod);
    if (before?.status !== 'True') continue;
    const conditions = (pod.status?.conditions ?? []).map((one) =>
      one === before
        ? { ...one, status: 'False' as const, lastTransitionTime: seconds(clock.now()) }
        : one,
    );
    recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    api.updateStatus('pods', withConditions(pod, conditions), by);
  }
  recorder.event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
}

function withConditions(
  pod: Pod,
  conditions: NonNullable<NonNullable<Pod['status']>['conditions']>,
): Pod {
  return { ...pod, status: { ...pod.status, conditions } };
}
