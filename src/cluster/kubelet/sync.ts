import { isInCrashBackoff, launch } from './launch.ts';
import type { ContainerSpec, Kubelet, Pod } from './parts.ts';
import { isInitialized } from './phase.ts';
import { initContainers, isSidecar, ephemeralContainers, mainContainers } from './pod-spec.ts';
import { isRunning, type PodState } from './pod-state.ts';
import { createSandbox } from './sandbox.ts';
import { writeStatus } from './write-status.ts';
import { abandon, stopPod } from './stop.ts';

/** A round that met an error is tried again after ten to fifteen seconds (pod_workers.go, backOffPeriod). */
const retryMs = 10_000;

/** Brings a pod nearer to what is asked of it (kubelet.go, SyncPod). */
export function syncPod(kubelet: Kubelet, uid: string): void {
  const state = kubelet.pods.find(uid);
  if (!state) return;
  const pod = kubelet.find(uid);
  if (!pod) {
    abandon(kubelet, state);
    return;
  }
  if (pod.metadata.deletionTimestamp || state.stage === 'stopping' || state.stage === 'stopped') {
    stopPod(kubelet, pod, state);
    return;
  }
  if (state.isBusy) {
    kubelet.pods.change(uid, { isAskedAgain: true });
    return;
  }
  const current = failAtDeadline(kubelet, pod, state);
  if (current.failure || isFinished(pod, current)) {
    stopPod(kubelet, pod, current);
    return;
  }
  writeStatus(kubelet, pod);
  if (current.stage === 'new') mount(kubelet, pod, current);
  else if (current.stage === 'mounted') enterSandbox(kubelet, pod, current);
  else startRound(kubelet, uid);
}

function mount(kubelet: Kubelet, pod: Pod, { uid, mountFailures, mountAt }: PodState): void {
  const { clock, pods, random, volumes } = kubelet;
  const wait = mountAt - clock.now();
  if (wait > 0 || volumes.isWaiting(pod)) {
    kubelet.queue(uid, Math.max(wait, 500));
    return;
  }
  const message = volumes.failure(pod);
  if (message === undefined) {
    pods.change(uid, { stage: 'mounted' });
    kubelet.queue(uid, 100 + random.below(150));
    return;
  }
  kubelet.report(pod, { type: 'Warning', reason: 'FailedMount', message });
  // nestedpendingoperations: from half a second, doubled, to two minutes and two seconds.
  const delay = Math.min(122_000, 500 * 2 ** mountFailures);
  pods.change(uid, { mountFailures: mountFailures + 1, mountAt: clock.now() + delay });
  kubelet.queue(uid, delay);
}

function enterSandbox(kubelet: Kubelet, pod: Pod, state: PodState): void {
  const { uid } = state;
  const ip = createSandbox(kubelet, pod, state);
  if (ip === undefined) {
    const message =
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type="ptp" failed (add): failed to allocate for range 0: no IP addresses available in range set';
    kubelet.report(pod, { type: 'Warning', reason: 'FailedCreatePodSandBox', message });
    kubelet.queue(uid, retryMs);
    return;
  }
  kubelet.pods.change(uid, { stage: 'sandboxed', ip });
  kubelet.queueAtRelist(uid);
  startRound(kubelet, uid);
}

/** Starts what is to be started, one container after another. */
function startRound(kubelet: Kubelet, uid: string): void {
  kubelet.pods.change(uid, { isBusy: true, tried: [], retryAfter: undefined });
  proceed(kubelet, uid);
}

