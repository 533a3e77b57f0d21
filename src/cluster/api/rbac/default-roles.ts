/**
 * The rules of the default ClusterRoles, in the form that `rule-text.ts` reads: plugin/pkg/auth/authorizer/rbac/bootstrappolicy
 * at v1.35, with its default features.
 */

const events = '-,events.k8s.io events cpu';

export const clusterRoles: Readonly<Record<string, string>> = {
  'cluster-admin': '* * *; * *',
  'system:aggregate-to-admin':
    'authorization.k8s.io localsubjectaccessreviews c; rbac.authorization.k8s.io rolebindings,roles cdDglpuw',
  'system:aggregate-to-edit':
    '- pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy glw; - serviceaccounts impersonate; - pods,pods/attach,pods/exec,pods/portforward,pods/proxy cdDpu; - pods/eviction c; - configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy cdDpu; - serviceaccounts/token c; apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale cdDpu; autoscaling horizontalpodautoscalers cdDpu; batch cronjobs,jobs cdDpu; extensions daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale cdDpu; policy poddisruptionbudgets cdDpu; networking.k8s.io ingresses,networkpolicies cdDpu; coordination.k8s.io leases cdDglpuw; resource.k8s.io resourceclaims,resourceclaimtemplates cdDpu',
  'system:aggregate-to-view':
    '- configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status glw; - bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status glw; - namespaces glw; discovery.k8s.io endpointslices glw; apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status glw; autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status glw; batch cronjobs,cronjobs/status,jobs,jobs/status glw; extensions daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale glw; policy poddisruptionbudgets,poddisruptionbudgets/status glw; networking.k8s.io ingresses,ingresses/status,networkpolicies glw; resource.k8s.io resourceclaims,resourceclaims/status,resourceclaimtemplates glw',
  'system:auth-delegator':
    'authentication.k8s.io tokenreviews c; authorization.k8s.io subjectaccessreviews c',
  'system:basic-user':
    'authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews c; authentication.k8s.io selfsubjectreviews c',
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient':
    'certificates.k8s.io certificatesigningrequests/nodeclient c',
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient':
    'certificates.k8s.io certificatesigningrequests/selfnodeclient c',
  'system:certificates.k8s.io:kube-apiserver-client-approver':
    'certificates.k8s.io signers approve kubernetes.io/kube-apiserver-client',
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver':
    'certificates.k8s.io signers approve kubernetes.io/kube-apiserver-client-kubelet',
  'system:certificates.k8s.io:kubelet-serving-approver':
    'certificates.k8s.io signers approve kubernetes.io/kubelet-serving',
  'system:certificates.k8s.io:legacy-unknown-approver':
    'certificates.k8s.io signers approve kubernetes.io/legacy-unknown',
  'system:discovery':
    '/api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/ g',
  'system:heapster': '- events,namespaces,nodes,pods glw; extensions deployments glw',
  'system:kube-aggregator': '- endpoints,services glw',
  'system:kube-controller-manager': `${events}; coordination.k8s.io leases c; coordination.k8s.io leases gu kube-controller-manager; - secrets,serviceaccounts c; - secrets d; - configmaps,namespaces,secrets,serviceaccounts g; - secrets,serviceaccounts u; authentication.k8s.io tokenreviews c; authorization.k8s.io subjectaccessreviews c; * * lw; - serviceaccounts/token c`,
  'system:kube-dns': '- endpoints,services lw',
  'system:kube-scheduler': `${events}; coordination.k8s.io leases c; coordination.k8s.io leases glwu kube-scheduler; - nodes glw; - pods dglw; - bindings,pods/binding c; - pods/status pu; - replicationcontrollers,services glw; apps,extensions replicasets glw; apps statefulsets glw; policy poddisruptionbudgets glw; - persistentvolumeclaims,persistentvolumes glw; authentication.k8s.io tokenreviews c; authorization.k8s.io subjectaccessreviews c; storage.k8s.io csinodes glw; storage.k8s.io volumeattachments glw; - namespaces glw; storage.k8s.io csidrivers glw; storage.k8s.io csistoragecapacities glw; resource.k8s.io deviceclasses glw; resource.k8s.io resourceclaims glpuw; resource.k8s.io resourceclaims/status glpuw; - pods/finalizers glpuw; resource.k8s.io resourceslices glw`,
  'system:kubelet-api-admin':
    '- nodes glw; - nodes proxy; - nodes/log,nodes/metrics,nodes/proxy,nodes/stats *; - nodes/configz,nodes/healthz,nodes/pods *',
  'system:monitoring':
    '/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/* g',
  'system:node':
    'authentication.k8s.io tokenreviews c; authorization.k8s.io localsubjectaccessreviews,subjectaccessreviews c; - services glw; - nodes cglw; - nodes/status pu; - nodes pu; - events cpu; - pods glw; - pods cd; - pods/status pu; - pods/eviction c; - configmaps,secrets glw; - persistentvolumeclaims,persistentvolumes g; - endpoints g; certificates.k8s.io certificatesigningrequests cglw; coordination.k8s.io leases cdgpu; storage.k8s.io volumeattachments g; - serviceaccounts/token c; - persistentvolumeclaims/status gpu; storage.k8s.io csidrivers glw; storage.k8s.io csinodes cdgpu; node.k8s.io runtimeclasses glw; resource.k8s.io resourceclaims g; resource.k8s.io resourceslices D; - serviceaccounts g',
  'system:node-bootstrapper': 'certificates.k8s.io certificatesigningrequests cglw',
  'system:node-problem-detector': `- nodes g; - nodes/status p; ${events}`,
  'system:node-proxier': `- endpoints,services lw; - nodes glw; ${events}; networking.k8s.io servicecidrs lw; discovery.k8s.io endpointslices lw`,
  'system:persistent-volume-provisioner': `- persistentvolumes cdglw; - persistentvolumeclaims gluw; storage.k8s.io storageclasses glw; - events w; ${events}`,
  'system:public-info-viewer': '/healthz,/livez,/readyz,/version,/version/ g',
  'system:service-account-issuer-discovery':
    '/.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/ g',
  'system:volume-scheduler':
    '- persistentvolumes glpuw; storage.k8s.io storageclasses glw; - persistentvolumeclaims glpuw',
};

