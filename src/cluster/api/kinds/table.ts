/**
 * Every resource of a plain Kubernetes 1.35, as `kubectl api-resources` shows them.
 *
 * A row: plural, kind, short names, options, subresources (`-` is none). Options: `n` namespaced, `a` category all,
 * `x` category api-extensions, `g` has a generation, `c` can only be created, `r` can only be read, `k` is not deleted
 * as a collection. Groups come in the order of discovery: pkg/controlplane/apiserver/aggregator.go and
 * pkg/controlplane/apiserver/options (v1.35), with each group's priority.
 */
export const groupTable: readonly (readonly [
  group: string,
  versions: string,
  priority: number,
  rows: string,
])[] = [
  [
    '',
    'v1',
    18000,
    `bindings Binding - nc -
componentstatuses ComponentStatus cs r -
configmaps ConfigMap cm n -
endpoints Endpoints ep n -
events Event ev n -
limitranges LimitRange limits n -
namespaces Namespace ns k finalize,status
nodes Node no - proxy,status
persistentvolumeclaims PersistentVolumeClaim pvc n status
persistentvolumes PersistentVolume pv - status
pods Pod po nag attach,binding,ephemeralcontainers,eviction,exec,log,portforward,proxy,resize,status
podtemplates PodTemplate - ng -
replicationcontrollers ReplicationController rc nag scale,status
resourcequotas ResourceQuota quota n status
secrets Secret - n -
serviceaccounts ServiceAccount sa n token
services Service svc na proxy,status`,
  ],
  ['apiregistration.k8s.io', 'v1', 20000, 'apiservices APIService - x status'],
  [
    'apps',
    'v1',
    17800,
    `controllerrevisions ControllerRevision - n -
daemonsets DaemonSet ds nag status
deployments Deployment deploy nag scale,status
replicasets ReplicaSet rs nag scale,status
statefulsets StatefulSet sts nag scale,status`,
  ],
  ['events.k8s.io', 'v1', 17750, 'events Event ev n -'],
  [
    'authentication.k8s.io',
    'v1',
    17700,
    `selfsubjectreviews SelfSubjectReview - c -
tokenreviews TokenReview - c -`,
  ],
  [
    'authorization.k8s.io',
    'v1',
    17600,
    `localsubjectaccessreviews LocalSubjectAccessReview - nc -
selfsubjectaccessreviews SelfSubjectAccessReview - c -
selfsubjectrulesreviews SelfSubjectRulesReview - c -
subjectaccessreviews SubjectAccessReview - c -`,
  ],
  ['autoscaling', 'v2 v1', 17500, 'horizontalpodautoscalers HorizontalPodAutoscaler hpa na status'],
  [
    'batch',
    'v1',
    17400,
    `cronjobs CronJob cj nag status
jobs Job - nag status`,
  ],
  [
    'certificates.k8s.io',
    'v1',
    17300,
    'certificatesigningrequests CertificateSigningRequest csr - approval,status',
  ],
  [
    'networking.k8s.io',
    'v1',
    17200,
    `ingressclasses IngressClass - g -
ingresses Ingress ing ng status
ipaddresses IPAddress ip - -
networkpolicies NetworkPolicy netpol ng -
servicecidrs ServiceCIDR - - status`,
  ],
  ['policy', 'v1', 17100, 'poddisruptionbudgets PodDisruptionBudget pdb ng status'],
  [
    'rbac.authorization.k8s.io',
    'v1',
    17000,
    `clusterrolebindings ClusterRoleBinding - - -
clusterroles ClusterRole - - -
rolebindings RoleBinding - n -
roles Role - n -`,
  ],
  [
    'storage.k8s.io',
    'v1',
    16800,
    `csidrivers CSIDriver - - -
csinodes CSINode - - -
csistoragecapacities CSIStorageCapacity - n -
storageclasses StorageClass sc - -
volumeattachments VolumeAttachment - - status
volumeattributesclasses VolumeAttributesClass vac - -`,
  ],
  [
    'admissionregistration.k8s.io',
    'v1',
    16700,
    `mutatingwebhookconfigurations MutatingWebhookConfiguration - xg -
validatingadmissionpolicies ValidatingAdmissionPolicy - xg status
validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding - xg -
validatingwebhookconfigurations ValidatingWebhookConfiguration - xg -`,
  ],
  [
    'apiextensions.k8s.io',
    'v1',
    16700,
    'customresourcedefinitions CustomResourceDefinition crd,crds xg status',
  ],
  ['scheduling.k8s.io', 'v1', 16600, 'priorityclasses PriorityClass pc g -'],
  ['coordination.k8s.io', 'v1', 16500, 'leases Lease - n -'],
  ['node.k8s.io', 'v1', 16300, 'runtimeclasses RuntimeClass - - -'],
  ['discovery.k8s.io', 'v1', 16200, 'endpointslices EndpointSlice - ng -'],
  [
    'flowcontrol.apiserver.k8s.io',
    'v1',
    16100,
    `flowschemas FlowSchema - g status
prioritylevelconfigurations PriorityLevelConfiguration - g status`,
  ],
  [
    'resource.k8s.io',
    'v1',
    15900,
    `deviceclasses DeviceClass - g -
resourceclaims ResourceClaim - n status
resourceclaimtemplates ResourceClaimTemplate - n -
resourceslices ResourceSlice - g -`,
  ],
];

/** Verbs of each subresource, and its kind where it is not its parent's. */
export const subresourceTable: Readonly<Record<string, readonly [verbs: string, kind?: string]>> = {
  approval: ['get patch update'],
  attach: ['create get', ' v1 PodAttachOptions'],
  binding: ['create', ' v1 Binding'],
  ephemeralcontainers: ['get patch update'],
  eviction: ['create', 'policy v1 Eviction'],
  exec: ['create get', ' v1 PodExecOptions'],
  finalize: ['update'],
  log: ['get'],
  portforward: ['create get', ' v1 PodPortForwardOptions'],
  proxy: ['create delete get patch update', ' v1 ProxyOptions'],
  resize: ['get patch update'],
  scale: ['get patch update', 'autoscaling v1 Scale'],
  status: ['get patch update'],
  token: ['create', 'authentication.k8s.io v1 TokenRequest'],
};
