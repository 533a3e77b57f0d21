import type { Api, ObjectKey } from '#cluster/api/api.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { viewAs } from '#cluster/view-as.ts';
import type { IReplicationController } from 'kubernetes-models/v1/ReplicationController';
import type { ReplicaSet } from './context.ts';

/** The two kinds that keep a number of pods: a ReplicationController is a ReplicaSet that selects by labels alone. */
export interface Replicated {
  readonly resource: 'replicasets.apps' | 'replicationcontrollers';
  readonly kind: string;
  readonly controller: string;
  find: (api: Api, at: ObjectKey) => ReplicaSet | undefined;
  list: (api: Api, namespace?: string) => readonly ReplicaSet[];
}

export const replicaSetKind: Replicated = {
  resource: 'replicasets.apps',
  kind: 'ReplicaSet',
  controller: 'replicaset-controller',
  find: (api, at) => api.find('replicasets.apps', at),
  list: (api, namespace) => api.list('replicasets.apps', { namespace }),
};

export const replicationControllerKind: Replicated = {
  resource: 'replicationcontrollers',
  kind: 'ReplicationController',
  controller: 'replication-controller',
  find: (api, at) => {
    const found = api.find('replicationcontrollers', at);
    return found && asSet(found);
  },
  list: (api, namespace) => api.list('replicationcontrollers', { namespace }).map(asSet),
};

function asSet(object: KubeObject): ReplicaSet {
  const { spec, ...rest } = viewAs<IReplicationController>(object);
  const { selector, ...others } = spec ?? {};
  return { ...rest, spec: { ...others, selector: { matchLabels: selector ?? {} } } };
}
