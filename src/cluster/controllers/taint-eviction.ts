import type { ITaint } from 'kubernetes-models/v1/Taint';
import { seconds } from '#cluster/timestamps.ts';
import { tolerates } from '#cluster/scheduler/taints.ts';
import { actor, type Context, type Controller, placeOf, type Pod, saveAll } from './context.ts';
import { keyOf, parseKey } from './owners.ts';
import { createWorkQueue } from './work-queue.ts';

const controller = 'taint-eviction-controller';
const by = actor('node-controller');

/** pkg/controller/tainteviction (v1.35): pods leave a node whose NoExecute taint they do not tolerate, or no longer. */
export function startTaintEvictionController(context: Context): Controller {
  const { api, clock, events } = context;
  const recorder = events.from({ component: controller });
  const evictions = createWorkQueue(context, (key) => {
    const pod = api.find('pods', parseKey(key));
    const wait = pod && untilEviction(context, pod);
    if (!pod || wait === undefined) return;
    if (wait > 0) {
      evictions.addAfter(key, wait);
      return;
    }
    recorder.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
    api.updateStatus('pods', withDisruption(pod, seconds(clock.now())), by);
    api.delete('pods', placeOf(pod), by);
  });
  const nodes = createWorkQueue(context, (name) => {
    for (const pod of api.list('pods', { node: name })) evictions.add(keyOf(pod));
  });
  api.watch('nodes', ({ type, object, old }) => {
    const isSame = old?.spec?.taints === object.spec?.taints;
    if (type !== 'DELETED' && !isSame && noExecute(object.spec?.taints).length > 0) {
      nodes.add(object.metadata.name);
    }
  });
  api.watch('pods', ({ type, object, old }) => {
    const { nodeName } = object.spec ?? {};
    if (type === 'DELETED' || !nodeName || old?.spec?.nodeName === nodeName) return;
    const node = api.find('nodes', { name: nodeName });
    if (noExecute(node?.spec?.taints).length > 0) evictions.add(keyOf(object));
  });
  return { save: saveAll([evictions, nodes]) };
}

function noExecute(taints: readonly ITaint[] = []): readonly ITaint[] {
  return taints.filter(({ effect }) => effect === 'NoExecute');
}

/** Milliseconds that the pod may still stay; undefined for ever. */
function untilEviction({ api, clock }: Context, pod: Pod): number | undefined {
  const taints = noExecute(api.find('nodes', { name: pod.spec?.nodeName ?? '' })?.spec?.taints);
  if (taints.length === 0 || pod.metadata.deletionTimestamp !== undefined) return undefined;
  const tolerations = pod.spec?.tolerations ?? [];
  let until = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const matching = tolerations.filter((one) => tolerates([one], taint));
    if (matching.length === 0) return 0;
    const limits = matching.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
    const since = Date.parse(taint.timeAdded ?? seconds(clock.now()));
    if (limits.length > 0) until = Math.min(until, since + Math.max(0, ...limits) * 1000);
  }
  return Number.isFinite(until) ? Math.max(0, until - clock.now()) : undefined;
}

function withDisruption(pod: Pod, now: string): Pod {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True' as const,
    lastTransitionTime: now,
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  };
  return {
    ...pod,
    status: { ...pod.status, conditions: [...(pod.status?.conditions ?? []), condition] },
  };
}
