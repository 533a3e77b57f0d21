import type { IContainerState } from 'kubernetes-models/v1/ContainerState';
import type { IContainerStatus } from 'kubernetes-models/v1/ContainerStatus';
import { seconds } from '#cluster/timestamps.ts';
import { initContainers, isSidecar } from './pod-spec.ts';
import type { ContainerSpec, Pod } from './parts.ts';
import {
  isRunning,
  newContainer,
  type ContainerState,
  type PodState,
  type Run,
} from './pod-state.ts';

export function containerStatuses(
  specs: readonly ContainerSpec[],
  pod: Pod,
  state: PodState,
): readonly IContainerStatus[] {
  const hasInit = initContainers(pod).length > 0;
  const isInit = specs === pod.spec?.initContainers;
  return specs.map((spec) => {
    const container = state.containers.get(spec.name) ?? newContainer;
    const isOneOff = isInit && !isSidecar(spec);
    return {
      ...statusOf(spec, pod, container, hasInit ? 'PodInitializing' : 'ContainerCreating'),
      ready: isOneOff ? container.run?.end?.exitCode === 0 : container.isReady,
    };
  });
}

function statusOf(
  spec: ContainerSpec,
  pod: Pod,
  container: ContainerState,
  creating: string,
): Omit<IContainerStatus, 'ready'> {
  const { state, last, run } = view(container, creating);
  const isUp = isRunning(container);
  const mounts = volumeMountsOf(spec);
  return {
    name: spec.name,
    state,
    lastState: last,
    restartCount: container.run?.attempt ?? 0,
    image: run?.image ?? spec.image ?? '',
    imageID: run?.imageId ?? '',
    ...(run ? { containerID: `containerd://${run.id}` } : {}),
    started: isUp && container.isStarted,
    ...(run ? resourcesOf(spec) : {}),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    ...(run ? { user: userOf(spec, pod) } : {}),
  };
}

/** What shows of a container: its state, the one before, and the run whose image and identity are given. */
function view(
  { waiting, run, previous }: ContainerState,
  creating: string,
): { state: IContainerState; last: IContainerState; run: Run | undefined } {
  const before = previous?.end ? { terminated: terminated(previous) } : {};
  if (run?.end) {
    const ended = { terminated: terminated(run) };
    return waiting ? { state: { waiting }, last: ended, run } : { state: ended, last: before, run };
  }
  if (run?.startedAt !== undefined) {
    return { state: { running: { startedAt: seconds(run.startedAt) } }, last: before, run };
  }
  return { state: { waiting: waiting ?? { reason: creating } }, last: before, run: previous };
}

function terminated({ id, startedAt, end }: Run) {
  return {
    exitCode: end?.exitCode ?? 0,
    reason: end?.reason ?? '',
    ...(end?.message === undefined ? {} : { message: end.message }),
    startedAt: seconds(end?.reason === 'StartError' ? 0 : (startedAt ?? 0)),
    finishedAt: seconds(end?.at ?? 0),
    containerID: `containerd://${id}`,
  };
}

/** What the runtime really gave, since pods can be resized in place. */
function resourcesOf({ resources }: ContainerSpec) {
  const { requests, limits } = resources ?? {};
  return {
    ...(requests ? { allocatedResources: requests } : {}),
    resources: { ...(limits ? { limits } : {}), ...(requests ? { requests } : {}) },
  };
}

function volumeMountsOf({ volumeMounts = [] }: ContainerSpec) {
  return volumeMounts.map(({ name, mountPath, readOnly }) => ({
    name,
    mountPath,
    ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
  }));
}

function userOf({ securityContext: own }: ContainerSpec, { spec }: Pod) {
  const shared = spec?.securityContext;
  const gid = own?.runAsGroup ?? shared?.runAsGroup ?? 0;
  const groups = [gid, shared?.fsGroup ?? gid, ...(shared?.supplementalGroups ?? [])];
  return {
    linux: {
      uid: own?.runAsUser ?? shared?.runAsUser ?? 0,
      gid,
      supplementalGroups: [...new Set(groups)],
    },
  };
}
