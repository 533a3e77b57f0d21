import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Program } from '#process/program.ts';
import type { Api } from '#cluster/api/api.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { ClockDriver } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { EventRecorder, EventType } from '#cluster/events.ts';
import type { Network } from '#cluster/network/network.ts';
import type { Addresses } from './addresses.ts';
import type { Container } from './image.ts';
import type { NodeImages } from './node-images.ts';
import type { PodState, PodStates } from './pod-state.ts';
import type { Runtime } from './runtime.ts';
import type { PodVolumes } from './pod-volumes.ts';

export type Pod = ObjectOf<'pods'>;
export type ContainerSpec = IContainer;

/** What the kubelets of the cluster are given. */
export interface KubeletParts {
  api: Api;
  clock: ClockDriver;
  random: Random;
  events: EventRecorder;
  network: Network;
  /** The programs that a container finds on its PATH, by name. */
  programs: (container: Container) => ReadonlyMap<string, Program>;
}

/** What the kubelets of all nodes share. */
export interface Kubelet extends KubeletParts {
  pods: PodStates;
  runtime: Runtime;
  images: NodeImages;
  addresses: Addresses;
  volumes: PodVolumes;
  /** A pod by its uid, while it is stored. */
  find: (uid: string) => Pod | undefined;
  /** Looks at a pod again, after so many milliseconds at the latest. */
  queue: (uid: string, after: number) => void;
  /** Once the runtime's next listing tells what happened to its containers (the PLEG's relist, each second). */
  queueAtRelist: (uid: string) => void;
  report: (pod: Pod, note: Note) => void;
}

/** A container of a pod, as both are now. */
export interface Current {
  readonly pod: Pod;
  readonly state: PodState;
  readonly spec: ContainerSpec;
}

/** An event about a pod, or about one of its containers. */
export interface Note {
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  readonly container?: string | undefined;
}
