import { at, type Fields, fieldsOf, isFields, textOf } from '#cluster/api/json.ts';

/** Where each kind holds the template of its pods (pkg/inject/inject.go: getFreshWorkloadObj). */
const templates: Readonly<Record<string, readonly string[] | undefined>> = {
  Pod: [],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  ...Object.fromEntries(
    ['DaemonSet', 'Deployment', 'Job', 'ReplicaSet', 'ReplicationController', 'StatefulSet'].map(
      (kind) => [kind, ['spec', 'template']],
    ),
  ),
};

export interface Workload {
  readonly object: Fields;
  /** The pod, or the template of those that it makes. */
  readonly template: Fields;
  readonly with: (template: Fields) => Fields;
}

/** Undefined for what makes no pods. */
export function workloadOf(object: Fields): Workload | undefined {
  const path = templates[textOf(object['kind'])];
  if (path === undefined) return undefined;
  const template = at(object, ...path);
  if (!isFields(template)) return undefined;
  return { object, template, with: (changed) => replaced(object, path, changed) };
}

function replaced(object: Fields, [key, ...rest]: readonly string[], value: Fields): Fields {
  if (key === undefined) return value;
  return { ...object, [key]: replaced(fieldsOf(object[key]), rest, value) };
}

/** What Go's structures leave out when they are written anew: nothing that is empty. */
export function filtered(object: Fields): Fields {
  return fieldsOf(clean(object, ''));
}

const empties = new Set(['resources', 'status', 'strategy', 'annotations', 'labels', 'spec']);

function clean(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value.map((one) => clean(one, ''));
  if (!isFields(value)) return value === null ? undefined : value;
  const kept = Object.entries(value)
    .map(([name, one]) => [name, clean(one, name)] as const)
    .filter(([, one]) => one !== undefined);
  if (kept.length === 0 && empties.has(key)) return undefined;
  return Object.fromEntries(kept);
}
