import { at, fieldsOf, listOf, textOf, type Fields } from '#cluster/api/json.ts';
import {
  autoscalerSpec,
  container,
  fill,
  jobSpec,
  labelsOfTemplate,
  limitRangeItem,
  perPeriod,
  podOnly,
  rolling,
  scaleUp,
  serviceSpec,
  volume,
  webhook,
  withSpec,
} from './default-parts.ts';

/** Fields to add where they are missing, or what to make of the value. */
export type DefaultRule = Fields | ((value: Fields) => Fields);

/** Go's `SetDefaults_…` functions (pkg/apis/…/defaults.go, v1.35), by the definition that they are for. */
export const defaultRules: Record<string, DefaultRule> = {
  'core.v1.Container': container,
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': { protocol: 'TCP' },
  'core.v1.Probe': (probe) =>
    fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  'core.v1.GRPCAction': { service: '' },
  'core.v1.HTTPGetAction': { path: '/', scheme: 'HTTP' },
  'core.v1.ObjectFieldSelector': { apiVersion: 'v1' },
  'core.v1.FileKeySelector': { optional: false },
  'core.v1.PodSpec': {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  },
  'core.v1.Pod': (pod) => withSpec(pod, podOnly),
  'core.v1.Volume': volume,
  'core.v1.SecretVolumeSource': { defaultMode: 420 },
  'core.v1.ConfigMapVolumeSource': { defaultMode: 420 },
  'core.v1.DownwardAPIVolumeSource': { defaultMode: 420 },
  'core.v1.ProjectedVolumeSource': { defaultMode: 420 },
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: 3600 },
  'core.v1.HostPathVolumeSource': { type: '' },
  'core.v1.ISCSIVolumeSource': { iscsiInterface: 'default' },
  'core.v1.ISCSIPersistentVolumeSource': { iscsiInterface: 'default' },
  'core.v1.RBDVolumeSource': { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  'core.v1.AzureDiskVolumeSource': {
    cachingMode: 'ReadWrite',
    kind: 'Shared',
    fsType: 'ext4',
    readOnly: false,
  },
  'core.v1.PersistentVolumeClaimSpec': { volumeMode: 'Filesystem' },
  'core.v1.PersistentVolumeClaimStatus': { phase: 'Pending' },
  'core.v1.PersistentVolumeSpec': {
    persistentVolumeReclaimPolicy: 'Retain',
    volumeMode: 'Filesystem',
  },
  'core.v1.PersistentVolumeStatus': { phase: 'Pending' },
  'core.v1.Service': (service) => withSpec(service, serviceSpec),
  'core.v1.ServicePort': (port) =>
    fill(port.targetPort === 0 ? { ...port, targetPort: port.port } : port, {
      protocol: 'TCP',
      targetPort: port.port,
    }),
  'core.v1.LoadBalancerIngress': (ingress) =>
    ingress.ip === undefined ? ingress : fill(ingress, { ipMode: 'VIP' }),
  'core.v1.EndpointPort': { protocol: 'TCP' },
  'core.v1.Secret': { type: 'Opaque' },
  'core.v1.Namespace': (namespace) => {
    const name = at(namespace, 'metadata', 'name');
    const metadata = fieldsOf(namespace.metadata);
    const labels = fieldsOf(metadata.labels);
    if (typeof name !== 'string' || name === '' || labels['kubernetes.io/metadata.name'] === name)
      return namespace;
    return {
      ...namespace,
      metadata: { ...metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
    };
  },
  'core.v1.NamespaceStatus': { phase: 'Active' },
  'core.v1.NodeStatus': (status) => fill(status, { allocatable: status.capacity }),
  'core.v1.LimitRangeItem': limitRangeItem,
  'core.v1.ReplicationControllerSpec': (spec) =>
    fill(spec, { replicas: 1, selector: at(spec, 'template', 'metadata', 'labels') }),
  'core.v1.ReplicationController': labelsOfTemplate,
  'apps.v1.DeploymentSpec': (spec) =>
    fill(spec, {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: rolling(spec.strategy, { maxUnavailable: '25%', maxSurge: '25%' }),
    }),
  'apps.v1.DeploymentStrategy': (strategy) =>
    rolling(strategy, { maxUnavailable: '25%', maxSurge: '25%' }),
  'apps.v1.DaemonSetSpec': { revisionHistoryLimit: 10, updateStrategy: {} },
  'apps.v1.DaemonSetUpdateStrategy': (strategy) =>
    rolling(strategy, { maxUnavailable: 1, maxSurge: 0 }),
  'apps.v1.StatefulSetSpec': {
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    persistentVolumeClaimRetentionPolicy: {},
  },
  'apps.v1.StatefulSetUpdateStrategy': (strategy) =>
    rolling(strategy, { partition: 0, maxUnavailable: undefined }),
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  },
  'apps.v1.ReplicaSetSpec': { replicas: 1 },
  'apps.v1.ReplicaSet': labelsOfTemplate,
  'batch.v1.Job': labelsOfTemplate,
  'batch.v1.JobSpec': jobSpec,
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': { status: 'True' },
  'batch.v1.CronJobSpec': {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': { minReplicas: 1 },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': autoscalerSpec,
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': (behavior) => ({
    scaleUp: fill(fieldsOf(behavior.scaleUp), scaleUp),
    scaleDown: fill(fieldsOf(behavior.scaleDown), {
      selectPolicy: 'Max',
      policies: [perPeriod('Percent', 100)],
    }),
  }),
  'networking.v1.NetworkPolicyPort': { protocol: 'TCP' },
  'networking.v1.NetworkPolicySpec': (spec) =>
    fill(spec, {
      policyTypes: listOf(spec.egress).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'],
    }),
  'networking.v1.IngressClassParametersReference': { scope: 'Cluster' },
  'rbac.v1.Subject': (subject) =>
    fill(subject, {
      apiGroup:
        subject.kind === 'User' || subject.kind === 'Group'
          ? 'rbac.authorization.k8s.io'
          : undefined,
    }),
  'rbac.v1.RoleRef': { apiGroup: 'rbac.authorization.k8s.io' },
  'scheduling.v1.PriorityClass': { preemptionPolicy: 'PreemptLowerPriority' },
  'storage.v1.StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  'storage.v1.CSIDriverSpec': {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: ['Persistent'],
    requiresRepublish: false,
    seLinuxMount: false,
  },
  'discovery.v1.EndpointPort': { name: '', protocol: 'TCP' },
  'certificates.v1.CertificateSigningRequestSpec': {
    usages: ['digital signature', 'key encipherment'],
  },
  'authentication.v1.TokenRequestSpec': { expirationSeconds: 3600 },
  'admissionregistration.v1.ValidatingWebhook': webhook,
  'admissionregistration.v1.MutatingWebhook': (hook) =>
    fill(webhook(hook), { reinvocationPolicy: 'Never' }),
  'admissionregistration.v1.RuleWithOperations': { scope: '*' },
  'admissionregistration.v1.NamedRuleWithOperations': { scope: '*' },
  'admissionregistration.v1.ServiceReference': { port: 443 },
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': { failurePolicy: 'Fail' },
  'admissionregistration.v1.MatchResources': {
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
  },
  'apiregistration.v1.ServiceReference': { port: 443 },
  'apiextensions.v1.ServiceReference': { port: 443 },
  'apiextensions.v1.CustomResourceDefinitionSpec': (spec) => {
    const names = fieldsOf(spec.names);
    const kind = textOf(names.kind);
    return fill(
      {
        ...spec,
        names: fill(names, {
          singular: kind.toLowerCase(),
          listKind: kind === '' ? undefined : `${kind}List`,
        }),
      },
      { conversion: { strategy: 'None' } },
    );
  },
};
