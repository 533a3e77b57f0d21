import type { JsonObject } from '#cluster/api/object.ts';
import { recordAt } from '#commands/kubectl/json.ts';
import { changeAt, changeContainers, podSpecPath } from '#commands/kubectl/pod-template/place.ts';

/** Fields that Go writes even where they are empty, of the kinds that run pods. */
const always: Readonly<Record<string, readonly (readonly [string, JsonObject])[]>> = {
  CronJob: [['status', {}]],
  DaemonSet: [
    ['spec.updateStrategy', {}],
    [
      'status',
      {
        currentNumberScheduled: 0,
        numberMisscheduled: 0,
        desiredNumberScheduled: 0,
        numberReady: 0,
      },
    ],
  ],
  Deployment: [
    ['spec.strategy', {}],
    ['status', {}],
  ],
  Job: [['status', {}]],
  Pod: [['status', {}]],
  ReplicaSet: [['status', { replicas: 0 }]],
  StatefulSet: [
    ['spec.updateStrategy', {}],
    ['status', { replicas: 0, availableReplicas: 0 }],
  ],
};

/** An object of a file as kubectl prints it once it has read it into its own type. */
export function asTyped(object: JsonObject, kind: string): JsonObject {
  const path = podSpecPath(kind);
  if (path === undefined) return object;
  const spec = changeContainers(
    recordAt(object, path),
    ['containers', 'initContainers'],
    (container) => ({ resources: {}, ...container }),
  );
  const withSpec = changeAt(object, path, () => spec);
  return (always[kind] ?? []).reduce(
    (all, [field, empty]) =>
      changeAt(all, field, (value) => ({ ...empty, ...recordAt(value, '') })),
    withSpec,
  );
}
