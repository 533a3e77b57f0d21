import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { listAt, textsAt } from '#commands/kubectl/json.ts';
import type { ApiResource } from '#commands/kubectl/resources.ts';
import { describeAutoscaler } from './autoscalers.ts';
import { describeGeneric } from './generic.ts';
import {
  describeConditions,
  describeLimitRange,
  describeNamespace,
  describeQuota,
} from './namespaces.ts';
import { describeNode } from './nodes.ts';
import { type Describer, Page } from './page.ts';
import { describePod } from './pods.ts';
import {
  describeBinding,
  describeDisruptionBudget,
  describeNetworkPolicy,
  describePriorityClass,
  describeRole,
} from './policies.ts';
import {
  describeEndpointSlice,
  describeEndpoints,
  describeIngress,
  describeIngressClass,
  describeService,
} from './services.ts';
import {
  describeClaim,
  describeConfigMap,
  describeCsiNode,
  describeSecret,
  describeServiceAccount,
  describeStorageClass,
  describeVolume,
} from './storage.ts';
import { loadRareVolumes } from './volumes.ts';
import {
  describeCronJob,
  describeDaemonSet,
  describeDeployment,
  describeJob,
  describeReplicaSet,
  describeStatefulSet,
} from './workloads.ts';

const describeServiceRange: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object, { namespaced: false });
  sheet.line(0, `CIDRs:\t${textsAt(object, 'spec.cidrs').join(', ')}`);
  const conditions = listAt(object, 'status.conditions');
  if (conditions.length > 0) sheet.line(0, 'Status:');
  describeConditions(sheet, conditions);
  await page.events();
};

const describeAddress: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object, { namespaced: false });
  sheet.line(0, 'Parent Reference:');
  sheet.fields(
    object,
    'Group:spec.parentRef.group|Resource:spec.parentRef.resource|Namespace:spec.parentRef.namespace|Name:spec.parentRef.name',
    1,
  );
  await page.events();
};

/** By `Kind.group`; every other kind is told field by field. */
const describers: Readonly<Record<string, Describer>> = {
  'Pod.': describePod,
  'ReplicationController.': describeReplicaSet,
  'Secret.': describeSecret,
  'Service.': describeService,
  'ServiceAccount.': describeServiceAccount,
  'Node.': describeNode,
  'LimitRange.': describeLimitRange,
  'ResourceQuota.': describeQuota,
  'PersistentVolume.': describeVolume,
  'PersistentVolumeClaim.': describeClaim,
  'Namespace.': describeNamespace,
  'Endpoints.': describeEndpoints,
  'ConfigMap.': describeConfigMap,
  'EndpointSlice.discovery.k8s.io': describeEndpointSlice,
  'HorizontalPodAutoscaler.autoscaling': describeAutoscaler,
  'Ingress.networking.k8s.io': describeIngress,
  'IngressClass.networking.k8s.io': describeIngressClass,
  'ServiceCIDR.networking.k8s.io': describeServiceRange,
  'IPAddress.networking.k8s.io': describeAddress,
  'NetworkPolicy.networking.k8s.io': describeNetworkPolicy,
  'Job.batch': describeJob,
  'CronJob.batch': describeCronJob,
  'StatefulSet.apps': describeStatefulSet,
  'Deployment.apps': describeDeployment,
  'DaemonSet.apps': describeDaemonSet,
  'ReplicaSet.apps': describeReplicaSet,
  'StorageClass.storage.k8s.io': describeStorageClass,
  'CSINode.storage.k8s.io': describeCsiNode,
  'CertificateSigningRequest.certificates.k8s.io': () => {
    throw notSimulated('kubectl describe certificatesigningrequest');
  },
  'PodDisruptionBudget.policy': describeDisruptionBudget,
  'Role.rbac.authorization.k8s.io': describeRole,
  'ClusterRole.rbac.authorization.k8s.io': describeRole,
  'RoleBinding.rbac.authorization.k8s.io': describeBinding,
  'ClusterRoleBinding.rbac.authorization.k8s.io': describeBinding,
  'PriorityClass.scheduling.k8s.io': describePriorityClass,
};

/** kubectl pkg/describe/describe.go, v1.35. */
export async function describeAny(
  context: Context,
  { kind, group }: ApiResource,
  object: JsonObject,
): Promise<string> {
  await context.process.time.hold(loadRareVolumes(object));
  const page = new Page(context, object);
  await (describers[`${kind}.${group}`] ?? describeGeneric)(page);
  return page.sheet.toString();
}
