import type { Current, Kubelet } from './parts.ts';
import { runHook } from './run-hook.ts';
import { stopRun } from './stop-run.ts';

/** Runs a container's postStart hook; one that fails kills the container. */
export function runPostStart(
  kubelet: Kubelet,
  { pod, state, spec }: Current,
  then: (isDone: boolean) => void,
): void {
  const hook = spec.lifecycle?.postStart;
  const run = kubelet.pods.find(state.uid)?.containers.get(spec.name)?.run;
  if (!hook || !run) {
    then(true);
    return;
  }
  const key = { uid: state.uid, container: spec.name, run: run.id };
  runHook(kubelet, { pod, key, spec, hook }, (failure) => {
    if (failure !== undefined) {
      const container = spec.name;
      kubelet.report(pod, {
        type: 'Warning',
        reason: 'FailedPostStartHook',
        message: `PostStartHook failed`,
        container,
      });
      stopRun(kubelet, key, {
        killAt: kubelet.clock.now() + (pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000,
        message: 'FailedPostStartHook',
      });
    }
    then(failure === undefined);
  });
}
