import type { IContainerStatus } from 'kubernetes-models/v1/ContainerStatus';
import type { IPodCondition } from 'kubernetes-models/v1/PodCondition';
import { never } from './never.ts';
import { initContainers, isSidecar } from './pod-spec.ts';
import type { Pod } from './parts.ts';
import type { Phase } from './phase.ts';
import type { PodState } from './pod-state.ts';

interface Seen {
  pod: Pod;
  state: PodState;
  phase: Phase;
  init: readonly IContainerStatus[];
  main: readonly IContainerStatus[];
}

type Verdict = Pick<IPodCondition, 'status' | 'reason' | 'message'>;

const yes: Verdict = { status: 'True' };

/** The conditions that a kubelet owns, in its order, without their times (pkg/kubelet/status/generate.go, v1.35). */
export function conditionsOf(seen: Seen): readonly IPodCondition[] {
  const { pod, state } = seen;
  const isSandboxed = state.ip !== undefined && state.stage !== 'stopped';
  const containersReady = readyContainers(seen);
  const { generation } = pod.metadata;
  const verdicts: readonly [string, Verdict][] = [
    ['PodReadyToStartContainers', { status: isSandboxed ? 'True' : 'False' }],
    ['Initialized', initialized(seen)],
    ['Ready', containersReady.status === 'True' ? readinessGates(pod) : containersReady],
    ['ContainersReady', containersReady],
    ['PodScheduled', yes],
  ];
  return verdicts.map(([type, verdict]) => ({
    lastProbeTime: never,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    type,
    ...verdict,
  }));
}

function initialized({ pod, state, phase, init, main }: Seen): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  if (main.some(({ name }) => state.containers.get(name)?.run?.startedAt !== undefined)) return yes;
  const incomplete = initContainers(pod).filter((spec, index) =>
    isSidecar(spec) ? !init[index]?.started : !init[index]?.ready,
  );
  if (incomplete.length === 0) return yes;
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${namesOf(incomplete)}]`,
  };
}

function readyContainers({ pod, phase, init, main }: Seen): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const sidecars = initContainers(pod).flatMap((spec, index) => {
    const status = init[index];
    return isSidecar(spec) && status ? [status] : [];
  });
  const unready = [...sidecars, ...main].filter(({ ready }) => !ready);
  if (unready.length === 0) return yes;
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${namesOf(unready)}]`,
  };
}

function readinessGates({ spec, status }: Pod): Verdict {
  const problems = (spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = status?.conditions?.find(({ type }) => type === conditionType);
    if (condition?.status === 'True') return [];
    return condition
      ? `the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`
      : `corresponding condition of pod readiness gate "${conditionType}" does not exist.`;
  });
  if (problems.length === 0) return yes;
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: problems.join(', ') };
}

function namesOf(named: readonly { name: string }[]): string {
  return named.map(({ name }) => name).join(' ');
}
