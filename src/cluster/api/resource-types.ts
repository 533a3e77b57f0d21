import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IReplicaSet } from 'kubernetes-models/apps/v1/ReplicaSet';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { ILease } from 'kubernetes-models/coordination.k8s.io/v1/Lease';
import type { IEndpointSlice } from 'kubernetes-models/discovery.k8s.io/v1/EndpointSlice';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IEndpoints } from 'kubernetes-models/v1/Endpoints';
import type { IEvent } from 'kubernetes-models/v1/Event';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { INode } from 'kubernetes-models/v1/Node';
import type { IPod } from 'kubernetes-models/v1/Pod';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { KubeObject, Stored } from './object.ts';

/** The kinds whose fields our own code reads, by resource (`plural.group`, no group for the core). Every other one is a `KubeObject`. */
export interface ResourceTypes {
  configmaps: IConfigMap;
  endpoints: IEndpoints;
  events: IEvent;
  namespaces: INamespace;
  nodes: INode;
  pods: IPod;
  secrets: ISecret;
  serviceaccounts: IServiceAccount;
  services: IService;
  'cronjobs.batch': ICronJob;
  'daemonsets.apps': IDaemonSet;
  'deployments.apps': IDeployment;
  'endpointslices.discovery.k8s.io': IEndpointSlice;
  'jobs.batch': IJob;
  'leases.coordination.k8s.io': ILease;
  'replicasets.apps': IReplicaSet;
  'statefulsets.apps': IStatefulSet;
}

export type ResourceName = keyof ResourceTypes | (string & {});

/** The stored form of a resource's objects. */
export type ObjectOf<R extends ResourceName> = R extends keyof ResourceTypes
  ? Stored<ResourceTypes[R]>
  : KubeObject;
