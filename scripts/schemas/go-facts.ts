/**
 * What k8s.io/api v0.35 says of its fields in Go and the packages do not repeat: patch and list tags, pointers, structs
 * that are always written. By definition (`group version.Name` shortened to the last words), then by field.
 */

/**
 * Lists that are not atomic. `=key,…`: merged by a patch and owned by key (the first one is the patch's); `#key`: owned
 * by key only; `~key`: merged only; `$`: a set, `$$`: a set that a patch merges. `+`: the patch retains keys.
 */
export const lists: Record<string, string> = {
  'meta.v1.ObjectMeta': 'finalizers$$ ownerReferences=uid',
  'core.v1.Container':
    'env=name ports=containerPort,protocol volumeDevices=devicePath volumeMounts=mountPath',
  'core.v1.EphemeralContainer':
    'env=name ports=containerPort,protocol volumeDevices=devicePath volumeMounts=mountPath',
  'core.v1.ContainerStatus': 'allocatedResourcesStatus=name volumeMounts=mountPath',
  'core.v1.ResourceRequirements': 'claims#name',
  'core.v1.PodSpec':
    'containers=name initContainers=name ephemeralContainers=name volumes=name+ hostAliases=ip imagePullSecrets=name ' +
    'topologySpreadConstraints=topologyKey,whenUnsatisfiable schedulingGates=name resourceClaims=name+',
  'core.v1.PodStatus': 'conditions=type podIPs=ip hostIPs~ip resourceClaimStatuses=name+',
  'core.v1.ReplicationControllerStatus': 'conditions=type',
  'core.v1.ServiceSpec': 'ports=port,protocol',
  'core.v1.ServiceStatus': 'conditions=type',
  'core.v1.ServiceAccount': 'secrets=name',
  'core.v1.NamespaceStatus': 'conditions=type',
  'core.v1.NodeSpec': 'podCIDRs$$',
  'core.v1.NodeStatus': 'addresses=type conditions=type',
  'core.v1.PersistentVolumeClaimStatus': 'conditions=type',
  'core.v1.ComponentStatus': 'conditions=type',
  'apps.v1.DaemonSetStatus': 'conditions=type',
  'apps.v1.DeploymentStatus': 'conditions=type',
  'apps.v1.ReplicaSetStatus': 'conditions=type',
  'apps.v1.StatefulSetStatus': 'conditions=type',
  'batch.v1.JobStatus': 'conditions~type',
  'autoscaling.v2.HorizontalPodAutoscalerStatus': 'conditions=type',
  'policy.v1.PodDisruptionBudgetStatus': 'conditions=type',
  'networking.v1.ServiceCIDRStatus': 'conditions=type',
  'storage.v1.CSIDriverSpec': 'volumeLifecycleModes$',
  'storage.v1.CSINodeSpec': 'drivers=name',
  'certificates.v1.CertificateSigningRequestStatus': 'conditions#type',
  'flowcontrol.v1.FlowSchemaStatus': 'conditions=type',
  'flowcontrol.v1.PriorityLevelConfigurationStatus': 'conditions=type',
  'apiextensions.v1.CustomResourceDefinitionStatus': 'conditions#type',
  'apiextensions.v1.JSONSchemaProps': 'x-kubernetes-validations=rule',
  'apiregistration.v1.APIServiceStatus': 'conditions=type',
  'admissionregistration.v1.MutatingWebhook': 'matchConditions=name',
  'admissionregistration.v1.ValidatingWebhook': 'matchConditions=name',
  'admissionregistration.v1.MutatingWebhookConfiguration': 'webhooks=name',
  'admissionregistration.v1.ValidatingWebhookConfiguration': 'webhooks=name',
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': 'matchConditions=name variables=name',
  'admissionregistration.v1.ValidatingAdmissionPolicyStatus': 'conditions#type',
  'admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': 'validationActions$',
  'resource.v1.ResourceClaimStatus': 'reservedFor=uid devices#driver,device,pool,shareID',
  'resource.v1.AllocatedDeviceStatus': 'conditions#type',
};

