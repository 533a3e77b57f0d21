import { isEqual } from '#cluster/api/json.ts';
import type { Recorder } from '#cluster/events.ts';
import { byText } from '#cluster/text-order.ts';
import { claim } from './claim.ts';
import {
  actor,
  type Context,
  type Controller,
  type DaemonSet,
  type Node,
  placeOf,
  type Pod,
} from './context.ts';
import { daemonTemplate, nodeVerdict, targetNode } from './daemonset-nodes.ts';
import { keyOf, parseKey } from './owners.ts';
import { podFromTemplate } from './pod-from-template.ts';
import { enqueueOwner } from './pod-owner.ts';
import { isReady, untilAvailable } from './pod-state.ts';
import { syncHistory, truncateHistory } from './revision-history.ts';
import { resolvePercent } from './rolling-limits.ts';
import { createWorkQueue, type WorkQueue } from './work-queue.ts';

const controller = 'daemonset-controller';
const by = actor('daemon-set-controller');
const hashLabel = 'controller-revision-hash';

interface DaemonSets extends Context {
  queue: WorkQueue;
  recorder: Recorder;
}

/** What one reconciliation works with. */
interface Sync {
  readonly set: DaemonSet;
  readonly hash: string;
  /** Every node, and the daemon pods on it, the oldest first. */
  readonly nodes: readonly { node: Node; pods: readonly Pod[] }[];
}

/** pkg/controller/daemon (v1.35). */
export function startDaemonSetController(context: Context): Controller {
  const { api, events } = context;
  const queue = createWorkQueue(context, (key) => reconcile(parts, key));
  const parts: DaemonSets = { ...context, queue, recorder: events.from({ component: controller }) };
  const addAll = (): void => {
    for (const set of api.list('daemonsets.apps')) queue.add(keyOf(set));
  };
  addAll();
  api.watch('daemonsets.apps', ({ type, object }) => {
    if (type !== 'DELETED') queue.add(keyOf(object));
  });
  api.watch('pods', (change) => {
    const { namespace } = change.object.metadata;
    enqueueOwner(queue, change, 'DaemonSet', () => api.list('daemonsets.apps', { namespace }));
  });
  api.watch('nodes', ({ type, object, old }) => {
    const isSame =
      type === 'MODIFIED' &&
      isEqual(old?.spec?.taints, object.spec?.taints) &&
      isEqual(old?.metadata.labels, object.metadata.labels);
    if (!isSame) addAll();
  });
  return queue;
}

function reconcile(parts: DaemonSets, key: string): void {
  const { api } = parts;
  const set = api.find('daemonsets.apps', parseKey(key));
  if (!set || set.metadata.deletionTimestamp !== undefined) return;
  const template = set.spec?.template ?? {};
  const history = { owner: set, template, hashLabel, controller: 'daemon-set-controller' };
  const hash = syncHistory(parts, history).at(-1)?.hash ?? '';
  manage(parts, observe(parts, set, hash));
  if (set.spec?.updateStrategy?.type !== 'OnDelete') roll(parts, observe(parts, set, hash));
  const after = observe(parts, set, hash);
  const live = new Set(after.nodes.flatMap(({ pods }) => pods.map(hashOf)));
  truncateHistory(parts, history, { limit: set.spec?.revisionHistoryLimit, live });
  writeStatus(parts, after);
}

function hashOf({ metadata }: Pod): string {
  return metadata.labels?.[hashLabel] ?? '';
}

function observe({ api, pods }: DaemonSets, set: DaemonSet, hash: string): Sync {
  const mine = claim({
    api,
    resource: 'pods',
    children: pods,
    owner: set,
    selector: set.spec?.selector,
    controller: 'daemon-set-controller',
  });
  const onNode = Map.groupBy(mine, targetNode);
  const age = (a: Pod, b: Pod): number =>
    byText(a.metadata.creationTimestamp, b.metadata.creationTimestamp);
  const nodes = api.list('nodes').map((node) => ({
    node,
    pods: (onNode.get(node.metadata.name) ?? []).toSorted(age),
  }));
  return { set, hash, nodes };
}

/** podsShouldBeOnNode, for every node. */
function manage(parts: DaemonSets, { set, hash, nodes }: Sync): void {
  const template = set.spec?.template ?? {};
  for (const { node, pods } of nodes) {
    const { shouldRun, mayStay } = nodeVerdict(template, node);
    const { name } = node.metadata;
    if (shouldRun && pods.length === 0) create(parts, set, hash, name);
    const present = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    const failed = present.filter(({ status }) => status?.phase === 'Failed');
    const running = present.filter(({ status }) => status?.phase !== 'Failed');
    if (!mayStay) present.forEach((pod) => remove(parts, set, pod));
    else {
      for (const pod of failed) {
        const { namespace } = pod.metadata;
        const text = `Found failed daemon pod ${namespace}/${pod.metadata.name} on node ${name}, will try to kill it`;
        parts.recorder.event(set, 'Warning', 'FailedDaemonPod', text);
        remove(parts, set, pod);
      }
      if (surgeOf(set, nodes.length) === 0)
        running.slice(1).forEach((pod) => remove(parts, set, pod));
    }
  }
}

