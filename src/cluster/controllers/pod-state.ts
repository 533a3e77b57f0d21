import type { Pod } from './context.ts';

/** Counts for its controller: it has not ended and nobody deletes it. */
export function isActive({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    status?.phase !== 'Succeeded' &&
    status?.phase !== 'Failed'
  );
}

export function isTerminating({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp !== undefined &&
    status?.phase !== 'Succeeded' &&
    status?.phase !== 'Failed'
  );
}

export function readyCondition(pod: Pod) {
  return pod.status?.conditions?.find(({ type }) => type === 'Ready');
}

export function isReady(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** Milliseconds until it has been ready for long enough; 0 when it has, undefined when it is not ready. */
export function untilAvailable(pod: Pod, minReadySeconds: number, now: number): number | undefined {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True') return undefined;
  if (minReadySeconds === 0) return 0;
  const since = Date.parse(condition.lastTransitionTime ?? '');
  return Math.max(0, since + minReadySeconds * 1000 - now);
}
