import type { IProbe } from 'kubernetes-models/v1/Probe';
import { createTextOutput } from '#process/pipe.ts';
import type { ContainerSpec, Kubelet, Pod } from './parts.ts';
import { findContainer } from './pod-spec.ts';
import { isRunning } from './pod-state.ts';
import { grpcCheck, httpCheck, tcpCheck, type Verdict } from './probe-network.ts';
import { runCommand } from './run-command.ts';
import type { RunKey } from './run-end.ts';
import { emptyInput, StartError } from './runtime.ts';
import { stopRun } from './stop-run.ts';

type Kind = 'startup' | 'readiness' | 'liveness';

/** A probe of one run, and how often it has answered the same in a row. A value: ticks hand on the next. */
interface Watch extends RunKey {
  readonly kind: Kind;
  readonly successes: number;
  readonly failures: number;
}

const kinds: readonly Kind[] = ['startup', 'readiness', 'liveness'];

/** Starts the probes of a run that has just started (pkg/kubelet/prober/worker.go). */
export function watchWithProbes(
  kubelet: Kubelet,
  { uid, spec, run }: { uid: string; spec: ContainerSpec; run: string },
): void {
  for (const kind of kinds) {
    const probe = spec[`${kind}Probe`];
    if (!probe) continue;
    const first = Math.max(1000, (probe.initialDelaySeconds ?? 0) * 1000);
    const watch = { uid, container: spec.name, run, kind, successes: 0, failures: 0 };
    kubelet.clock.after(first, () => tick(kubelet, watch));
  }
}

function tick(kubelet: Kubelet, watch: Watch): void {
  const { clock, pods } = kubelet;
  const { uid, container, run, kind } = watch;
  const state = pods.find(uid);
  const pod = kubelet.find(uid);
  const current = state?.containers.get(container);
  const spec = pod && findContainer(pod, container);
  const probe = spec?.[`${kind}Probe`];
  if (!pod || !spec || !probe || current?.run?.id !== run || !isRunning(current)) return;
  const isGoing = current.run.isStopping === true || state?.stage !== 'sandboxed';
  if (isGoing && kind !== 'readiness') return;
  if (kind === 'startup' && current.isStarted) return;
  const next = (later: Watch): void => {
    clock.after((probe.periodSeconds ?? 10) * 1000, () => tick(kubelet, later));
  };
  if (kind !== 'startup' && !current.isStarted) {
    next(watch);
    return;
  }
  check(kubelet, { pod, spec, probe, run }, (verdict) => {
    const later = conclude(kubelet, watch, { probe, verdict });
    if (later) next(later);
  });
}

interface Check {
  pod: Pod;
  spec: ContainerSpec;
  probe: IProbe;
  run: string;
}

function check(
  kubelet: Kubelet,
  { pod, spec, probe, run }: Check,
  then: (verdict: Verdict) => void,
): void {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  const { httpGet, tcpSocket, grpc, exec } = probe;
  if (httpGet) then(httpCheck(kubelet, { pod, spec, action: httpGet, timeoutMs }));
  else if (tcpSocket) then(tcpCheck(kubelet, { pod, spec, action: tcpSocket, timeoutMs }));
  else if (grpc) then(grpcCheck(kubelet, { pod, action: grpc, timeoutMs }));
  else execCheck(kubelet, { run, argv: exec?.command ?? [], timeoutMs }, then);
}

function execCheck(
  { clock, runtime }: Kubelet,
  { run, argv, timeoutMs }: { run: string; argv: readonly string[]; timeoutMs: number },
  then: (verdict: Verdict) => void,
): void {
  const live = runtime.find(run);
  if (!live) return;
  const output = createTextOutput();
  const abort = new AbortController();
  let isOver = false;
  const end = (failure: string | undefined): void => {
    if (isOver) return;
    isOver = true;
    clock.after(0, () => then({ failure }));
  };
  try {
    const command = {
      argv,
      stdin: emptyInput,
      stdout: output,
      stderr: output,
      signal: abort.signal,
    };
    runCommand(clock, live, command).then(
      (code) => end(code === 0 ? undefined : output.text()),
      () => end(output.text()),
    );
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    end(
      `OCI runtime exec failed: exec failed: unable to start container process: ${error.message}`,
    );
  }
  clock.after(timeoutMs, () => {
    if (!isOver) abort.abort('SIGKILL');
    end(`command timed out: "${argv.join(' ')}" timed out after ${timeoutMs / 1000}s`);
  });
}

const titles: Readonly<Record<Kind, string>> = {
  startup: 'Startup',
  readiness: 'Readiness',
  liveness: 'Liveness',
};

/** Counts an answer and acts on it. Undefined when this probe has nothing more to ask. */
function conclude(
  kubelet: Kubelet,
  watch: Watch,
  { probe, verdict }: { probe: IProbe; verdict: Verdict },
): Watch | undefined {
  const { uid, container, kind } = watch;
  const pod = kubelet.find(uid);
  const state = kubelet.pods.find(uid)?.containers.get(container);
  if (!pod || state?.run?.id !== watch.run || !isRunning(state)) return undefined;
  if (verdict.failure === undefined) {
    const successes = watch.successes + 1;
    if (successes >= (probe.successThreshold ?? 1)) pass(kubelet, watch);
    return { ...watch, successes, failures: 0 };
  }
  const message = `${titles[kind]} probe failed: ${verdict.failure}`;
  kubelet.report(pod, { type: 'Warning', reason: 'Unhealthy', message, container });
  const failures = watch.failures + 1;
  if (failures < (probe.failureThreshold ?? 3)) return { ...watch, successes: 0, failures };
  if (kind === 'readiness') {
    setReady(kubelet, watch, false);
    return { ...watch, successes: 0, failures };
  }
  const grace =
    probe.terminationGracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
  stopRun(kubelet, watch, {
    killAt: kubelet.clock.now() + grace * 1000,
    message: `Container ${container} failed ${kind} probe, will be restarted`,
  });
  return undefined;
}

function pass(kubelet: Kubelet, watch: Watch): void {
  const { uid, container, kind } = watch;
  if (kind === 'readiness') setReady(kubelet, watch, true);
  if (kind !== 'startup') return;
  const pod = kubelet.find(uid);
  const hasReadiness = pod && findContainer(pod, container)?.readinessProbe;
  kubelet.pods.changeContainer(uid, container, {
    isStarted: true,
    ...(hasReadiness ? {} : { isReady: true }),
  });
  kubelet.queue(uid, 0);
}

function setReady(kubelet: Kubelet, { uid, container }: Watch, isReady: boolean): void {
  if (kubelet.pods.find(uid)?.containers.get(container)?.isReady === isReady) return;
  kubelet.pods.changeContainer(uid, container, { isReady });
  kubelet.queue(uid, 0);
}
