import { ApiError } from '#cluster/api/api.ts';
import type { Kubelet, Pod } from './parts.ts';
import { allContainers, initContainers, isSidecar } from './pod-spec.ts';
import { isRunning, type PodState } from './pod-state.ts';
import { removeSandbox } from './sandbox.ts';
import { planKill, stopRun } from './stop-run.ts';
import { actorOn, writeStatus } from './write-status.ts';

/** Ends a pod: its containers, then its sidecars in reverse, then all it had (pod_workers.go, SyncTerminatingPod). */
export function stopPod(kubelet: Kubelet, pod: Pod, state: PodState): void {
  const { clock, pods } = kubelet;
  if (state.stage === 'stopped') {
    remove(kubelet, pod, state);
    return;
  }
  const grace =
    pod.metadata.deletionGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
  const killAt = Math.min(state.killAt ?? Number.POSITIVE_INFINITY, clock.now() + grace * 1000);
  pods.change(state.uid, { stage: 'stopping', killAt });
  const running = runningOf(kubelet, pod);
  if (running.length === 0) {
    finish(kubelet, pod, state);
    return;
  }
  writeStatus(kubelet, pod);
  for (const container of running) {
    const run = state.containers.get(container)?.run;
    if (!run) continue;
    const key = { uid: state.uid, container, run: run.id };
    if (run.isStopping) planKill(kubelet, key, killAt);
    else stopRun(kubelet, key, { killAt, message: `Stopping container ${container}` });
  }
}

/** Those to stop now: the main containers together, then one sidecar at a time, the last one first. */
function runningOf({ pods }: Kubelet, pod: Pod): readonly string[] {
  const containers = pods.find(pod.metadata.uid)?.containers;
  const running = allContainers(pod).filter(({ name }) => isRunning(containers?.get(name)));
  const sidecars = initContainers(pod).filter(isSidecar);
  const others = running.filter((spec) => !sidecars.includes(spec));
  const last = running.filter((spec) => sidecars.includes(spec)).slice(-1);
  return (others.length > 0 ? others : last).map(({ name }) => name);
}

function finish(kubelet: Kubelet, pod: Pod, state: PodState): void {
  const stopped = kubelet.pods.change(state.uid, { stage: 'stopped' }) ?? state;
  writeStatus(kubelet, pod);
  removeSandbox(kubelet, stopped);
  const latest = kubelet.find(state.uid);
  if (latest) remove(kubelet, latest, stopped);
}

/** Nothing is left of it on the node: the API server may forget it. */
function remove(kubelet: Kubelet, pod: Pod, { uid, node }: PodState): void {
  const { metadata } = pod;
  if (!metadata.deletionTimestamp) return;
  const at = { namespace: metadata.namespace, name: metadata.name };
  try {
    kubelet.api.delete('pods', at, {
      gracePeriodSeconds: 0,
      preconditions: { uid },
      ...actorOn(node),
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  if (!kubelet.find(uid)) forget(kubelet, uid);
}

/** The pod is no more in the API (a forced deletion): what still runs is killed, and nothing is told. */
export function abandon(kubelet: Kubelet, state: PodState): void {
  if (state.stage !== 'stopped') removeSandbox(kubelet, state);
  forget(kubelet, state.uid);
}

function forget({ pods, runtime, volumes }: Kubelet, uid: string): void {
  for (const { run, previous } of pods.find(uid)?.containers.values() ?? []) {
    for (const one of [run, previous]) {
      const live = runtime.find(one?.id);
      if (live && !live.hasEnded) {
        live.hasEnded = true;
        live.process?.kill();
        for (const tell of live.ended) tell();
      }
      if (one) runtime.drop(one.id);
    }
  }
  pods.drop(uid);
  volumes.drop(uid);
}
