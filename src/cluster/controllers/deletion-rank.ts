import { byText } from '#cluster/text-order.ts';
import type { Pod } from './context.ts';
import { isActive, isReady, readyCondition } from './pod-state.ts';

/**
 * Which pods go first when there are too many: controller.ActivePodsWithRanks (pkg/controller/controller_utils.go,
 * v1.35). `related` are the pods of the owner's siblings, that share its nodes.
 */
export function byDeletionRank(
  pods: readonly Pod[],
  related: readonly Pod[],
  now: number,
): readonly Pod[] {
  const onNode = new Map<string, number>();
  for (const pod of related) {
    const node = pod.spec?.nodeName;
    if (node && isActive(pod)) onNode.set(node, (onNode.get(node) ?? 0) + 1);
  }
  const crowd = (pod: Pod): number => onNode.get(pod.spec?.nodeName ?? '') ?? 0;
  return pods.toSorted((a, b) => compare(a, b, crowd, now));
}

const phases = new Map([
  ['Pending', 0],
  ['Unknown', 1],
  ['Running', 2],
]);

function compare(a: Pod, b: Pod, crowd: (pod: Pod) => number, now: number): number {
  const assigned = (pod: Pod): number => (pod.spec?.nodeName ? 1 : 0);
  const phase = (pod: Pod): number => phases.get(pod.status?.phase ?? '') ?? 0;
  const ready = (pod: Pod): number => (isReady(pod) ? 1 : 0);
  return (
    assigned(a) - assigned(b) ||
    phase(a) - phase(b) ||
    ready(a) - ready(b) ||
    deletionCost(a) - deletionCost(b) ||
    crowd(b) - crowd(a) ||
    (isReady(a) && isReady(b) ? youngest(readySince(a), readySince(b), now) : 0) ||
    restarts(b) - restarts(a) ||
    youngest(a.metadata.creationTimestamp, b.metadata.creationTimestamp, now) ||
    byText(a.metadata.uid, b.metadata.uid)
  );
}

function deletionCost({ metadata }: Pod): number {
  return Number(metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);
}

function readySince(pod: Pod): string {
  return readyCondition(pod)?.lastTransitionTime ?? '';
}

function restarts({ status }: Pod): number {
  return Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

/** Ages count by their order of magnitude (LogarithmicScaleDown), so that the choice among peers is by chance. */
function youngest(a: string, b: string, now: number): number {
  return magnitude(a, now) - magnitude(b, now);
}

function magnitude(time: string, now: number): number {
  const nanoseconds = (now - Date.parse(time)) * 1e6;
  return nanoseconds > 0 ? Math.floor(Math.log2(nanoseconds)) : 0;
}
