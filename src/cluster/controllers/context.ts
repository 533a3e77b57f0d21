import type { Api, ObjectKey } from '#cluster/api/api.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Clock, Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { EventRecorder } from '#cluster/events.ts';
import { type Children, createChildren } from './children.ts';

export interface ControllerOptions {
  /** Gives addresses to Services of type LoadBalancer, as cloud-provider-kind or MetalLB do beside kind; without, they stay pending. */
  loadBalancer?: boolean;
  /** The cluster's CA, as PEM: what `kube-root-ca.crt` holds in every namespace. */
  rootCertificate?: string;
}

export interface ControllerParts {
  api: Api;
  clock: Clock;
  random: Random;
  events: EventRecorder;
  options?: ControllerOptions;
}

/** What kube-controller-manager's controllers share. */
export interface Context extends ControllerParts {
  pods: Children<Pod>;
  replicaSets: Children<ReplicaSet>;
  slices: Children<EndpointSlice>;
  revisions: Children<KubeObject>;
}

export type Pod = ObjectOf<'pods'>;
export type ReplicaSet = ObjectOf<'replicasets.apps'>;
export type Node = ObjectOf<'nodes'>;
export type DaemonSet = ObjectOf<'daemonsets.apps'>;
export type StatefulSet = ObjectOf<'statefulsets.apps'>;
export type Job = ObjectOf<'jobs.batch'>;
export type CronJob = ObjectOf<'cronjobs.batch'>;
export type Service = ObjectOf<'services'>;
export type EndpointSlice = ObjectOf<'endpointslices.discovery.k8s.io'>;
export type Deployment = ObjectOf<'deployments.apps'>;

export interface Controller {
  save: () => Restore;
}

export function createContext(parts: ControllerParts): Context {
  const { api } = parts;
  return {
    ...parts,
    pods: createChildren((listener) => api.watch('pods', listener), api.list('pods')),
    replicaSets: createChildren(
      (listener) => api.watch('replicasets.apps', listener),
      api.list('replicasets.apps'),
    ),
    slices: createChildren(
      (listener) => api.watch('endpointslices.discovery.k8s.io', listener),
      api.list('endpointslices.discovery.k8s.io'),
    ),
    revisions: createChildren<KubeObject>(
      (listener) => api.watch('controllerrevisions.apps', listener),
      api.list('controllerrevisions.apps'),
    ),
  };
}

/** Who a controller is to the API: each has a service account of its own, and all are one field manager. */
export function actor(controller: string) {
  return {
    user: `system:serviceaccount:kube-system:${controller}`,
    manager: 'kube-controller-manager',
  };
}

export function placeOf({ metadata }: { metadata: ObjectKey }): ObjectKey {
  return { namespace: metadata.namespace, name: metadata.name };
}

/** Saves several parts as one. */
export function saveAll(parts: readonly Controller[]): () => Restore {
  return () => {
    const restores = parts.map((part) => part.save());
    return () => restores.forEach((restore) => restore());
  };
}
