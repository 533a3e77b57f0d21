import type { IContainerStatus } from 'kubernetes-models/v1/ContainerStatus';
import type { IPod } from 'kubernetes-models/v1/Pod';
import type { Stored } from '#cluster/api/object.ts';
import { columns, orNone, type Cell, type Since } from './columns.ts';

type Pod = Stored<IPod>;

export const podColumns = columns<IPod>(
  'Name Ready Status Restarts Age IP+ Node+ Nominated_Node+ Readiness_Gates+',
  podCells,
);

/** What the READY, STATUS and RESTARTS of a pod are counted in. */
interface Summary {
  ready: number;
  reason: string;
  restarts: number;
  lastRestart: string;
}

function podCells(pod: Pod, since: Since): readonly Cell[] {
  const { ready, reason, restarts, lastRestart } = summary(pod);
  const sidecars = (pod.spec?.initContainers ?? []).filter(isSidecar).length;
  const total = (pod.spec?.containers.length ?? 0) + sidecars;
  return [
    pod.metadata.name,
    `${ready}/${total}`,
    statusOf(pod, reason),
    restarts > 0 && lastRestart !== '' ? `${restarts} (${since(lastRestart)} ago)` : `${restarts}`,
    since(pod.metadata.creationTimestamp),
    orNone(pod.status?.podIPs?.[0]?.ip),
    orNone(pod.spec?.nodeName),
    orNone(pod.status?.nominatedNodeName),
    readinessGates(pod),
  ];
}

function statusOf(pod: Pod, reason: string): string {
  const phase = pod.status?.phase;
  if (pod.metadata.deletionTimestamp === undefined) return reason;
  if (pod.status?.reason === 'NodeLost') return 'Unknown';
  return phase === 'Succeeded' || phase === 'Failed' ? reason : 'Terminating';
}

function summary(pod: Pod): Summary {
  const init = initSummary(pod);
  const isInitialized = hasCondition(pod, 'Initialized');
  return init.isUnderWay && !isInitialized ? init : mainSummary(pod, init);
}

function baseReason(pod: Pod): string {
  const isGated = pod.status?.conditions?.some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  return isGated ? 'SchedulingGated' : pod.status?.reason || (pod.status?.phase ?? '');
}

type InitSummary = Summary & {
  isUnderWay: boolean;
  sidecarRestarts: number;
  lastSidecarRestart: string;
};

function initSummary(pod: Pod): InitSummary {
  const statuses = pod.status?.initContainerStatuses ?? [];
  const containers = new Map(pod.spec?.initContainers?.map((one) => [one.name, one]));
  const found: InitSummary = {
    ready: 0,
    reason: baseReason(pod),
    restarts: 0,
    lastRestart: '',
    isUnderWay: false,
    sidecarRestarts: 0,
    lastSidecarRestart: '',
  };
  for (const [index, status] of statuses.entries()) {
    const isRestartable = isSidecar(containers.get(status.name));
    const finished = status.lastState?.terminated?.finishedAt ?? '';
    found.restarts += status.restartCount;
    found.lastRestart = later(found.lastRestart, finished);
    if (isRestartable) {
      found.sidecarRestarts += status.restartCount;
      found.lastSidecarRestart = later(found.lastSidecarRestart, finished);
    }
    if (status.state?.terminated?.exitCode === 0) continue;
    if (isRestartable && status.started === true) {
      if (status.ready) found.ready += 1;
      continue;
    }
    found.reason = `Init:${initReason(status) ?? `${index}/${containers.size}`}`;
    found.isUnderWay = true;
    break;
  }
  return found;
}

function initReason({ state }: IContainerStatus): string | undefined {
  if (state?.terminated) return terminatedReason(state.terminated);
  const waiting = state?.waiting?.reason;
  return waiting && waiting !== 'PodInitializing' ? waiting : undefined;
}

function mainSummary(pod: Pod, init: InitSummary): Summary {
  const found: Summary = {
    ready: init.ready,
    reason: init.reason,
    restarts: init.sidecarRestarts,
    lastRestart: init.lastSidecarRestart,
  };
  let hasRunning = false;
  for (const status of (pod.status?.containerStatuses ?? []).toReversed()) {
    const { state } = status;
    found.restarts += status.restartCount;
    found.lastRestart = later(found.lastRestart, status.lastState?.terminated?.finishedAt ?? '');
    if (state?.waiting?.reason) found.reason = state.waiting.reason;
    else if (state?.terminated) found.reason = terminatedReason(state.terminated);
    else if (status.ready && state?.running) {
      hasRunning = true;
      found.ready += 1;
    }
  }
  if (found.reason === 'Completed' && hasRunning) {
    found.reason = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  }
  return found;
}

interface Terminated {
  reason?: string | undefined;
  signal?: number | undefined;
  exitCode: number;
}

function terminatedReason({ reason, signal, exitCode }: Terminated): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  const passed = gates.filter(({ conditionType }) => hasCondition(pod, conditionType)).length;
  return gates.length === 0 ? '<none>' : `${passed}/${gates.length}`;
}

function hasCondition(pod: Pod, wanted: string): boolean {
  return pod.status?.conditions?.find(({ type }) => type === wanted)?.status === 'True';
}

function isSidecar(container: { restartPolicy?: string | undefined } | undefined): boolean {
  return container?.restartPolicy === 'Always';
}

/** Times of one form sort as text. */
function later(a: string, b: string): string {
  return a < b ? b : a;
}
