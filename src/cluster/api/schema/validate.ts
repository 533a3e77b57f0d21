import { fieldsOf, isEqual, type Fields } from '#cluster/api/json.ts';
import type { FieldError } from './field-error.ts';
import { metadataErrors, metadataUpdateErrors } from './validate/metadata.ts';
import {
  ingressClassUpdate,
  ingressErrors,
  networkPolicyErrors,
  serviceErrors,
  serviceUpdate,
} from './validate/network.ts';
import * as extension from './validate/extension.ts';
import * as other from './validate/other.ts';
import { podSpecErrors, podUpdateErrors } from './validate/pod.ts';
import * as rbac from './validate/rbac.ts';
import * as workloads from './validate/workloads.ts';

interface Validator {
  /** Of an object as it is. */
  whole?: (object: Fields) => FieldError[];
  /** Of a change. */
  update?: (object: Fields, old: Fields) => FieldError[];
}

/** By the group (without its domain) and kind. */
const validators: Readonly<Record<string, Validator>> = {
  Pod: { whole: (pod) => podSpecErrors(pod['spec'], 'spec'), update: podUpdateErrors },
  PodTemplate: { whole: workloads.podTemplateErrors },
  Service: { whole: serviceErrors, update: serviceUpdate },
  ConfigMap: { whole: other.configMapErrors, update: other.dataUpdate },
  Secret: { whole: other.secretErrors, update: other.dataUpdate },
  PersistentVolumeClaim: { whole: other.claimErrors, update: other.claimUpdate },
  Node: { whole: other.nodeErrors },
  ResourceQuota: { whole: other.quotaErrors },
  'apps/Deployment': { whole: workloads.deploymentErrors, update: workloads.selectorUpdate },
  'apps/ReplicaSet': { whole: workloads.replicaSetErrors, update: workloads.selectorUpdate },
  'apps/DaemonSet': { whole: workloads.daemonSetErrors, update: workloads.selectorUpdate },
  'apps/StatefulSet': { whole: workloads.statefulSetErrors, update: workloads.statefulSetUpdate },
  'batch/Job': { whole: workloads.jobErrors, update: workloads.jobUpdate },
  'batch/CronJob': { whole: workloads.cronJobErrors },
  'autoscaling/HorizontalPodAutoscaler': { whole: other.autoscalerErrors },
  'policy/PodDisruptionBudget': { whole: other.disruptionErrors },
  'networking/Ingress': { whole: ingressErrors },
  'networking/IngressClass': { update: ingressClassUpdate },
  'networking/NetworkPolicy': { whole: networkPolicyErrors },
  'rbac/Role': { whole: rbac.roleErrors },
  'rbac/ClusterRole': { whole: rbac.roleErrors },
  'rbac/RoleBinding': { whole: rbac.bindingErrors, update: rbac.bindingUpdate },
  'rbac/ClusterRoleBinding': { whole: rbac.bindingErrors, update: rbac.bindingUpdate },
  'scheduling/PriorityClass': { whole: other.priorityErrors },
  'apiextensions/CustomResourceDefinition': { whole: extension.definitionErrors },
  'admissionregistration/MutatingWebhookConfiguration': { whole: extension.webhookErrors },
  'admissionregistration/ValidatingWebhookConfiguration': { whole: extension.webhookErrors },
};

/**
 * What is wrong with an object, and with its change from `old` (pkg/apis/…/validation, v1.35), in the order of the real
 * server. A write that left everything but status as it was costs nothing.
 */
export function validate(object: Fields, old?: Fields): FieldError[] {
  if (old !== undefined && isSameButStatus(object, old)) return [];
  const validator = validatorOf(object);
  const errors = [...metadataErrors(object), ...(validator?.whole?.(object) ?? [])];
  if (old === undefined) return errors;
  return [
    ...metadataUpdateErrors(object, old),
    ...errors,
    ...(validator?.update?.(object, old) ?? []),
  ];
}

function validatorOf({ apiVersion, kind }: Fields): Validator | undefined {
  const [version = '', rest] = String(apiVersion).split('/');
  const group = rest === undefined ? '' : `${version.split('.')[0] ?? ''}/`;
  const key = `${group}${String(kind)}`;
  return Object.hasOwn(validators, key) ? validators[key] : undefined;
}

function isSameButStatus(object: Fields, old: Fields): boolean {
  const keys = new Set([...Object.keys(object), ...Object.keys(old)]);
  return [...keys].every((key) => {
    if (key === 'status' || object[key] === old[key]) return true;
    return key === 'metadata'
      ? isSameMetadata(fieldsOf(object[key]), fieldsOf(old[key]))
      : isEqual(object[key], old[key]);
  });
}

function isSameMetadata(next: Fields, before: Fields): boolean {
  return [
    'labels',
    'annotations',
    'finalizers',
    'ownerReferences',
    'name',
    'uid',
    'namespace',
    'creationTimestamp',
  ].every((key) => next[key] === before[key] || isEqual(next[key], before[key]));
}
