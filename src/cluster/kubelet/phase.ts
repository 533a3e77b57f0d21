import { initContainers, isSidecar, mainContainers } from './pod-spec.ts';
import type { ContainerSpec, Pod } from './parts.ts';
import { isRunning, type ContainerState, type PodState } from './pod-state.ts';

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** kubelet_pods.go, getPhase. */
export function phaseOf(pod: Pod, state: PodState): Phase {
  if (state.failure) return 'Failed';
  const isOver = state.stage === 'stopped';
  const policy = pod.spec?.restartPolicy ?? 'Always';
  const of = ({ name }: ContainerSpec): ContainerState | undefined => state.containers.get(name);
  const mains = mainContainers(pod);
  const hasStarted = mains.some((spec) => of(spec)?.run?.startedAt !== undefined);
  if (!hasStarted && !isOver) {
    const failed = initContainers(pod).some(
      (spec) => !isSidecar(spec) && policy === 'Never' && (of(spec)?.run?.end?.exitCode ?? 0) !== 0,
    );
    if (failed) return 'Failed';
    if (!isInitialized(pod, state)) return 'Pending';
  }
  const ended = mains.filter((spec) => of(spec)?.run?.end);
  if (ended.length < mains.length) {
    if (isOver) return 'Failed';
    const isWaiting = mains.some(
      (spec) => !of(spec)?.run?.end && !isRunning(of(spec)) && !of(spec)?.previous,
    );
    return isWaiting ? 'Pending' : 'Running';
  }
  const hasRunningSidecar = initContainers(pod).some((spec) => isRunning(of(spec)));
  const hasFailed = ended.some((spec) => of(spec)?.run?.end?.exitCode !== 0);
  if (isOver) return hasFailed ? 'Failed' : 'Succeeded';
  if (policy === 'Always' || hasRunningSidecar) return 'Running';
  if (!hasFailed) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

/** Its init containers are through, or it has been further already. */
export function isInitialized(pod: Pod, state: PodState): boolean {
  if (mainContainers(pod).some(({ name }) => state.containers.get(name)?.run)) return true;
  return initContainers(pod).every((spec) => {
    const container = state.containers.get(spec.name);
    return isSidecar(spec)
      ? container?.isStarted && isRunning(container)
      : container?.run?.end?.exitCode === 0;
  });
}
