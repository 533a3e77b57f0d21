import { longer, remaining } from './backoff.ts';
import { createContainer } from './create-container.ts';
import { ConfigError } from './environment.ts';
import { runPostStart } from './post-start.ts';
import type { ContainerSpec, Current, Kubelet, Pod } from './parts.ts';
import { isRunning, type PodState, type Waiting } from './pod-state.ts';
import { findContainer } from './pod-spec.ts';
import { watchWithProbes } from './probes.ts';
import { ensureImage } from './pull.ts';
import type { Reference } from './reference.ts';
import { startMain, StartError } from './runtime.ts';

/** How long the container runtime takes to create a container, and to start it. */
const createMs = 60;

type Launched = 'started' | 'failed';

/**
 * Pulls the image, creates the container, starts it, runs its postStart hook (kuberuntime_container.go,
 * startContainer). What went wrong stays as the reason why the container waits.
 */
export function launch(
  kubelet: Kubelet,
  { pod, state, spec }: { pod: Pod; state: PodState; spec: ContainerSpec },
  then: (launched: Launched) => void,
): void {
  const { uid } = state;
  const container = spec.name;
  const fail = (waiting: Waiting): void => {
    kubelet.pods.changeContainer(uid, container, { waiting });
    then('failed');
  };
  ensureImage(kubelet, { pod, state, spec }, (result) => {
    if ('waiting' in result) return fail(result.waiting);
    const { reference } = result;
    kubelet.clock.after(createMs + kubelet.random.below(40), () => {
      const current = lookUp(kubelet, uid, container);
      if (!current) return then('failed');
      const waiting = create(kubelet, current, reference);
      if (waiting) return fail(waiting);
      kubelet.clock.after(createMs, () => {
        const created = lookUp(kubelet, uid, container);
        if (!created) return then('failed');
        const problem = start(kubelet, created);
        if (problem) return fail(problem);
        runPostStart(kubelet, created, (isDone) => then(isDone ? 'started' : 'failed'));
      });
    });
  });
}

/** True while it has to wait before it is started once more; says so in its state and in an event. */
export function isInCrashBackoff(
  kubelet: Kubelet,
  { pod, state, spec }: { pod: Pod; state: PodState; spec: ContainerSpec },
): number {
  const { clock, pods } = kubelet;
  const { name, namespace } = pod.metadata;
  const container = state.containers.get(spec.name);
  const ended = container?.run?.end?.at;
  if (ended === undefined) return 0;
  const now = clock.now();
  const left = remaining(container?.crashBackoff, ended, now);
  if (left === 0) {
    const crashBackoff = longer(container?.crashBackoff, ended, now);
    pods.changeContainer(state.uid, spec.name, { crashBackoff });
    return 0;
  }
  const id = `${name}_${namespace}(${state.uid})`;
  kubelet.report(pod, {
    type: 'Warning',
    reason: 'BackOff',
    message: `Back-off restarting failed container ${spec.name} in pod ${id}`,
    container: spec.name,
  });
  const seconds = Math.round((container?.crashBackoff?.delay ?? 0) / 1000);
  const text = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  const message = `back-off ${text} restarting failed container=${spec.name} pod=${id}`;
  pods.changeContainer(state.uid, spec.name, { waiting: { reason: 'CrashLoopBackOff', message } });
  return left;
}

/** The pod as it is now, unless it is going. */
function lookUp(kubelet: Kubelet, uid: string, container: string): Current | undefined {
  const state = kubelet.pods.find(uid);
  const pod = kubelet.find(uid);
  const spec = pod && findContainer(pod, container);
  return state?.stage === 'sandboxed' && spec ? { pod, state, spec } : undefined;
}

function create(kubelet: Kubelet, current: Current, reference: Reference): Waiting | undefined {
  const { pod, state, spec } = current;
  const container = spec.name;
  const before = state.containers.get(container);
  try {
    const run = createContainer(kubelet, current, reference);
    if (before?.previous) kubelet.runtime.drop(before.previous.id);
    kubelet.pods.changeContainer(state.uid, container, {
      ...(before?.run ? { previous: before.run } : {}),
      run: { ...run, attempt: before?.run ? before.run.attempt + 1 : 0 },
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { message } = error;
    kubelet.report(pod, {
      type: 'Warning',
      reason: 'Failed',
      message: `Error: ${message}`,
      container,
    });
    return { reason: 'CreateContainerConfigError', message };
  }
  kubelet.report(pod, {
    type: 'Normal',
    reason: 'Created',
    message: 'Container created',
    container,
  });
  return undefined;
}

function start(kubelet: Kubelet, { pod, state, spec }: Current): Waiting | undefined {
  const { clock, pods, runtime } = kubelet;
  const { uid } = state;
  const container = spec.name;
  const run = state.containers.get(container)?.run;
  const live = runtime.find(run?.id);
  if (!run || !live) return undefined;
  const isReady = !spec.startupProbe && !spec.readinessProbe;
  pods.changeContainer(uid, container, {
    waiting: undefined,
    isStarted: !spec.startupProbe,
    isReady,
    run: { ...run, startedAt: clock.now() },
  });
  try {
    startMain(clock, live, live.argv);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const oci = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${error.message}`;
    kubelet.report(pod, { type: 'Warning', reason: 'Failed', message: `Error: ${oci}`, container });
    live.hasEnded = true;
    pods.changeContainer(uid, container, {
      isStarted: false,
      isReady: false,
      run: {
        ...run,
        end: { at: clock.now(), exitCode: 128, reason: 'StartError', message: oci },
      },
    });
    kubelet.queueAtRelist(uid);
    return { reason: 'RunContainerError', message: oci };
  }
  kubelet.report(pod, {
    type: 'Normal',
    reason: 'Started',
    message: 'Container started',
    container,
  });
  if (isRunning(pods.find(uid)?.containers.get(container))) {
    watchWithProbes(kubelet, { uid, spec, run: run.id });
  }
  kubelet.queueAtRelist(uid);
  return undefined;
}