function create({ api, recorder }: DaemonSets, set: DaemonSet, hash: string, node: string): void {
  const generation = set.metadata.annotations?.['deprecated.daemonset.template.generation'];
  const labels = {
    [hashLabel]: hash,
    ...(generation === undefined ? {} : { 'pod-template-generation': generation }),
  };
  const template = daemonTemplate(set.spec?.template ?? {}, labels, node);
  const pod = api.create('pods', podFromTemplate(template, set), by);
  recorder.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
}

function remove({ api, recorder }: DaemonSets, set: DaemonSet, pod: Pod): void {
  api.delete('pods', placeOf(pod), by);
  recorder.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}

function surgeOf({ spec }: DaemonSet, desired: number): number {
  return resolvePercent(spec?.updateStrategy?.rollingUpdate?.maxSurge ?? 0, desired, 'up');
}

/** rollingUpdate (pkg/controller/daemon/update.go): old pods that are not available first, then as many as may be missing. */
function roll(parts: DaemonSets, { set, hash, nodes }: Sync): void {
  const template = set.spec?.template ?? {};
  const wanted = nodes.filter(({ node }) => nodeVerdict(template, node).shouldRun);
  const surge = surgeOf(set, wanted.length);
  const { maxUnavailable = 1 } = set.spec?.updateStrategy?.rollingUpdate ?? {};
  const most = surge > 0 ? 0 : resolvePercent(maxUnavailable, wanted.length, 'up');
  const isAvailable = availability(parts, set);
  let missing = 0;
  let surging = 0;
  const candidates: Pod[] = [];
  const surgeable: string[] = [];
  for (const { node, pods } of wanted) {
    const fresh = pods.find((pod) => hashOf(pod) === hash);
    const old = pods.find((pod) => hashOf(pod) !== hash);
    if (old && fresh) {
      surging += 1;
      if (surge > 0 && isAvailable(fresh)) deleteOnce(parts, set, old);
      else missing += surge > 0 ? 0 : 1;
    } else if (!old) missing += fresh && isAvailable(fresh) ? 0 : 1;
    else if (old.metadata.deletionTimestamp !== undefined) missing += 1;
    else if (!isAvailable(old)) {
      missing += 1;
      deleteOnce(parts, set, old);
    } else {
      candidates.push(old);
      surgeable.push(node.metadata.name);
    }
  }
  for (const pod of candidates.slice(0, Math.max(0, most - missing))) remove(parts, set, pod);
  for (const node of surgeable.slice(0, Math.max(0, surge - surging)))
    create(parts, set, hash, node);
}

function deleteOnce(parts: DaemonSets, set: DaemonSet, pod: Pod): void {
  if (pod.metadata.deletionTimestamp === undefined) remove(parts, set, pod);
}

function availability({ clock }: DaemonSets, { spec }: DaemonSet): (pod: Pod) => boolean {
  return (pod) => untilAvailable(pod, spec?.minReadySeconds ?? 0, clock.now()) === 0;
}

function writeStatus(parts: DaemonSets, { set, hash, nodes }: Sync): void {
  const { api, clock, queue } = parts;
  const isAvailable = availability(parts, set);
  const count = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 };
  let nextMs: number | undefined;
  for (const { node, pods } of nodes) {
    const [pod] = pods;
    if (!nodeVerdict(set.spec?.template ?? {}, node).shouldRun) {
      if (pod) count.misscheduled += 1;
      continue;
    }
    count.desired += 1;
    if (!pod) continue;
    count.current += 1;
    if (isReady(pod)) count.ready += 1;
    if (isAvailable(pod)) count.available += 1;
    else nextMs = untilAvailable(pod, set.spec?.minReadySeconds ?? 0, clock.now()) ?? nextMs;
    if (hashOf(pods.at(-1) ?? pod) === hash) count.updated += 1;
  }
  const unavailable = count.desired - count.available;
  const status = {
    currentNumberScheduled: count.current,
    desiredNumberScheduled: count.desired,
    ...(count.available > 0 ? { numberAvailable: count.available } : {}),
    numberMisscheduled: count.misscheduled,
    numberReady: count.ready,
    ...(unavailable > 0 ? { numberUnavailable: unavailable } : {}),
    observedGeneration: set.metadata.generation ?? 0,
    ...(count.updated > 0 ? { updatedNumberScheduled: count.updated } : {}),
  };
  if (!isEqual(status, set.status)) api.updateStatus('daemonsets.apps', { ...set, status }, by);
  if (nextMs !== undefined) queue.addAfter(keyOf(set), nextMs);
}
