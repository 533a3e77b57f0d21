/* oxlint-disable max-lines */
/** The fields of every kind of a plain Kubernetes 1.35, read by schema/structure.ts. Written by `npm run schemas`. */
export const structure = `
=io.k8s.api.admissionregistration.v1 admissionregistration.k8s.io/v1
AuditAnnotation key!s valueExpression!s
ExpressionWarning fieldRef!s warning!s
MatchCondition expression!s name!s
*MatchResources excludeResourceRules:[NamedRuleWithOperations matchPolicy?s namespaceSelector:21/LabelSelector objectSelector:21/LabelSelector resourceRules:[NamedRuleWithOperations
MutatingWebhook admissionReviewVersions![s clientConfig!WebhookClientConfig failurePolicy?s matchConditions:[MatchCondition=name matchPolicy?s name!s namespaceSelector:21/LabelSelector objectSelector:21/LabelSelector reinvocationPolicy?s rules:[RuleWithOperations sideEffects!s timeoutSeconds?i
^MutatingWebhookConfiguration webhooks:[MutatingWebhook=name
*NamedRuleWithOperations apiGroups:[s apiVersions:[s operations:[s resourceNames:[s resources:[s scope?s
*ParamKind apiVersion:s kind:s
*ParamRef name:s namespace:s parameterNotFoundAction?s selector:21/LabelSelector
RuleWithOperations apiGroups:[s apiVersions:[s operations:[s resources:[s scope?s
ServiceReference name!s namespace!s path?s port?i
TypeChecking expressionWarnings:[ExpressionWarning
^ValidatingAdmissionPolicy spec=ValidatingAdmissionPolicySpec status=ValidatingAdmissionPolicyStatus
^ValidatingAdmissionPolicyBinding spec!ValidatingAdmissionPolicyBindingSpec
ValidatingAdmissionPolicyBindingSpec matchResources:MatchResources paramRef:ParamRef policyName!s validationActions![s$
ValidatingAdmissionPolicySpec auditAnnotations:[AuditAnnotation failurePolicy?s matchConditions:[MatchCondition=name matchConstraints:MatchResources paramKind:ParamKind validations:[Validation variables:[Variable=name
ValidatingAdmissionPolicyStatus conditions:[21/Condition#type observedGeneration:l typeChecking:TypeChecking
ValidatingWebhook admissionReviewVersions![s clientConfig!WebhookClientConfig failurePolicy?s matchConditions:[MatchCondition=name matchPolicy?s name!s namespaceSelector:21/LabelSelector objectSelector:21/LabelSelector rules:[RuleWithOperations sideEffects!s timeoutSeconds?i
^ValidatingWebhookConfiguration webhooks:[ValidatingWebhook=name
Validation expression!s message:s messageExpression:s reason?s
*Variable expression!s name!s
WebhookClientConfig caBundle:y service:ServiceReference url?s
=io.k8s.api.apps.v1 apps/v1
^ControllerRevision data:x revision!l
^DaemonSet spec=DaemonSetSpec status=DaemonSetStatus
DaemonSetCondition lastTransitionTime=t message:s reason:s status!s type!s
DaemonSetSpec minReadySeconds:i revisionHistoryLimit?i selector!21/LabelSelector template!9/PodTemplateSpec updateStrategy=DaemonSetUpdateStrategy
DaemonSetStatus collisionCount?i conditions:[DaemonSetCondition=type currentNumberScheduled!i desiredNumberScheduled!i numberAvailable:i numberMisscheduled!i numberReady!i numberUnavailable:i observedGeneration:l updatedNumberScheduled:i
DaemonSetUpdateStrategy rollingUpdate:RollingUpdateDaemonSet type:s
^Deployment spec=DeploymentSpec status=DeploymentStatus
DeploymentCondition lastTransitionTime=t lastUpdateTime=t message:s reason:s status!s type!s
DeploymentSpec minReadySeconds:i paused:b progressDeadlineSeconds?i replicas?i revisionHistoryLimit?i selector!21/LabelSelector strategy=DeploymentStrategy+ template!9/PodTemplateSpec
DeploymentStatus availableReplicas:i collisionCount?i conditions:[DeploymentCondition=type observedGeneration:l readyReplicas:i replicas:i terminatingReplicas?i unavailableReplicas:i updatedReplicas:i
DeploymentStrategy rollingUpdate:RollingUpdateDeployment type:s
^ReplicaSet spec=ReplicaSetSpec status=ReplicaSetStatus
ReplicaSetCondition lastTransitionTime=t message:s reason:s status!s type!s
ReplicaSetSpec minReadySeconds:i replicas?i selector!21/LabelSelector template=9/PodTemplateSpec
ReplicaSetStatus availableReplicas:i conditions:[ReplicaSetCondition=type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas!i terminatingReplicas?i
RollingUpdateDaemonSet maxSurge:o maxUnavailable:o
RollingUpdateDeployment maxSurge:o maxUnavailable:o
RollingUpdateStatefulSetStrategy maxUnavailable:o partition?i
^StatefulSet spec=StatefulSetSpec status=StatefulSetStatus
StatefulSetCondition lastTransitionTime=t message:s reason:s status!s type!s
StatefulSetOrdinals start=i
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:s whenScaled:s
StatefulSetSpec minReadySeconds:i ordinals:StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:s replicas?i revisionHistoryLimit?i selector!21/LabelSelector serviceName=s template!9/PodTemplateSpec updateStrategy=StatefulSetUpdateStrategy volumeClaimTemplates:[9/PersistentVolumeClaim
StatefulSetStatus availableReplicas=i collisionCount?i conditions:[StatefulSetCondition=type currentReplicas:i currentRevision:s observedGeneration:l readyReplicas:i replicas!i updateRevision:s updatedReplicas:i
StatefulSetUpdateStrategy rollingUpdate:RollingUpdateStatefulSetStrategy type:s
=io.k8s.api.authentication.v1 authentication.k8s.io/v1
BoundObjectReference apiVersion:s kind:s name:s uid:s
^SelfSubjectReview status=SelfSubjectReviewStatus
SelfSubjectReviewStatus userInfo=UserInfo
^TokenRequest spec=TokenRequestSpec status=TokenRequestStatus
TokenRequestSpec audiences=[s boundObjectRef:BoundObjectReference expirationSeconds?l
TokenRequestStatus expirationTimestamp:t token:s
^TokenReview spec!TokenReviewSpec status=TokenReviewStatus
TokenReviewSpec audiences:[s token!s
TokenReviewStatus audiences:[s authenticated:b error:s user=UserInfo
UserInfo extra:{[s groups:[s uid:s username:s
=io.k8s.api.authorization.v1 authorization.k8s.io/v1
FieldSelectorAttributes rawSelector:s requirements:[21/FieldSelectorRequirement
LabelSelectorAttributes rawSelector:s requirements:[21/LabelSelectorRequirement
^LocalSubjectAccessReview spec!SubjectAccessReviewSpec status=SubjectAccessReviewStatus
NonResourceAttributes path:s verb:s
NonResourceRule nonResourceURLs:[s verbs![s
ResourceAttributes fieldSelector:FieldSelectorAttributes group:s labelSelector:LabelSelectorAttributes name:s namespace:s resource:s subresource:s verb:s version:s
ResourceRule apiGroups:[s resourceNames:[s resources:[s verbs![s
^SelfSubjectAccessReview spec!SelfSubjectAccessReviewSpec status=SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes
^SelfSubjectRulesReview spec!SelfSubjectRulesReviewSpec status=SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec namespace:s
^SubjectAccessReview spec!SubjectAccessReviewSpec status=SubjectAccessReviewStatus
SubjectAccessReviewSpec extra:{[s groups:[s nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes uid:s user:s
SubjectAccessReviewStatus allowed!b denied:b evaluationError:s reason:s
SubjectRulesReviewStatus evaluationError:s incomplete!b nonResourceRules![NonResourceRule resourceRules![ResourceRule
=io.k8s.api.autoscaling.v1 autoscaling/v1
*CrossVersionObjectReference apiVersion:s kind!s name!s
^HorizontalPodAutoscaler spec!HorizontalPodAutoscalerSpec status=HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerSpec maxReplicas!i minReplicas?i scaleTargetRef!CrossVersionObjectReference targetCPUUtilizationPercentage?i
HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage?i currentReplicas!i desiredReplicas!i lastScaleTime:t observedGeneration?l
^Scale spec=ScaleSpec status=ScaleStatus
ScaleSpec replicas:i
ScaleStatus replicas!i selector:s
=io.k8s.api.autoscaling.v2 autoscaling/v2
ContainerResourceMetricSource container!s name!s target!MetricTarget
ContainerResourceMetricStatus container!s current!MetricValueStatus name!s
CrossVersionObjectReference apiVersion:s kind!s name!s
ExternalMetricSource metric!MetricIdentifier target!MetricTarget
ExternalMetricStatus current!MetricValueStatus metric!MetricIdentifier
HPAScalingPolicy periodSeconds!i type!s value!i
HPAScalingRules policies:[HPAScalingPolicy selectPolicy?s stabilizationWindowSeconds?i tolerance:q
^HorizontalPodAutoscaler spec!HorizontalPodAutoscalerSpec status=HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerBehavior scaleDown:HPAScalingRules scaleUp:HPAScalingRules
HorizontalPodAutoscalerCondition lastTransitionTime=t message:s reason:s status!s type!s
HorizontalPodAutoscalerSpec behavior:HorizontalPodAutoscalerBehavior maxReplicas!i metrics:[MetricSpec minReplicas?i scaleTargetRef!CrossVersionObjectReference
HorizontalPodAutoscalerStatus conditions:[HorizontalPodAutoscalerCondition=type currentMetrics=[MetricStatus currentReplicas:i desiredReplicas!i lastScaleTime:t observedGeneration?l
MetricIdentifier name!s selector:21/LabelSelector
MetricSpec containerResource:ContainerResourceMetricSource external:ExternalMetricSource object:ObjectMetricSource pods:PodsMetricSource resource:ResourceMetricSource type!s
MetricStatus containerResource:ContainerResourceMetricStatus external:ExternalMetricStatus object:ObjectMetricStatus pods:PodsMetricStatus resource:ResourceMetricStatus type!s
MetricTarget averageUtilization?i averageValue:q type!s value:q
MetricValueStatus averageUtilization?i averageValue:q value:q
ObjectMetricSource describedObject!CrossVersionObjectReference metric!MetricIdentifier target!MetricTarget
ObjectMetricStatus current!MetricValueStatus describedObject!CrossVersionObjectReference metric!MetricIdentifier
PodsMetricSource metric!MetricIdentifier target!MetricTarget
PodsMetricStatus current!MetricValueStatus metric!MetricIdentifier
ResourceMetricSource name!s target!MetricTarget
ResourceMetricStatus current!MetricValueStatus name!s
=io.k8s.api.batch.v1 batch/v1
^CronJob spec!CronJobSpec status=CronJobStatus
CronJobSpec concurrencyPolicy:s failedJobsHistoryLimit?i jobTemplate!JobTemplateSpec schedule!s startingDeadlineSeconds?l successfulJobsHistoryLimit?i suspend?b timeZone?s
CronJobStatus active:[9/ObjectReference lastScheduleTime:t lastSuccessfulTime:t
^Job spec=JobSpec status=JobStatus
JobCondition lastProbeTime=t lastTransitionTime=t message:s reason:s status!s type!s
JobSpec activeDeadlineSeconds?l backoffLimit?i backoffLimitPerIndex?i completionMode?s completions?i managedBy?s manualSelector?b maxFailedIndexes?i parallelism?i podFailurePolicy:PodFailurePolicy podReplacementPolicy?s selector:21/LabelSelector successPolicy:SuccessPolicy suspend?b template!9/PodTemplateSpec ttlSecondsAfterFinished?i
JobStatus active:i completedIndexes:s completionTime:t conditions:[JobCondition~type failed:i failedIndexes?s ready?i startTime:t succeeded:i terminating?i uncountedTerminatedPods:UncountedTerminatedPods
JobTemplateSpec metadata=21/ObjectMeta spec=JobSpec
PodFailurePolicy rules![PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement containerName?s operator!s values![i
PodFailurePolicyOnPodConditionsPattern status:s type!s
PodFailurePolicyRule action!s onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:[PodFailurePolicyOnPodConditionsPattern
SuccessPolicy rules![SuccessPolicyRule
SuccessPolicyRule succeededCount?i succeededIndexes?s
UncountedTerminatedPods failed:[s succeeded:[s
=io.k8s.api.certificates.v1 certificates.k8s.io/v1
^CertificateSigningRequest spec!CertificateSigningRequestSpec status=CertificateSigningRequestStatus
CertificateSigningRequestCondition lastTransitionTime=t lastUpdateTime=t message:s reason:s status!s type!s
CertificateSigningRequestSpec expirationSeconds?i extra:{[s groups:[s request!y signerName!s uid:s usages:[s username:s
CertificateSigningRequestStatus certificate:y conditions:[CertificateSigningRequestCondition#type
=io.k8s.api.coordination.v1 coordination.k8s.io/v1
^Lease spec=LeaseSpec
LeaseSpec acquireTime:u holderIdentity?s leaseDurationSeconds?i leaseTransitions?i preferredHolder?s renewTime:u strategy?s
=io.k8s.api.core.v1 v1
AWSElasticBlockStoreVolumeSource fsType:s partition:i readOnly:b volumeID!s
Affinity nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
AppArmorProfile localhostProfile?s type!s
AttachedVolume devicePath!s name!s
AzureDiskVolumeSource cachingMode?s diskName!s diskURI!s fsType?s kind?s readOnly?b
AzureFilePersistentVolumeSource readOnly:b secretName!s secretNamespace?s shareName!s
AzureFileVolumeSource readOnly:b secretName!s shareName!s
^Binding target!ObjectReference
CSIPersistentVolumeSource controllerExpandSecretRef:SecretReference controllerPublishSecretRef:SecretReference driver!s fsType:s nodeExpandSecretRef:SecretReference nodePublishSecretRef:SecretReference nodeStageSecretRef:SecretReference readOnly:b volumeAttributes:{s volumeHandle!s
CSIVolumeSource driver!s fsType?s nodePublishSecretRef:LocalObjectReference readOnly?b volumeAttributes:{s
Capabilities add:[s drop:[s
CephFSPersistentVolumeSource monitors![s path:s readOnly:b secretFile:s secretRef:SecretReference user:s
CephFSVolumeSource monitors![s path:s readOnly:b secretFile:s secretRef:LocalObjectReference user:s
CinderPersistentVolumeSource fsType:s readOnly:b secretRef:SecretReference volumeID!s
CinderVolumeSource fsType:s readOnly:b secretRef:LocalObjectReference volumeID!s
ClientIPConfig timeoutSeconds?i
ClusterTrustBundleProjection labelSelector:21/LabelSelector name?s optional?b path!s signerName?s
ComponentCondition error:s message:s status!s type!s
^ComponentStatus conditions:[ComponentCondition=type
^ConfigMap binaryData:{y data:{s immutable?b
ConfigMapEnvSource name:s optional?b
*ConfigMapKeySelector key!s name:s optional?b
ConfigMapNodeConfigSource kubeletConfigKey!s name!s namespace!s resourceVersion:s uid:s
ConfigMapProjection items:[KeyToPath name:s optional?b
ConfigMapVolumeSource defaultMode?i items:[KeyToPath name:s optional?b
Container args:[s command:[s env:[EnvVar=name envFrom:[EnvFromSource image:s imagePullPolicy:s lifecycle:Lifecycle livenessProbe:Probe name!s ports:[ContainerPort=containerPort,protocol readinessProbe:Probe resizePolicy:[ContainerResizePolicy resources=ResourceRequirements restartPolicy?s restartPolicyRules:[ContainerRestartRule securityContext:SecurityContext startupProbe:Probe stdin:b stdinOnce:b terminationMessagePath:s terminationMessagePolicy:s tty:b volumeDevices:[VolumeDevice=devicePath volumeMounts:[VolumeMount=mountPath workingDir:s
ContainerExtendedResourceRequest containerName!s requestName!s resourceName!s
ContainerImage names=[s sizeBytes:l
ContainerPort containerPort!i hostIP:s hostPort:i name:s protocol:s
ContainerResizePolicy resourceName!s restartPolicy!s
ContainerRestartRule action!s exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes operator!s values:[i
ContainerState running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting
ContainerStateRunning startedAt=t
ContainerStateTerminated containerID:s exitCode!i finishedAt=t message:s reason:s signal:i startedAt=t
ContainerStateWaiting message:s reason:s
ContainerStatus allocatedResources:{q allocatedResourcesStatus:[ResourceStatus=name containerID:s image!s imageID!s lastState=ContainerState name!s ready!b resources:ResourceRequirements restartCount!i started?b state=ContainerState stopSignal?s user:ContainerUser volumeMounts:[VolumeMountStatus=mountPath
ContainerUser linux:LinuxContainerUser
DaemonEndpoint Port!i
DownwardAPIProjection items:[DownwardAPIVolumeFile
DownwardAPIVolumeFile fieldRef:ObjectFieldSelector mode?i path!s resourceFieldRef:ResourceFieldSelector
DownwardAPIVolumeSource defaultMode?i items:[DownwardAPIVolumeFile
EmptyDirVolumeSource medium:s sizeLimit:q
*EndpointAddress hostname:s ip!s nodeName?s targetRef:ObjectReference
*EndpointPort appProtocol?s name:s port!i protocol:s
EndpointSubset addresses:[EndpointAddress notReadyAddresses:[EndpointAddress ports:[EndpointPort
^Endpoints subsets:[EndpointSubset
EnvFromSource configMapRef:ConfigMapEnvSource prefix:s secretRef:SecretEnvSource
EnvVar name!s value:s valueFrom:EnvVarSource
EnvVarSource configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
EphemeralContainer args:[s command:[s env:[EnvVar=name envFrom:[EnvFromSource image:s imagePullPolicy:s lifecycle:Lifecycle livenessProbe:Probe name!s ports:[ContainerPort=containerPort,protocol readinessProbe:Probe resizePolicy:[ContainerResizePolicy resources=ResourceRequirements restartPolicy?s restartPolicyRules:[ContainerRestartRule securityContext:SecurityContext startupProbe:Probe stdin:b stdinOnce:b targetContainerName:s terminationMessagePath:s terminationMessagePolicy:s tty:b volumeDevices:[VolumeDevice=devicePath volumeMounts:[VolumeMount=mountPath workingDir:s
EphemeralVolumeSource volumeClaimTemplate:PersistentVolumeClaimTemplate
^Event action:s count:i eventTime=u firstTimestamp=t involvedObject!ObjectReference lastTimestamp=t message:s reason:s related:ObjectReference reportingComponent=s reportingInstance=s series:EventSeries source=EventSource type:s
EventSeries count:i lastObservedTime=u
EventSource component:s host:s
ExecAction command:[s
FCVolumeSource fsType:s lun?i readOnly:b targetWWNs:[s wwids:[s
*FileKeySelector key!s optional?b path!s volumeName!s
FlexPersistentVolumeSource driver!s fsType:s options:{s readOnly:b secretRef:SecretReference
FlexVolumeSource driver!s fsType:s options:{s readOnly:b secretRef:LocalObjectReference
FlockerVolumeSource datasetName:s datasetUUID:s
GCEPersistentDiskVolumeSource fsType:s partition:i pdName!s readOnly:b
GRPCAction port!i service?s
GitRepoVolumeSource directory:s repository!s revision:s
GlusterfsPersistentVolumeSource endpoints!s endpointsNamespace?s path!s readOnly:b
GlusterfsVolumeSource endpoints!s path!s readOnly:b
HTTPGetAction host:s httpHeaders:[HTTPHeader path:s port!o scheme:s
HTTPHeader name!s value!s
HostAlias hostnames:[s ip!s
HostIP ip!s
HostPathVolumeSource path!s type?s
ISCSIPersistentVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName?s iqn!s iscsiInterface:s lun!i portals:[s readOnly:b secretRef:SecretReference targetPortal!s
ISCSIVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType:s initiatorName?s iqn!s iscsiInterface:s lun!i portals:[s readOnly:b secretRef:LocalObjectReference targetPortal!s
ImageVolumeSource pullPolicy:s reference:s
KeyToPath key!s mode?i path!s
Lifecycle postStart:LifecycleHandler preStop:LifecycleHandler stopSignal?s
LifecycleHandler exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
^LimitRange spec=LimitRangeSpec
LimitRangeItem default:{q defaultRequest:{q max:{q maxLimitRequestRatio:{q min:{q type!s
LimitRangeSpec limits![LimitRangeItem
LinuxContainerUser gid!l supplementalGroups:[l uid!l
LoadBalancerIngress hostname:s ip:s ipMode?s ports:[PortStatus
LoadBalancerStatus ingress:[LoadBalancerIngress
*LocalObjectReference name:s
LocalVolumeSource fsType?s path!s
ModifyVolumeStatus status!s targetVolumeAttributesClassName:s
NFSVolumeSource path!s readOnly:b server!s
^Namespace spec=NamespaceSpec status=NamespaceStatus
NamespaceCondition lastTransitionTime=t message:s reason:s status!s type!s
NamespaceSpec finalizers:[s
NamespaceStatus conditions:[NamespaceCondition=type phase:s
^Node spec=NodeSpec status=NodeStatus
NodeAddress address!s type!s
NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
NodeCondition lastHeartbeatTime=t lastTransitionTime=t message:s reason:s status!s type!s
NodeConfigSource configMap:ConfigMapNodeConfigSource
NodeConfigStatus active:NodeConfigSource assigned:NodeConfigSource error:s lastKnownGood:NodeConfigSource
NodeDaemonEndpoints kubeletEndpoint=DaemonEndpoint
NodeFeatures supplementalGroupsPolicy?b
NodeRuntimeHandler features:NodeRuntimeHandlerFeatures name=s
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts?b userNamespaces?b
*NodeSelector nodeSelectorTerms![NodeSelectorTerm
NodeSelectorRequirement key!s operator!s values:[s
*NodeSelectorTerm matchExpressions:[NodeSelectorRequirement matchFields:[NodeSelectorRequirement
NodeSpec configSource:NodeConfigSource externalID:s podCIDR:s podCIDRs:[s$$ providerID:s taints:[Taint unschedulable:b
NodeStatus addresses:[NodeAddress=type allocatable:{q capacity:{q conditions:[NodeCondition=type config:NodeConfigStatus daemonEndpoints=NodeDaemonEndpoints declaredFeatures:[s features:NodeFeatures images:[ContainerImage nodeInfo=NodeSystemInfo phase:s runtimeHandlers:[NodeRuntimeHandler volumesAttached:[AttachedVolume volumesInUse:[s
NodeSwapStatus capacity?l
NodeSystemInfo architecture!s bootID!s containerRuntimeVersion!s kernelVersion!s kubeProxyVersion!s kubeletVersion!s machineID!s operatingSystem!s osImage!s swap:NodeSwapStatus systemUUID!s
*ObjectFieldSelector apiVersion:s fieldPath!s
*ObjectReference apiVersion:s fieldPath:s kind:s name:s namespace:s resourceVersion:s uid:s
^PersistentVolume spec=PersistentVolumeSpec status=PersistentVolumeStatus
^PersistentVolumeClaim spec=PersistentVolumeClaimSpec status=PersistentVolumeClaimStatus
PersistentVolumeClaimCondition lastProbeTime=t lastTransitionTime=t message:s reason:s status!s type!s
PersistentVolumeClaimSpec accessModes:[s dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference resources=VolumeResourceRequirements selector:21/LabelSelector storageClassName?s volumeAttributesClassName?s volumeMode?s volumeName:s
PersistentVolumeClaimStatus accessModes:[s allocatedResourceStatuses:{s allocatedResources:{q capacity:{q conditions:[PersistentVolumeClaimCondition=type currentVolumeAttributesClassName?s modifyVolumeStatus:ModifyVolumeStatus phase:s
PersistentVolumeClaimTemplate metadata=21/ObjectMeta spec!PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource claimName!s readOnly:b
PersistentVolumeSpec accessModes:[s awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFilePersistentVolumeSource capacity:{q cephfs:CephFSPersistentVolumeSource cinder:CinderPersistentVolumeSource claimRef:ObjectReference csi:CSIPersistentVolumeSource fc:FCVolumeSource flexVolume:FlexPersistentVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource glusterfs:GlusterfsPersistentVolumeSource hostPath:HostPathVolumeSource iscsi:ISCSIPersistentVolumeSource local:LocalVolumeSource mountOptions:[s nfs:NFSVolumeSource nodeAffinity:VolumeNodeAffinity persistentVolumeReclaimPolicy:s photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource quobyte:QuobyteVolumeSource rbd:RBDPersistentVolumeSource scaleIO:ScaleIOPersistentVolumeSource storageClassName:s storageos:StorageOSPersistentVolumeSource volumeAttributesClassName?s volumeMode?s vsphereVolume:VsphereVirtualDiskVolumeSource
PersistentVolumeStatus lastPhaseTransitionTime:t message:s phase:s reason:s
PhotonPersistentDiskVolumeSource fsType:s pdID!s
^Pod spec=PodSpec status=PodStatus
PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm
PodAffinityTerm labelSelector:21/LabelSelector matchLabelKeys:[s mismatchLabelKeys:[s namespaceSelector:21/LabelSelector namespaces:[s topologyKey!s
PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm
PodCertificateProjection certificateChainPath:s credentialBundlePath:s keyPath:s keyType!s maxExpirationSeconds:i signerName!s userAnnotations:{s
PodCondition lastProbeTime=t lastTransitionTime=t message:s observedGeneration:l reason:s status!s type!s
PodDNSConfig nameservers:[s options:[PodDNSConfigOption searches:[s
PodDNSConfigOption name:s value?s
PodExtendedResourceClaimStatus requestMappings![ContainerExtendedResourceRequest resourceClaimName!s
PodIP ip!s
PodOS name!s
PodReadinessGate conditionType!s
PodResourceClaim name!s resourceClaimName?s resourceClaimTemplateName?s
PodResourceClaimStatus name!s resourceClaimName?s
PodSchedulingGate name!s
PodSecurityContext appArmorProfile:AppArmorProfile fsGroup?l fsGroupChangePolicy?s runAsGroup?l runAsNonRoot?b runAsUser?l seLinuxChangePolicy?s seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[l supplementalGroupsPolicy?s sysctls:[Sysctl windowsOptions:WindowsSecurityContextOptions
PodSpec activeDeadlineSeconds?l affinity:Affinity automountServiceAccountToken?b containers![Container=name dnsConfig:PodDNSConfig dnsPolicy:s enableServiceLinks?b ephemeralContainers:[EphemeralContainer=name hostAliases:[HostAlias=ip hostIPC:b hostNetwork:b hostPID:b hostUsers?b hostname:s hostnameOverride?s imagePullSecrets:[LocalObjectReference=name initContainers:[Container=name nodeName:s nodeSelector:{s* os:PodOS overhead:{q preemptionPolicy?s priority?i priorityClassName:s readinessGates:[PodReadinessGate resourceClaims:[PodResourceClaim=name+ resources:ResourceRequirements restartPolicy:s runtimeClassName?s schedulerName:s schedulingGates:[PodSchedulingGate=name securityContext:PodSecurityContext serviceAccount:s serviceAccountName:s setHostnameAsFQDN?b shareProcessNamespace?b subdomain:s terminationGracePeriodSeconds?l tolerations:[Toleration topologySpreadConstraints:[TopologySpreadConstraint=topologyKey,whenUnsatisfiable volumes:[Volume=name+
PodStatus allocatedResources:{q conditions:[PodCondition=type containerStatuses:[ContainerStatus ephemeralContainerStatuses:[ContainerStatus extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP:s hostIPs:[HostIP~ip initContainerStatuses:[ContainerStatus message:s nominatedNodeName:s observedGeneration:l phase:s podIP:s podIPs:[PodIP=ip qosClass:s reason:s resize:s resourceClaimStatuses:[PodResourceClaimStatus=name+ resources:ResourceRequirements startTime:t
^PodTemplate template=PodTemplateSpec
PodTemplateSpec metadata=21/ObjectMeta spec=PodSpec
PortStatus error?s port!i protocol!s
PortworxVolumeSource fsType:s readOnly:b volumeID!s
PreferredSchedulingTerm preference!NodeSelectorTerm weight!i
Probe exec:ExecAction failureThreshold:i grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:i periodSeconds:i successThreshold:i tcpSocket:TCPSocketAction terminationGracePeriodSeconds?l timeoutSeconds:i
ProjectedVolumeSource defaultMode?i sources=[VolumeProjection
QuobyteVolumeSource group:s readOnly:b registry!s tenant:s user:s volume!s
RBDPersistentVolumeSource fsType:s image!s keyring:s monitors![s pool:s readOnly:b secretRef:SecretReference user:s
RBDVolumeSource fsType:s image!s keyring:s monitors![s pool:s readOnly:b secretRef:LocalObjectReference user:s
^ReplicationController spec=ReplicationControllerSpec status=ReplicationControllerStatus
ReplicationControllerCondition lastTransitionTime=t message:s reason:s status!s type!s
ReplicationControllerSpec minReadySeconds:i replicas?i selector:{s* template:PodTemplateSpec
ReplicationControllerStatus availableReplicas:i conditions:[ReplicationControllerCondition=type fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas!i
ResourceClaim name!s request:s
*ResourceFieldSelector containerName:s divisor=q resource!s
ResourceHealth health:s resourceID!s
^ResourceQuota spec=ResourceQuotaSpec status=ResourceQuotaStatus
ResourceQuotaSpec hard:{q scopeSelector:ScopeSelector scopes:[s
ResourceQuotaStatus hard:{q used:{q
ResourceRequirements claims:[ResourceClaim#name limits:{q requests:{q
ResourceStatus name!s resources:[ResourceHealth
SELinuxOptions level:s role:s type:s user:s
ScaleIOPersistentVolumeSource fsType:s gateway!s protectionDomain:s readOnly:b secretRef!SecretReference sslEnabled:b storageMode:s storagePool:s system!s volumeName:s
ScaleIOVolumeSource fsType:s gateway!s protectionDomain:s readOnly:b secretRef!LocalObjectReference sslEnabled:b storageMode:s storagePool:s system!s volumeName:s
*ScopeSelector matchExpressions:[ScopedResourceSelectorRequirement
*ScopedResourceSelectorRequirement operator!s scopeName!s values:[s
SeccompProfile localhostProfile?s type!s
^Secret data:{y immutable?b stringData:{s type:s
SecretEnvSource name:s optional?b
*SecretKeySelector key!s name:s optional?b
SecretProjection items:[KeyToPath name:s optional?b
*SecretReference name:s namespace:s
SecretVolumeSource defaultMode?i items:[KeyToPath optional?b secretName:s
SecurityContext allowPrivilegeEscalation?b appArmorProfile:AppArmorProfile capabilities:Capabilities privileged?b procMount?s readOnlyRootFilesystem?b runAsGroup?l runAsNonRoot?b runAsUser?l seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions
^Service spec=ServiceSpec status=ServiceStatus
^ServiceAccount automountServiceAccountToken?b imagePullSecrets:[LocalObjectReference secrets:[ObjectReference=name
ServiceAccountTokenProjection audience:s expirationSeconds?l path!s
ServicePort appProtocol?s name:s nodePort:i port!i protocol:s targetPort=o
ServiceSpec allocateLoadBalancerNodePorts?b clusterIP:s clusterIPs:[s externalIPs:[s externalName:s externalTrafficPolicy:s healthCheckNodePort:i internalTrafficPolicy?s ipFamilies:[s ipFamilyPolicy?s loadBalancerClass?s loadBalancerIP:s loadBalancerSourceRanges:[s ports:[ServicePort=port,protocol publishNotReadyAddresses:b selector:{s* sessionAffinity:s sessionAffinityConfig:SessionAffinityConfig trafficDistribution?s type:s
ServiceStatus conditions:[21/Condition=type loadBalancer=LoadBalancerStatus
SessionAffinityConfig clientIP:ClientIPConfig
SleepAction seconds!l
StorageOSPersistentVolumeSource fsType:s readOnly:b secretRef:ObjectReference volumeName:s volumeNamespace:s
StorageOSVolumeSource fsType:s readOnly:b secretRef:LocalObjectReference volumeName:s volumeNamespace:s
Sysctl name!s value!s
TCPSocketAction host:s port!o
Taint effect!s key!s timeAdded:t value:s
Toleration effect:s key:s operator:s tolerationSeconds?l value:s
TopologySelectorLabelRequirement key!s values![s
*TopologySelectorTerm matchLabelExpressions:[TopologySelectorLabelRequirement
TopologySpreadConstraint labelSelector:21/LabelSelector matchLabelKeys:[s maxSkew!i minDomains?i nodeAffinityPolicy?s nodeTaintsPolicy?s topologyKey!s whenUnsatisfiable!s
*TypedLocalObjectReference apiGroup?s kind!s name!s
TypedObjectReference apiGroup?s kind!s name!s namespace?s
Volume awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFileVolumeSource cephfs:CephFSVolumeSource cinder:CinderVolumeSource configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource flexVolume:FlexVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource iscsi:ISCSIVolumeSource name!s nfs:NFSVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource
VolumeDevice devicePath!s name!s
VolumeMount mountPath!s mountPropagation?s name!s readOnly:b recursiveReadOnly?s subPath:s subPathExpr:s
VolumeMountStatus mountPath!s name!s readOnly:b recursiveReadOnly?s
VolumeNodeAffinity required:NodeSelector
VolumeProjection clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection podCertificate:PodCertificateProjection secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection
VolumeResourceRequirements limits:{q requests:{q
VsphereVirtualDiskVolumeSource fsType:s storagePolicyID:s storagePolicyName:s volumePath!s
WeightedPodAffinityTerm podAffinityTerm!PodAffinityTerm weight!i
WindowsSecurityContextOptions gmsaCredentialSpec?s gmsaCredentialSpecName?s hostProcess?b runAsUserName?s
=io.k8s.api.discovery.v1 discovery.k8s.io/v1
Endpoint addresses![s conditions=EndpointConditions deprecatedTopology:{s hints:EndpointHints hostname?s nodeName?s targetRef:9/ObjectReference zone?s
EndpointConditions ready?b serving?b terminating?b
EndpointHints forNodes:[ForNode forZones:[ForZone
*EndpointPort appProtocol?s name?s port?i protocol?s
^EndpointSlice addressType!s endpoints=[Endpoint ports=[EndpointPort
ForNode name!s
ForZone name!s
=io.k8s.api.events.v1 events.k8s.io/v1
^Event action:s deprecatedCount:i deprecatedFirstTimestamp=t deprecatedLastTimestamp=t deprecatedSource=9/EventSource eventTime!u note:s reason:s regarding=9/ObjectReference related:9/ObjectReference reportingController:s reportingInstance:s series:EventSeries type:s
EventSeries count!i lastObservedTime!u
=io.k8s.api.flowcontrol.v1 flowcontrol.apiserver.k8s.io/v1
ExemptPriorityLevelConfiguration lendablePercent?i nominalConcurrencyShares?i
FlowDistinguisherMethod type!s
^FlowSchema spec=FlowSchemaSpec status=FlowSchemaStatus
FlowSchemaCondition lastTransitionTime=t message:s reason:s status:s type:s
FlowSchemaSpec distinguisherMethod:FlowDistinguisherMethod matchingPrecedence=i priorityLevelConfiguration!PriorityLevelConfigurationReference rules:[PolicyRulesWithSubjects
FlowSchemaStatus conditions:[FlowSchemaCondition=type
GroupSubject name!s
LimitResponse queuing:QueuingConfiguration type!s
LimitedPriorityLevelConfiguration borrowingLimitPercent?i lendablePercent?i limitResponse=LimitResponse nominalConcurrencyShares?i
NonResourcePolicyRule nonResourceURLs![s verbs![s
PolicyRulesWithSubjects nonResourceRules:[NonResourcePolicyRule resourceRules:[ResourcePolicyRule subjects![Subject
^PriorityLevelConfiguration spec=PriorityLevelConfigurationSpec status=PriorityLevelConfigurationStatus
PriorityLevelConfigurationCondition lastTransitionTime=t message:s reason:s status:s type:s
PriorityLevelConfigurationReference name!s
PriorityLevelConfigurationSpec exempt:ExemptPriorityLevelConfiguration limited:LimitedPriorityLevelConfiguration type!s
PriorityLevelConfigurationStatus conditions:[PriorityLevelConfigurationCondition=type
QueuingConfiguration handSize=i queueLengthLimit=i queues=i
ResourcePolicyRule apiGroups![s clusterScope:b namespaces=[s resources![s verbs![s
ServiceAccountSubject name!s namespace!s
Subject group:GroupSubject kind!s serviceAccount:ServiceAccountSubject user:UserSubject
UserSubject name!s
=io.k8s.api.networking.v1 networking.k8s.io/v1
HTTPIngressPath backend!IngressBackend path:s pathType!s
HTTPIngressRuleValue paths![HTTPIngressPath
^IPAddress spec!IPAddressSpec
IPAddressSpec parentRef!ParentReference
IPBlock cidr!s except:[s
^Ingress spec=IngressSpec status=IngressStatus
IngressBackend resource:9/TypedLocalObjectReference service:IngressServiceBackend
^IngressClass spec=IngressClassSpec
IngressClassParametersReference apiGroup?s kind!s name!s namespace?s scope?s
IngressClassSpec controller:s parameters:IngressClassParametersReference
IngressLoadBalancerIngress hostname:s ip:s ports:[IngressPortStatus
IngressLoadBalancerStatus ingress:[IngressLoadBalancerIngress
IngressPortStatus error?s port!i protocol!s
IngressRule host:s http:HTTPIngressRuleValue
IngressServiceBackend name!s port=ServiceBackendPort
IngressSpec defaultBackend:IngressBackend ingressClassName?s rules:[IngressRule tls:[IngressTLS
IngressStatus loadBalancer=IngressLoadBalancerStatus
IngressTLS hosts:[s secretName:s
^NetworkPolicy spec=NetworkPolicySpec
NetworkPolicyEgressRule ports:[NetworkPolicyPort to:[NetworkPolicyPeer
NetworkPolicyIngressRule from:[NetworkPolicyPeer ports:[NetworkPolicyPort
NetworkPolicyPeer ipBlock:IPBlock namespaceSelector:21/LabelSelector podSelector:21/LabelSelector
NetworkPolicyPort endPort?i port:o protocol?s
NetworkPolicySpec egress:[NetworkPolicyEgressRule ingress:[NetworkPolicyIngressRule podSelector=21/LabelSelector policyTypes:[s
ParentReference group:s name!s namespace:s resource!s
ServiceBackendPort name:s number:i
^ServiceCIDR spec=ServiceCIDRSpec status=ServiceCIDRStatus
ServiceCIDRSpec cidrs:[s
ServiceCIDRStatus conditions:[21/Condition=type
=io.k8s.api.node.v1 node.k8s.io/v1
Overhead podFixed:{q
^RuntimeClass handler!s overhead:Overhead scheduling:Scheduling
Scheduling nodeSelector:{s* tolerations:[9/Toleration
=io.k8s.api.policy.v1 policy/v1
^Eviction deleteOptions:21/DeleteOptions
^PodDisruptionBudget spec=PodDisruptionBudgetSpec status=PodDisruptionBudgetStatus
PodDisruptionBudgetSpec maxUnavailable:o minAvailable:o selector:21/LabelSelector- unhealthyPodEvictionPolicy?s
PodDisruptionBudgetStatus conditions:[21/Condition=type currentHealthy=i desiredHealthy=i disruptedPods:{t disruptionsAllowed=i expectedPods=i observedGeneration:l
=io.k8s.api.rbac.v1 rbac.authorization.k8s.io/v1
AggregationRule clusterRoleSelectors:[21/LabelSelector
^ClusterRole aggregationRule:AggregationRule rules=[PolicyRule
^ClusterRoleBinding roleRef!RoleRef subjects:[Subject
PolicyRule apiGroups:[s nonResourceURLs:[s resourceNames:[s resources:[s verbs![s
^Role rules=[PolicyRule
^RoleBinding roleRef!RoleRef subjects:[Subject
*RoleRef apiGroup=s kind!s name!s
*Subject apiGroup:s kind!s name!s namespace:s
=io.k8s.api.resource.v1 resource.k8s.io/v1
AllocatedDeviceStatus conditions=[21/Condition#type data:x device!s driver!s networkData:NetworkDeviceData pool!s shareID:s
AllocationResult allocationTimestamp:t devices=DeviceAllocationResult nodeSelector:9/NodeSelector
CELDeviceSelector expression!s
CapacityRequestPolicy default:q validRange:CapacityRequestPolicyRange validValues:[q
CapacityRequestPolicyRange max:q min!q step:q
CapacityRequirements requests:{q
Counter value!q
CounterSet counters!{Counter name!s
Device allNodes:b allowMultipleAllocations:b attributes:{DeviceAttribute bindingConditions:[s bindingFailureConditions:[s bindsToNode:b capacity:{DeviceCapacity consumesCounters:[DeviceCounterConsumption name!s nodeName:s nodeSelector:9/NodeSelector taints:[DeviceTaint
DeviceAllocationConfiguration opaque:OpaqueDeviceConfiguration requests:[s source!s
DeviceAllocationResult config:[DeviceAllocationConfiguration results:[DeviceRequestAllocationResult
DeviceAttribute bool:b int:l string:s version:s
DeviceCapacity requestPolicy:CapacityRequestPolicy value!q
DeviceClaim config:[DeviceClaimConfiguration constraints:[DeviceConstraint requests=[DeviceRequest
DeviceClaimConfiguration opaque:OpaqueDeviceConfiguration requests:[s
^DeviceClass spec!DeviceClassSpec
DeviceClassConfiguration opaque:OpaqueDeviceConfiguration
DeviceClassSpec config:[DeviceClassConfiguration extendedResourceName:s selectors:[DeviceSelector
DeviceConstraint distinctAttribute:s matchAttribute:s requests:[s
DeviceCounterConsumption counterSet!s counters!{Counter
DeviceRequest exactly:ExactDeviceRequest firstAvailable:[DeviceSubRequest name!s
DeviceRequestAllocationResult adminAccess:b bindingConditions:[s bindingFailureConditions:[s consumedCapacity:{q device!s driver!s pool!s request!s shareID:s tolerations:[DeviceToleration
DeviceSelector cel:CELDeviceSelector
DeviceSubRequest allocationMode:s capacity:CapacityRequirements count:l deviceClassName!s name!s selectors:[DeviceSelector tolerations:[DeviceToleration
DeviceTaint effect!s key!s timeAdded:t value:s
DeviceToleration effect:s key:s operator:s tolerationSeconds:l value:s
ExactDeviceRequest adminAccess:b allocationMode:s capacity:CapacityRequirements count:l deviceClassName!s selectors:[DeviceSelector tolerations:[DeviceToleration
NetworkDeviceData hardwareAddress:s interfaceName:s ips:[s
OpaqueDeviceConfiguration driver!s parameters!x
^ResourceClaim spec!ResourceClaimSpec status=ResourceClaimStatus
ResourceClaimConsumerReference apiGroup:s name!s resource!s uid!s
ResourceClaimSpec devices=DeviceClaim
ResourceClaimStatus allocation:AllocationResult devices:[AllocatedDeviceStatus#driver,device,pool,shareID reservedFor:[ResourceClaimConsumerReference=uid
^ResourceClaimTemplate spec!ResourceClaimTemplateSpec
ResourceClaimTemplateSpec metadata=21/ObjectMeta spec!ResourceClaimSpec
ResourcePool generation!l name!s resourceSliceCount!l
^ResourceSlice spec!ResourceSliceSpec
ResourceSliceSpec allNodes:b devices:[Device driver!s nodeName:s nodeSelector:9/NodeSelector perDeviceNodeSelection:b pool!ResourcePool sharedCounters:[CounterSet
=io.k8s.api.scheduling.v1 scheduling.k8s.io/v1
^PriorityClass description:s globalDefault:b preemptionPolicy?s value=i
=io.k8s.api.storage.v1 storage.k8s.io/v1
^CSIDriver spec!CSIDriverSpec
CSIDriverSpec attachRequired?b fsGroupPolicy?s nodeAllocatableUpdatePeriodSeconds?l podInfoOnMount?b requiresRepublish?b seLinuxMount?b serviceAccountTokenInSecrets?b storageCapacity?b tokenRequests:[TokenRequest volumeLifecycleModes:[s$
^CSINode spec!CSINodeSpec
CSINodeDriver allocatable:VolumeNodeResources name!s nodeID!s topologyKeys=[s
CSINodeSpec drivers![CSINodeDriver=name
^CSIStorageCapacity capacity:q maximumVolumeSize:q nodeTopology:21/LabelSelector storageClassName!s
^StorageClass allowVolumeExpansion?b allowedTopologies:[9/TopologySelectorTerm mountOptions:[s parameters:{s provisioner!s reclaimPolicy?s volumeBindingMode?s
TokenRequest audience!s expirationSeconds?l
^VolumeAttachment spec!VolumeAttachmentSpec status=VolumeAttachmentStatus
VolumeAttachmentSource inlineVolumeSpec:9/PersistentVolumeSpec persistentVolumeName?s
VolumeAttachmentSpec attacher!s nodeName!s source!VolumeAttachmentSource
VolumeAttachmentStatus attachError:VolumeError attached!b attachmentMetadata:{s detachError:VolumeError
^VolumeAttributesClass driverName!s parameters:{s
VolumeError errorCode?i message:s time=t
VolumeNodeResources count?i
=io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1 apiextensions.k8s.io/v1
CustomResourceColumnDefinition description:s format:s jsonPath!s name!s priority:i type!s
CustomResourceConversion strategy!s webhook:WebhookConversion
^CustomResourceDefinition spec!CustomResourceDefinitionSpec status=CustomResourceDefinitionStatus
CustomResourceDefinitionCondition lastTransitionTime:t message:s observedGeneration:l reason:s status!s type!s
CustomResourceDefinitionNames categories:[s kind!s listKind:s plural!s shortNames:[s singular:s
CustomResourceDefinitionSpec conversion:CustomResourceConversion group!s names!CustomResourceDefinitionNames preserveUnknownFields:b scope!s versions![CustomResourceDefinitionVersion
CustomResourceDefinitionStatus acceptedNames:CustomResourceDefinitionNames conditions:[CustomResourceDefinitionCondition#type observedGeneration:l storedVersions:[s
CustomResourceDefinitionVersion additionalPrinterColumns:[CustomResourceColumnDefinition deprecated:b deprecationWarning?s name!s schema:CustomResourceValidation selectableFields:[SelectableField served!b storage!b subresources:CustomResourceSubresources
CustomResourceSubresourceScale labelSelectorPath?s specReplicasPath!s statusReplicasPath!s
CustomResourceSubresourceStatus
CustomResourceSubresources scale:CustomResourceSubresourceScale status:CustomResourceSubresourceStatus
CustomResourceValidation openAPIV3Schema:JSONSchemaProps
ExternalDocumentation description:s url:s
JSONSchemaProps $ref?s $schema:s additionalItems:x additionalProperties:x allOf:[JSONSchemaProps anyOf:[JSONSchemaProps default:x definitions:{JSONSchemaProps dependencies:{x description:s enum:[x example:x exclusiveMaximum:b exclusiveMinimum:b externalDocs:ExternalDocumentation format:s id:s items:x maxItems?l maxLength?l maxProperties?l maximum?d minItems?l minLength?l minProperties?l minimum?d multipleOf?d not:JSONSchemaProps nullable:b oneOf:[JSONSchemaProps pattern:s patternProperties:{JSONSchemaProps properties:{JSONSchemaProps required:[s title:s type:s uniqueItems:b x-kubernetes-embedded-resource:b x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s x-kubernetes-list-type?s x-kubernetes-map-type?s x-kubernetes-preserve-unknown-fields?b x-kubernetes-validations:[ValidationRule=rule
SelectableField jsonPath!s
ServiceReference name!s namespace!s path?s port?i
ValidationRule fieldPath:s message:s messageExpression:s optionalOldSelf?b reason?s rule!s
WebhookClientConfig caBundle:y service:ServiceReference url?s
WebhookConversion clientConfig:WebhookClientConfig conversionReviewVersions![s
=io.k8s.apimachinery.pkg.apis.meta.v1 
Condition lastTransitionTime!t message!s observedGeneration:l reason!s status!s type!s
DeleteOptions apiVersion:s dryRun:[s gracePeriodSeconds?l ignoreStoreReadErrorWithClusterBreakingPotential:b kind:s orphanDependents?b preconditions:Preconditions propagationPolicy?s
FieldSelectorRequirement key!s operator!s values:[s
*LabelSelector matchExpressions:[LabelSelectorRequirement matchLabels:{s
LabelSelectorRequirement key!s operator!s values:[s
ManagedFieldsEntry apiVersion:s fieldsType:s fieldsV1:x manager:s operation:s subresource:s time:t
ObjectMeta annotations:{s creationTimestamp:t deletionGracePeriodSeconds?l deletionTimestamp:t finalizers:[s$$ generateName:s generation:l labels:{s managedFields:[ManagedFieldsEntry name:s namespace:s ownerReferences:[OwnerReference=uid resourceVersion:s selfLink:s uid:s
*OwnerReference apiVersion!s blockOwnerDeletion?b controller?b kind!s name!s uid!s
Preconditions resourceVersion?s uid?s
=io.k8s.kube-aggregator.pkg.apis.apiregistration.v1 apiregistration.k8s.io/v1
^APIService spec=APIServiceSpec status=APIServiceStatus
APIServiceCondition lastTransitionTime:t message:s reason:s status!s type!s
APIServiceSpec caBundle:y group:s groupPriorityMinimum!i insecureSkipTLSVerify:b service:ServiceReference version:s versionPriority!i
APIServiceStatus conditions:[APIServiceCondition=type
ServiceReference name:s namespace:s port?i`;