function proceed(kubelet: Kubelet, uid: string): void {
  const { pods } = kubelet;
  const state = pods.find(uid);
  const pod = kubelet.find(uid);
  if (!state) return;
  if (!pod || state.stage !== 'sandboxed') {
    endRound(kubelet, state);
    return;
  }
  const spec = nextContainer(pod, state);
  if (!spec) {
    endRound(kubelet, state);
    return;
  }
  pods.change(uid, { tried: [...state.tried, spec.name] });
  const wait = isInCrashBackoff(kubelet, { pod, state, spec });
  if (wait > 0) {
    pods.change(uid, { retryAfter: Math.min(wait, state.retryAfter ?? wait) });
    proceed(kubelet, uid);
    return;
  }
  launch(kubelet, { pod, state, spec }, (launched) => {
    if (launched === 'failed') pods.change(uid, { retryAfter: retryMs });
    proceed(kubelet, uid);
  });
}

function endRound(kubelet: Kubelet, { uid, retryAfter, isAskedAgain, stage }: PodState): void {
  const { pods, random } = kubelet;
  pods.change(uid, { isBusy: false, isAskedAgain: false });
  if (isAskedAgain) kubelet.queue(uid, 0);
  if (retryAfter !== undefined && stage === 'sandboxed') {
    const patience = retryMs + random.below(retryMs / 2);
    kubelet.queue(uid, Math.min(retryAfter < retryMs ? retryAfter : patience, patience));
  }
}

/** The next container to start: init containers in order, then the others (kuberuntime_manager.go, computePodActions). */
function nextContainer(pod: Pod, state: PodState): ContainerSpec | undefined {
  const isTried = ({ name }: ContainerSpec): boolean => state.tried.includes(name);
  const wasInitialized = isInitialized(pod, state);
  for (const spec of initContainers(pod)) {
    const container = state.containers.get(spec.name);
    if (isSidecar(spec)) {
      if (!isRunning(container)) {
        if (!isTried(spec)) return spec;
        if (!wasInitialized) return undefined;
      } else if (!container?.isStarted && !wasInitialized) return undefined;
    } else if (!wasInitialized && container?.run?.end?.exitCode !== 0) {
      const isToStart = !isRunning(container) && !isTried(spec) && mayRestart(pod, state, spec);
      return isToStart ? spec : undefined;
    }
  }
  const rest = [...ephemeralContainers(pod), ...mainContainers(pod)];
  return rest.find(
    (spec) =>
      !isTried(spec) && !isRunning(state.containers.get(spec.name)) && mayRestart(pod, state, spec),
  );
}

function mayRestart(pod: Pod, state: PodState, spec: ContainerSpec): boolean {
  const end = state.containers.get(spec.name)?.run?.end;
  if (!end) return true;
  if (ephemeralContainers(pod).some(({ name }) => name === spec.name)) return false;
  const isInit = initContainers(pod).some(({ name }) => name === spec.name);
  const policy = isInit ? undefined : spec.restartPolicy;
  const effective = policy ?? pod.spec?.restartPolicy ?? 'Always';
  if (effective === 'Never') return false;
  return effective === 'Always' || end.exitCode !== 0;
}

/** Its containers have ended and none will start again. */
function isFinished(pod: Pod, state: PodState): boolean {
  const hasEnded = (spec: ContainerSpec): boolean =>
    state.containers.get(spec.name)?.run?.end !== undefined && !mayRestart(pod, state, spec);
  const failedInit = initContainers(pod).some(
    (spec) =>
      !isSidecar(spec) &&
      hasEnded(spec) &&
      state.containers.get(spec.name)?.run?.end?.exitCode !== 0,
  );
  return failedInit || mainContainers(pod).every(hasEnded);
}

function failAtDeadline(kubelet: Kubelet, pod: Pod, state: PodState): PodState {
  const limit = pod.spec?.activeDeadlineSeconds;
  if (limit === undefined || kubelet.clock.now() < state.startTime + limit * 1000) return state;
  const message = 'Pod was active on the node longer than the specified deadline';
  kubelet.report(pod, { type: 'Normal', reason: 'DeadlineExceeded', message });
  const failure = { reason: 'DeadlineExceeded', message };
  return kubelet.pods.change(state.uid, { failure }) ?? state;
}