/** Structs and maps with one owner (+structType=atomic, +mapType=atomic). */
export const atomics = new Set(
  `meta.v1.LabelSelector meta.v1.OwnerReference core.v1.SecretReference core.v1.LocalObjectReference core.v1.ObjectReference
  core.v1.ConfigMapKeySelector core.v1.SecretKeySelector core.v1.FileKeySelector core.v1.ObjectFieldSelector
  core.v1.ResourceFieldSelector core.v1.TypedLocalObjectReference core.v1.NodeSelector core.v1.NodeSelectorTerm
  core.v1.TopologySelectorTerm core.v1.ScopeSelector core.v1.ScopedResourceSelectorRequirement core.v1.EndpointAddress
  core.v1.EndpointPort core.v1.PodSpec.nodeSelector core.v1.ServiceSpec.selector
  core.v1.ReplicationControllerSpec.selector discovery.v1.EndpointPort node.v1.Scheduling.nodeSelector
  rbac.v1.RoleRef rbac.v1.Subject autoscaling.v1.CrossVersionObjectReference
  admissionregistration.v1.MatchResources admissionregistration.v1.NamedRuleWithOperations
  admissionregistration.v1.ParamKind admissionregistration.v1.ParamRef admissionregistration.v1.Variable`.split(
    /\s+/,
  ),
);

