import { at, without } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Core } from '#cluster/api/verbs/core.ts';
import { secretStrategy } from './secret.ts';
import { definitionStrategy } from '#cluster/api/crd/strategy.ts';
import { daemonSetStrategy } from './daemonset.ts';
import { jobStrategy } from './job.ts';
import { namespaceStrategy } from './namespace.ts';
import { podStrategy } from './pod.ts';
import type { Resource } from './resource.ts';
import { serviceStrategy } from './service.ts';
import { claimStrategy, volumeStrategy } from './volume.ts';

/** What the registry of a kind does besides defaults and validation: pkg/registry/…/strategy.go (v1.35). */
export interface Strategy {
  create?: (core: Core, object: KubeObject) => KubeObject;
  /** What needs the name and the uid that the object was just given. */
  identified?: (object: KubeObject) => KubeObject;
  update?: (core: Core, object: KubeObject, old: KubeObject) => KubeObject;
  /** What a deletion does to the object before its finalizers are looked at. */
  deleting?: (core: Core, object: KubeObject) => KubeObject;
  /** By subresource: what a write of it changes in the stored object. */
  subresources?: Readonly<Record<string, (object: KubeObject, old: KubeObject) => KubeObject>>;
  /** Seconds between a deletion and its end. */
  grace?: (object: KubeObject, asked: number | undefined) => number;
}

const strategies = new Map<string, Strategy>([
  ['customresourcedefinitions.apiextensions.k8s.io', definitionStrategy],
  ['daemonsets.apps', daemonSetStrategy],
  ['jobs.batch', jobStrategy],
  ['namespaces', namespaceStrategy],
  ['nodes', {}],
  ['persistentvolumeclaims', claimStrategy],
  ['persistentvolumes', volumeStrategy],
  ['pods', podStrategy],
  ['secrets', secretStrategy],
  ['services', serviceStrategy],
]);

/** The status that an object starts with, where Go writes something for an empty one. */
const firstStatus = new Map<string, unknown>([
  ['horizontalpodautoscalers.autoscaling', { currentMetrics: null, desiredReplicas: 0 }],
  ['ingresses.networking.k8s.io', { loadBalancer: {} }],
  [
    'poddisruptionbudgets.policy',
    { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  ],
  ['replicasets.apps', { replicas: 0 }],
  ['replicationcontrollers', { replicas: 0 }],
  ['statefulsets.apps', { availableReplicas: 0, replicas: 0 }],
  ['volumeattachments.storage.k8s.io', { attached: false }],
]);

const generic = new Map<string, Strategy>();

export function strategyOf(resource: Resource): Strategy {
  const known = strategies.get(resource.name) ?? generic.get(resource.name);
  if (known) return known;
  if (resource.custom) return hasStatus(resource) ? customStrategy : {};
  const made: Strategy = hasStatus(resource)
    ? { create: (_, object) => ({ ...object, status: firstStatus.get(resource.name) ?? {} }) }
    : {};
  generic.set(resource.name, made);
  return made;
}

function hasStatus({ subresources }: Resource): boolean {
  return subresources.some(({ name }) => name === 'status');
}

/** No client gives a status; one that the schema does comes with what is read back. */
const customStrategy: Strategy = {
  create: (core, object) =>
    at(object, 'status') === undefined ? object : core.rules.defaults(without(object, 'status')),
};
