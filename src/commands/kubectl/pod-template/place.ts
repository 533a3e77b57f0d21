import type { Json, JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { at, isRecord } from '#commands/kubectl/json.ts';

/** Where a kind keeps its pod's spec; undefined where it has none (kubectl's UpdatePodSpecForObject, v1.35). */
export function podSpecPath(kind: string): string | undefined {
  if (kind === 'Pod') return 'spec';
  if (kind === 'CronJob') return 'spec.jobTemplate.spec.template.spec';
  return templated.has(kind) ? 'spec.template.spec' : undefined;
}

/** What is said of a kind that runs no pods. */
export function noPodTemplate(kind: string): CommandError {
  return new CommandError(`the object is not a pod or does not have a pod template: *v1.${kind}`);
}

const templated = new Set([
  'ReplicationController',
  'Deployment',
  'DaemonSet',
  'ReplicaSet',
  'StatefulSet',
  'Job',
]);

/** A new object, changed at one dotted path. What is missing on the way is made. */
export function changeAt(
  object: JsonObject,
  path: string,
  change: (value: unknown) => Json | undefined,
): JsonObject {
  return changeKeys(object, path.split('.'), change);
}

/** The same with the keys apart, for those that hold dots. */
export function changeKeys(
  object: JsonObject,
  [key = '', ...rest]: readonly string[],
  change: (value: unknown) => Json | undefined,
): JsonObject {
  const before = Object.hasOwn(object, key) ? object[key] : undefined;
  const inner = isRecord(before) ? before : {};
  const value = rest.length === 0 ? change(before) : changeKeys(inner, rest, change);
  const entries = Object.entries(object).filter(([name]) => name !== key);
  return Object.fromEntries(value === undefined ? entries : [...entries, [key, value]]);
}

/** Containers of a pod's spec, changed one by one. `which` tells the kinds of containers. */
export function changeContainers(
  podSpec: JsonObject,
  which: readonly ('containers' | 'initContainers')[],
  change: (container: JsonObject) => JsonObject,
): JsonObject {
  let spec = podSpec;
  for (const list of which) {
    const containers = at(spec, list);
    if (Array.isArray(containers))
      spec = changeAt(spec, list, () => containers.map((one: JsonObject) => change(one)));
  }
  return spec;
}