/** Optional scalars that are pointers: a zero value is written. `*`: all of the definition's. */
export const pointers: Record<string, string> = {
  'meta.v1.ObjectMeta': 'deletionGracePeriodSeconds',
  'meta.v1.OwnerReference': 'controller blockOwnerDeletion',
  'meta.v1.ListMeta': 'remainingItemCount',
  'meta.v1.DeleteOptions': 'gracePeriodSeconds orphanDependents propagationPolicy',
  'meta.v1.Preconditions': '*',
  'core.v1.Container': 'restartPolicy',
  'core.v1.EphemeralContainer': 'restartPolicy',
  'core.v1.ConfigMapKeySelector': 'optional',
  'core.v1.SecretKeySelector': 'optional',
  'core.v1.FileKeySelector': 'optional',
  'core.v1.ConfigMapEnvSource': 'optional',
  'core.v1.SecretEnvSource': 'optional',
  'core.v1.ConfigMapVolumeSource': 'optional defaultMode',
  'core.v1.SecretVolumeSource': 'optional defaultMode',
  'core.v1.ConfigMapProjection': 'optional',
  'core.v1.SecretProjection': 'optional',
  'core.v1.KeyToPath': 'mode',
  'core.v1.DownwardAPIVolumeFile': 'mode',
  'core.v1.DownwardAPIVolumeSource': 'defaultMode',
  'core.v1.ProjectedVolumeSource': 'defaultMode',
  'core.v1.ServiceAccountTokenProjection': 'expirationSeconds',
  'core.v1.ClusterTrustBundleProjection': 'name signerName optional',
  'core.v1.HostPathVolumeSource': 'type',
  'core.v1.ISCSIVolumeSource': 'initiatorName',
  'core.v1.ISCSIPersistentVolumeSource': 'initiatorName',
  'core.v1.AzureDiskVolumeSource': 'cachingMode fsType readOnly kind',
  'core.v1.CSIVolumeSource': 'readOnly fsType',
  'core.v1.FCVolumeSource': 'lun',
  'core.v1.AzureFilePersistentVolumeSource': 'secretNamespace',
  'core.v1.GlusterfsPersistentVolumeSource': 'endpointsNamespace',
  'core.v1.LocalVolumeSource': 'fsType',
  'core.v1.PersistentVolumeClaimSpec': 'storageClassName volumeMode volumeAttributesClassName',
  'core.v1.PersistentVolumeSpec': 'volumeMode volumeAttributesClassName',
  'core.v1.PersistentVolumeClaimStatus': 'currentVolumeAttributesClassName',
  'core.v1.PodSpec':
    'terminationGracePeriodSeconds activeDeadlineSeconds automountServiceAccountToken shareProcessNamespace priority ' +
    'preemptionPolicy runtimeClassName enableServiceLinks setHostnameAsFQDN hostUsers hostnameOverride',
  'core.v1.PodSecurityContext': '*',
  'core.v1.SecurityContext': '*',
  'core.v1.WindowsSecurityContextOptions': '*',
  'core.v1.SeccompProfile': 'localhostProfile',
  'core.v1.AppArmorProfile': 'localhostProfile',
  'core.v1.Probe': 'terminationGracePeriodSeconds',
  'core.v1.GRPCAction': 'service',
  'core.v1.Lifecycle': 'stopSignal',
  'core.v1.VolumeMount': 'recursiveReadOnly mountPropagation',
  'core.v1.VolumeMountStatus': 'recursiveReadOnly',
  'core.v1.Toleration': 'tolerationSeconds',
  'core.v1.TopologySpreadConstraint': 'minDomains nodeAffinityPolicy nodeTaintsPolicy',
  'core.v1.PodDNSConfigOption': 'value',
  'core.v1.ContainerStatus': 'started stopSignal',
  'core.v1.PodResourceClaim': '*',
  'core.v1.PodResourceClaimStatus': '*',
  'core.v1.ReplicationControllerSpec': 'replicas',
  'core.v1.ServiceSpec':
    'ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution',
  'core.v1.ServicePort': 'appProtocol',
  'core.v1.ClientIPConfig': 'timeoutSeconds',
  'core.v1.LoadBalancerIngress': 'ipMode',
  'core.v1.PortStatus': 'error',
  'core.v1.ServiceAccount': 'automountServiceAccountToken',
  'core.v1.ConfigMap': 'immutable',
  'core.v1.Secret': 'immutable',
  'core.v1.EndpointAddress': 'nodeName',
  'core.v1.EndpointPort': 'appProtocol',
  'core.v1.TypedLocalObjectReference': 'apiGroup',
  'core.v1.TypedObjectReference': 'apiGroup namespace',
  'core.v1.NodeRuntimeHandlerFeatures': '*',
  'core.v1.NodeFeatures': '*',
  'core.v1.NodeSwapStatus': 'capacity',
  'apps.v1.DeploymentSpec': 'replicas revisionHistoryLimit progressDeadlineSeconds',
  'apps.v1.DeploymentStatus': 'collisionCount terminatingReplicas',
  'apps.v1.StatefulSetSpec': 'replicas revisionHistoryLimit',
  'apps.v1.StatefulSetStatus': 'collisionCount',
  'apps.v1.RollingUpdateStatefulSetStrategy': 'partition',
  'apps.v1.DaemonSetSpec': 'revisionHistoryLimit',
  'apps.v1.DaemonSetStatus': 'collisionCount',
  'apps.v1.ReplicaSetSpec': 'replicas',
  'apps.v1.ReplicaSetStatus': 'terminatingReplicas',
  'batch.v1.JobSpec':
    'parallelism completions activeDeadlineSeconds backoffLimit backoffLimitPerIndex maxFailedIndexes manualSelector ' +
    'ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy',
  'batch.v1.JobStatus': 'terminating ready failedIndexes',
  'batch.v1.PodFailurePolicyOnExitCodesRequirement': 'containerName',
  'batch.v1.SuccessPolicyRule': '*',
  'batch.v1.CronJobSpec':
    'timeZone startingDeadlineSeconds suspend successfulJobsHistoryLimit failedJobsHistoryLimit',
  'autoscaling.v1.HorizontalPodAutoscalerSpec': '*',
  'autoscaling.v1.HorizontalPodAutoscalerStatus': '*',
  'autoscaling.v2.HorizontalPodAutoscalerSpec': 'minReplicas',
  'autoscaling.v2.HorizontalPodAutoscalerStatus': 'observedGeneration',
  'autoscaling.v2.HPAScalingRules': '*',
  'autoscaling.v2.MetricTarget': 'averageUtilization',
  'autoscaling.v2.MetricValueStatus': 'averageUtilization',
  'networking.v1.IngressSpec': 'ingressClassName',
  'networking.v1.IngressClassParametersReference': '*',
  'networking.v1.NetworkPolicyPort': '*',
  'networking.v1.IngressPortStatus': 'error',
  'policy.v1.PodDisruptionBudgetSpec': 'unhealthyPodEvictionPolicy',
  'scheduling.v1.PriorityClass': 'preemptionPolicy',
  'storage.v1.StorageClass': 'reclaimPolicy allowVolumeExpansion volumeBindingMode',
  'storage.v1.CSIDriverSpec': '*',
  'storage.v1.VolumeAttachmentSource': '*',
  'storage.v1.VolumeNodeResources': '*',
  'storage.v1.VolumeError': 'errorCode',
  'storage.v1.TokenRequest': 'expirationSeconds',
  'coordination.v1.LeaseSpec': '*',
  'discovery.v1.EndpointConditions': '*',
  'discovery.v1.Endpoint': '*',
  'discovery.v1.EndpointPort': '*',
  'admissionregistration.v1.MutatingWebhook': '*',
  'admissionregistration.v1.ValidatingWebhook': '*',
  'admissionregistration.v1.RuleWithOperations': 'scope',
  'admissionregistration.v1.NamedRuleWithOperations': 'scope',
  'admissionregistration.v1.WebhookClientConfig': 'url',
  'admissionregistration.v1.ServiceReference': 'path port',
  'admissionregistration.v1.ValidatingAdmissionPolicySpec': 'failurePolicy',
  'admissionregistration.v1.Validation': 'reason',
  'admissionregistration.v1.ParamRef': 'parameterNotFoundAction',
  'admissionregistration.v1.MatchResources': 'matchPolicy',
  'apiextensions.v1.CustomResourceDefinitionVersion': 'deprecationWarning',
  'apiextensions.v1.ServiceReference': 'path port',
  'apiextensions.v1.WebhookClientConfig': 'url',
  'apiextensions.v1.CustomResourceSubresourceScale': 'labelSelectorPath',
  'apiextensions.v1.JSONSchemaProps':
    '$ref maximum maxLength minLength minimum maxItems minItems multipleOf maxProperties minProperties ' +
    'x-kubernetes-preserve-unknown-fields x-kubernetes-list-type x-kubernetes-map-type',
  'apiextensions.v1.ValidationRule': 'reason optionalOldSelf',
  'apiregistration.v1.ServiceReference': 'port',
  'certificates.v1.CertificateSigningRequestSpec': 'expirationSeconds',
  'flowcontrol.v1.LimitedPriorityLevelConfiguration': '*',
  'flowcontrol.v1.ExemptPriorityLevelConfiguration': '*',
  'authentication.v1.TokenRequestSpec': 'expirationSeconds',
};

