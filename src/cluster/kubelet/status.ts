import type { IPodCondition } from 'kubernetes-models/v1/PodCondition';
import type { IPodStatus } from 'kubernetes-models/v1/PodStatus';
import { seconds } from '#cluster/timestamps.ts';
import { conditionsOf } from './conditions.ts';
import { containerStatuses } from './container-status.ts';
import type { Kubelet, Pod } from './parts.ts';
import { phaseOf } from './phase.ts';
import { ephemeralContainers, initContainers, mainContainers } from './pod-spec.ts';
import type { PodState } from './pod-state.ts';

/** The status of a pod as its kubelet sees it now (kubelet_pods.go, generateAPIPodStatus, v1.35). */
export function podStatus(kubelet: Kubelet, pod: Pod, state: PodState): IPodStatus {
  const { clock, network } = kubelet;
  const { generation } = pod.metadata;
  const before = pod.status ?? {};
  const phase = phaseOf(pod, state);
  const init = containerStatuses(initContainers(pod), pod, state);
  const main = containerStatuses(mainContainers(pod), pod, state);
  const ephemeral = containerStatuses(ephemeralContainers(pod), pod, state);
  const hostIp = network.node(state.node)?.ip;
  const conditions = conditionsOf({ pod, state, phase, init, main });
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    phase,
    conditions: [
      ...(before.conditions ?? []).filter(
        ({ type }) => !conditions.some((one) => one.type === type),
      ),
      ...conditions.map((one) => withTime(one, before.conditions ?? [], clock.now())),
    ],
    ...state.failure,
    ...(hostIp === undefined ? {} : { hostIP: hostIp, hostIPs: [{ ip: hostIp }] }),
    ...(state.ip === undefined ? {} : { podIP: state.ip, podIPs: [{ ip: state.ip }] }),
    startTime: seconds(state.startTime),
    ...(init.length > 0 ? { initContainerStatuses: [...init] } : {}),
    containerStatuses: [...main],
    ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: [...ephemeral] } : {}),
    qosClass: before.qosClass ?? qosOf(pod),
    ...(before.nominatedNodeName ? { nominatedNodeName: before.nominatedNodeName } : {}),
  };
}

/** A condition keeps its time while its status is the same. */
function withTime(
  condition: IPodCondition,
  before: readonly IPodCondition[],
  now: number,
): IPodCondition {
  const old = before.find(({ type }) => type === condition.type);
  const lastTransitionTime =
    (old?.status === condition.status ? old.lastTransitionTime : undefined) ?? seconds(now);
  return { ...condition, lastTransitionTime };
}

/** pkg/apis/core/v1/helper/qos: by the requests and limits of CPU and memory. */
function qosOf(pod: Pod): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const all = [...mainContainers(pod), ...initContainers(pod)];
  const names = ['cpu', 'memory'];
  const isAny = all.some(({ resources }) =>
    names.some((name) => resources?.requests?.[name] ?? resources?.limits?.[name]),
  );
  if (!isAny) return 'BestEffort';
  const isGuaranteed = all.every(({ resources }) =>
    names.every((name) => {
      const limit = resources?.limits?.[name];
      return limit !== undefined && (resources?.requests?.[name] ?? limit) === limit;
    }),
  );
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}