/** Each is bound to the service account of its name, in kube-system. */
export const controllerRoles: Readonly<Record<string, string>> = {
  'attachdetach-controller': `- persistentvolumeclaims,persistentvolumes lw; - nodes glw; - nodes/status pu; - pods lw; ${events}; storage.k8s.io volumeattachments cdglw; storage.k8s.io csidrivers glw; storage.k8s.io csinodes glw`,
  'certificate-controller': `certificates.k8s.io certificatesigningrequests dglw; certificates.k8s.io certificatesigningrequests/approval,certificatesigningrequests/status u; certificates.k8s.io signers approve kubernetes.io/kube-apiserver-client-kubelet; certificates.k8s.io signers sign kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,kubernetes.io/legacy-unknown; authorization.k8s.io subjectaccessreviews c; ${events}`,
  'clusterrole-aggregation-controller': 'rbac.authorization.k8s.io clusterroles escalate,glpuw',
  'cronjob-controller': `batch cronjobs gluw; batch jobs cdglpuw; batch cronjobs/status u; batch cronjobs/finalizers u; - pods dlw; ${events}`,
  'daemon-set-controller': `apps,extensions daemonsets glw; apps,extensions daemonsets/status u; apps,extensions daemonsets/finalizers u; - nodes lw; - pods cdlpw; - pods/binding c; apps controllerrevisions cdglpuw; ${events}`,
  'deployment-controller': `apps,extensions deployments gluw; apps,extensions deployments/status u; apps,extensions deployments/finalizers u; apps,extensions replicasets cdglpuw; - pods gluw; ${events}`,
  'disruption-controller': `apps,extensions deployments glw; apps,extensions replicasets glw; - replicationcontrollers glw; policy poddisruptionbudgets glw; apps statefulsets glw; policy poddisruptionbudgets/status u; - pods/status pu; * */scale g; ${events}`,
  'endpoint-controller': `- pods,services glw; - endpoints cdgluw; - endpoints/restricted c; ${events}`,
  'endpointslice-controller': `- nodes,pods,services glw; - services/finalizers u; discovery.k8s.io endpointslices cdgluw; ${events}`,
  'endpointslicemirroring-controller': `- endpoints,services glw; - services/finalizers u; - endpoints/finalizers u; discovery.k8s.io endpointslices cdgluw; ${events}`,
  'ephemeral-volume-controller': `- pods glw; - pods/finalizers u; - persistentvolumeclaims cglw; ${events}`,
  'expand-controller': `- persistentvolumes glpuw; - persistentvolumeclaims/status pu; - persistentvolumeclaims glw; ${events}`,
  'generic-garbage-collector': `* * dglpuw; ${events}`,
  'horizontal-pod-autoscaler': `autoscaling horizontalpodautoscalers glw; autoscaling horizontalpodautoscalers/status u; * */scale gu; - pods lw; metrics.k8s.io pods lw; custom.metrics.k8s.io * glw; external.metrics.k8s.io * glw; ${events}`,
  'job-controller': `batch jobs glpuw; batch jobs/status u; batch jobs/finalizers u; - pods cdlpw; ${events}`,
  'legacy-service-account-token-cleaner':
    '- configmaps g kube-apiserver-legacy-service-account-token-tracking; - secrets dp',
  'namespace-controller': '- namespaces dglw; - namespaces/finalize,namespaces/status u; * * dDglw',
  'node-controller': `- nodes dglpuw; - nodes/status pu; - pods/status pu; - pods dglw; ${events}`,
  'persistent-volume-binder': `- persistentvolumes cdgluw; - persistentvolumes/status u; - persistentvolumeclaims gluw; - persistentvolumeclaims/status u; - pods cdglw; storage.k8s.io storageclasses glw; - nodes lw; ${events}; - events w`,
  'pod-garbage-collector': '- pods dlw; - nodes glw; - pods/status p',
  'pv-protection-controller': `- persistentvolumes gluw; ${events}`,
  'pvc-protection-controller': `- persistentvolumeclaims gluw; - persistentvolumeclaims/status u; - pods glw; ${events}`,
  'replicaset-controller': `apps,extensions replicasets gluw; apps,extensions replicasets/status u; apps,extensions replicasets/finalizers u; - pods cdlpw; ${events}`,
  'replication-controller': `- replicationcontrollers gluw; - replicationcontrollers/status u; - replicationcontrollers/finalizers u; - pods cdlpw; ${events}`,
  'resource-claim-controller': `- pods glw; - pods/finalizers u; resource.k8s.io resourceclaims cdglw; resource.k8s.io resourceclaims,resourceclaims/status pu; - pods/status pu; ${events}`,
  'resourcequota-controller': `* * lw; - resourcequotas/status u; ${events}`,
  'root-ca-cert-publisher': `- configmaps cu; ${events}`,
  'route-controller': `- nodes lw; - nodes/status p; ${events}`,
  'selinux-warning-controller': `${events}; - persistentvolumes glw; - persistentvolumeclaims glw; - pods glw; storage.k8s.io csidrivers glw`,
  'service-account-controller': `- serviceaccounts c; ${events}`,
  'service-cidrs-controller': `networking.k8s.io servicecidrs glpuw; networking.k8s.io servicecidrs/finalizers pu; networking.k8s.io servicecidrs/status pu; networking.k8s.io ipaddresses glw; ${events}`,
  'service-controller': `- services glw; - services/status pu; - nodes lw; ${events}`,
  'statefulset-controller': `- pods lw; apps statefulsets glw; apps statefulsets/status u; apps statefulsets/finalizers u; - pods cdgpu; apps controllerrevisions cdglpuw; - persistentvolumeclaims cglw; - persistentvolumeclaims du; - pods/finalizers u; ${events}`,
  'ttl-after-finished-controller': `batch jobs dglw; ${events}`,
  'ttl-controller': `- nodes lpuw; ${events}`,
  'validatingadmissionpolicy-status-controller': `admissionregistration.k8s.io validatingadmissionpolicies glw; admissionregistration.k8s.io validatingadmissionpolicies/status gpu; ${events}`,
  'volumeattributesclass-protection-controller': `- persistentvolumeclaims glw; - persistentvolumes glw; storage.k8s.io volumeattributesclasses gluw; ${events}`,
};

/** Roles, as `namespace/name`. */
export const namespaceRoles: Readonly<Record<string, string>> = {
  'kube-public/system:controller:bootstrap-signer': `- configmaps glw; - configmaps u cluster-info; ${events}`,
  'kube-system/extension-apiserver-authentication-reader':
    '- configmaps glw extension-apiserver-authentication',
  'kube-system/system::leader-locking-kube-controller-manager':
    'coordination.k8s.io leases cgluw; coordination.k8s.io leasecandidates cgluw',
  'kube-system/system::leader-locking-kube-scheduler':
    'coordination.k8s.io leases cgluw; coordination.k8s.io leasecandidates cgluw',
  'kube-system/system:controller:bootstrap-signer': '- secrets glw',
  'kube-system/system:controller:cloud-provider': '- configmaps cglw',
  'kube-system/system:controller:token-cleaner': `- secrets dglw; ${events}`,
};