/** Optional structs that are no pointers: written even when empty (`resources: {}`). A kind's spec and status are too. */
export const structs: Record<string, string> = {
  'core.v1.Container': 'resources',
  'core.v1.EphemeralContainer': 'resources',
  'core.v1.ContainerStatus': 'state lastState',
  'core.v1.PodTemplateSpec': 'metadata spec',
  'core.v1.PersistentVolumeClaimSpec': 'resources',
  'core.v1.PersistentVolumeClaimTemplate': 'metadata',
  'core.v1.ServiceStatus': 'loadBalancer',
  'core.v1.NodeStatus': 'daemonEndpoints nodeInfo',
  'core.v1.NodeDaemonEndpoints': 'kubeletEndpoint',
  'core.v1.Event': 'source',
  'apps.v1.DeploymentSpec': 'strategy',
  'apps.v1.DaemonSetSpec': 'updateStrategy',
  'apps.v1.StatefulSetSpec': 'updateStrategy',
  'apps.v1.ReplicaSetSpec': 'template',
  'batch.v1.JobTemplateSpec': 'metadata spec',
  'networking.v1.IngressStatus': 'loadBalancer',
  'networking.v1.NetworkPolicySpec': 'podSelector',
  'resource.v1.ResourceClaimSpec': 'devices',
  'resource.v1.ResourceClaimTemplateSpec': 'metadata',
};

/** Formats that the packages lost, and fields of another release. `-` leaves the field out. */
export const corrections: Record<string, string> = {
  'apiextensions.v1.JSONSchemaProps.maximum': 'double',
  'apiextensions.v1.JSONSchemaProps.minimum': 'double',
  'apiextensions.v1.JSONSchemaProps.multipleOf': 'double',
  'apiextensions.v1.JSONSchemaProps.maxItems': 'int64',
  'apiextensions.v1.JSONSchemaProps.minItems': 'int64',
  'apiextensions.v1.JSONSchemaProps.maxLength': 'int64',
  'apiextensions.v1.JSONSchemaProps.minLength': 'int64',
  'apiextensions.v1.JSONSchemaProps.maxProperties': 'int64',
  'apiextensions.v1.JSONSchemaProps.minProperties': 'int64',
  // v1.36
  'meta.v1.ListMeta.shardInfo': '-',
  'core.v1.PodSpec.schedulingGroup': '-',
  'core.v1.PodStatus.nodeAllocatableResourceClaimStatuses': '-',
};

/** Kinds of another release, or that no one serves. */
export const otherKinds = new Set(['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding']);
