import { at, fieldsOf, listOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Strategy } from '#cluster/api/kinds/strategy.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { Core } from '#cluster/api/verbs/core.ts';

/** Removes the custom objects before their definition goes. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/**
 * apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go, and at once what its naming and
 * establishing controllers would do a moment later (pkg/controller/{status,establish}, v1.35).
 */
export const definitionStrategy: Strategy = {
  create: (core, object) => established(core, withNames(object), undefined),
  update: (core, object, old) => established(core, withNames(object), old),
  deleting: (core, object) => terminating(object, seconds(core.clock.now())),
};

function withNames(object: KubeObject): KubeObject {
  const spec = fieldsOf(object['spec']);
  const names = fieldsOf(spec['names']);
  const kind = textOf(names['kind']);
  return {
    ...object,
    spec: {
      ...spec,
      conversion: spec['conversion'] ?? { strategy: 'None' },
      names: {
        ...names,
        listKind: names['listKind'] ?? `${kind}List`,
        singular: names['singular'] ?? kind.toLowerCase(),
      },
    },
  };
}

function established(core: Core, object: KubeObject, old: KubeObject | undefined): KubeObject {
  const spec = fieldsOf(object['spec']);
  const storage = listOf(spec['versions']).find((version) => at(version, 'storage') === true);
  const stored = listOf(at(old, 'status', 'storedVersions'));
  const current = textOf(at(storage, 'name'));
  return {
    ...object,
    status: {
      acceptedNames: spec['names'],
      conditions: at(old, 'status', 'conditions') ?? conditions(seconds(core.clock.now())),
      storedVersions: stored.includes(current) ? stored : [...stored, current],
    },
  };
}

/** customresourcedefinition/etcd.go Delete: its objects go first. */
function terminating(object: KubeObject, lastTransitionTime: string): KubeObject {
  const { finalizers = [] } = object.metadata;
  if (finalizers.includes(cleanupFinalizer)) return object;
  const status = fieldsOf(object['status']);
  const condition = {
    lastTransitionTime,
    message:
      'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    reason: 'InstanceDeletionPending',
    status: 'True',
    type: 'Terminating',
  };
  return {
    ...object,
    metadata: { ...object.metadata, finalizers: [...finalizers, cleanupFinalizer] },
    status: { ...status, conditions: [...listOf(status['conditions']), condition] },
  };
}

function conditions(lastTransitionTime: string): readonly unknown[] {
  return [
    {
      lastTransitionTime,
      message: 'no conflicts found',
      reason: 'NoConflicts',
      status: 'True',
      type: 'NamesAccepted',
    },
    {
      lastTransitionTime,
      message: 'the initial names have been accepted',
      reason: 'InitialNamesAccepted',
      status: 'True',
      type: 'Established',
    },
  ];
}
