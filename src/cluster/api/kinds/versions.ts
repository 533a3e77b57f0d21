import { asObject, at, fieldsOf, type Fields, listOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { apiVersionOf, type Resource } from './resource.ts';

/** The stored form of an object that a client sent in one of its versions. */
export function fromVersion(resource: Resource, object: KubeObject, version: string): KubeObject {
  if (resource.group === 'events.k8s.io') return coreEvent(object);
  if (version === resource.storageVersion) return object;
  const apiVersion = apiVersionOf(resource.group, resource.storageVersion);
  return { ...(resource.group === 'autoscaling' ? scalerV2(object) : object), apiVersion };
}

/** A stored object as a version shows it. Custom resources have no other conversion than the name of the version. */
export function toVersion(resource: Resource, object: KubeObject, version: string): KubeObject {
  if (resource.group === 'events.k8s.io') return newEvent(object);
  if (version === resource.storageVersion) return object;
  const apiVersion = apiVersionOf(resource.group, version);
  return { ...(resource.group === 'autoscaling' ? scalerV1(object) : object), apiVersion };
}

/** Fields that the two views of an event name otherwise: pkg/apis/core and events.k8s.io v1. */
const eventNames: readonly (readonly [core: string, events: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];
const toNew = new Map(eventNames);
const toCore = new Map(eventNames.map(([core, events]) => [events, core] as const));

function renamed(object: Fields, names: ReadonlyMap<string, string>): Fields {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]),
  );
}

function newEvent(object: KubeObject): KubeObject {
  return asObject({ ...renamed(object, toNew), apiVersion: 'events.k8s.io/v1' });
}

function coreEvent(object: KubeObject): KubeObject {
  return asObject({ ...renamed(object, toCore), apiVersion: 'v1' });
}

const cpuField = 'targetCPUUtilizationPercentage';

function scalerV2(object: KubeObject): KubeObject {
  const { [cpuField]: target, ...spec } = fieldsOf(object['spec']);
  if (target === undefined) return { ...object, spec };
  const metric = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } },
  };
  return { ...object, spec: { ...spec, metrics: [metric] } };
}

function scalerV1(object: KubeObject): KubeObject {
  const { metrics, behavior: _, ...spec } = fieldsOf(object['spec']);
  const cpu = listOf(metrics).find((metric) => at(metric, 'resource', 'name') === 'cpu');
  const target = at(cpu, 'resource', 'target', 'averageUtilization');
  const { currentReplicas = 0, desiredReplicas = 0, lastScaleTime } = fieldsOf(object['status']);
  return {
    ...object,
    spec: { ...spec, ...(target === undefined ? {} : { [cpuField]: target }) },
    status: {
      currentReplicas,
      desiredReplicas,
      ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    },
  };
}
