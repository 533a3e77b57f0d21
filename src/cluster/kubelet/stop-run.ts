import type { ContainerSpec, Kubelet, Pod } from './parts.ts';
import { findContainer } from './pod-spec.ts';
import { endOfMain, type RunKey } from './run-end.ts';
import { runHook } from './run-hook.ts';

interface Stop {
  /** When SIGKILL comes. */
  killAt: number;
  message: string;
}

/** preStop hook, SIGTERM, and SIGKILL when the time is up (kuberuntime_container.go, killContainer). */
export function stopRun(kubelet: Kubelet, key: RunKey, { killAt, message }: Stop): void {
  const { clock, pods, runtime } = kubelet;
  const pod = kubelet.find(key.uid);
  pods.changeRun(key.uid, key.container, { isStopping: true });
  if (pod) {
    const { container } = key;
    kubelet.report(pod, { type: 'Normal', reason: 'Killing', message, container });
  }
  planKill(kubelet, key, killAt);
  const spec = pod && findContainer(pod, key.container);
  const terminate = (): void => {
    // A moment for the signal to travel and for the process to react.
    clock.after(20, () => {
      const live = runtime.find(key.run);
      if (live && !live.hasEnded) live.process?.terminate?.();
    });
  };
  if (pod && spec?.lifecycle?.preStop) runPreStop(kubelet, { pod, key, spec }, terminate);
  else terminate();
}

export function planKill(kubelet: Kubelet, key: RunKey, at: number): void {
  kubelet.clock.at(at, () => endOfMain(kubelet, key, { code: 137 }));
}

/** Runs a preStop hook. The container is stopped afterwards whatever came of it. */
function runPreStop(
  kubelet: Kubelet,
  { pod, key, spec }: { pod: Pod; key: RunKey; spec: ContainerSpec },
  then: () => void,
): void {
  const hook = spec.lifecycle?.preStop;
  if (!hook) {
    then();
    return;
  }
  runHook(kubelet, { pod, key, spec, hook }, (failure) => {
    const container = spec.name;
    if (failure !== undefined) {
      kubelet.report(pod, {
        type: 'Warning',
        reason: 'FailedPreStopHook',
        message: 'PreStopHook failed',
        container,
      });
    }
    then();
  });
}
