/** What kubeadm and kind add to the default roles and bindings, in the same forms (cmd/kubeadm, kind's node image; v1.35). */

export const installedClusterRoles: Readonly<Record<string, string>> = {
  kindnet:
    '- nodes lwp; - pods,namespaces lw; networking.k8s.io networkpolicies lw; - configmaps g',
  'kubeadm:get-nodes': '- nodes g',
  'local-path-provisioner-role':
    '- nodes,persistentvolumeclaims,configmaps,pods,pods/log glw; - persistentvolumes glwcpud; - events cp; storage.k8s.io storageclasses glw',
  'system:coredns':
    '- endpoints,services,pods,namespaces lw; - nodes g; discovery.k8s.io endpointslices lw',
};

export const installedRoles: Readonly<Record<string, string>> = {
  'kube-public/kubeadm:bootstrap-signer-clusterinfo': '- configmaps g cluster-info',
  'kube-system/kube-proxy': '- configmaps g kube-proxy',
  'kube-system/kubeadm:kubelet-config': '- configmaps g kubelet-config',
  'kube-system/kubeadm:nodes-kubeadm-config': '- configmaps g kubeadm-config',
  'local-path-storage/local-path-provisioner-role': '- pods cdglpuw',
};

const nodeToken = 'Group system:bootstrappers:kubeadm:default-node-token';

/** Name, then the role, then who has it. */
export const installedClusterBindings: readonly (readonly [string, string, string])[] = [
  ['kindnet', 'kindnet', 'ServiceAccount kube-system/kindnet'],
  ['kubeadm:cluster-admins', 'cluster-admin', 'Group kubeadm:cluster-admins'],
  ['kubeadm:get-nodes', 'kubeadm:get-nodes', nodeToken],
  ['kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', nodeToken],
  [
    'kubeadm:node-autoapprove-bootstrap',
    'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
    nodeToken,
  ],
  [
    'kubeadm:node-autoapprove-certificate-rotation',
    'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
    'Group system:nodes',
  ],
  ['kubeadm:node-proxier', 'system:node-proxier', 'ServiceAccount kube-system/kube-proxy'],
  [
    'local-path-provisioner-bind',
    'local-path-provisioner-role',
    'ServiceAccount local-path-storage/local-path-provisioner-service-account',
  ],
  ['system:coredns', 'system:coredns', 'ServiceAccount kube-system/coredns'],
];

export const installedBindings: readonly (readonly [string, string, string])[] = [
  [
    'kube-public/kubeadm:bootstrap-signer-clusterinfo',
    'kubeadm:bootstrap-signer-clusterinfo',
    'User system:anonymous',
  ],
  ['kube-system/kube-proxy', 'kube-proxy', nodeToken],
  [
    'kube-system/kubeadm:kubelet-config',
    'kubeadm:kubelet-config',
    `Group system:nodes,${nodeToken}`,
  ],
  [
    'kube-system/kubeadm:nodes-kubeadm-config',
    'kubeadm:nodes-kubeadm-config',
    `${nodeToken},Group system:nodes`,
  ],
  [
    'local-path-storage/local-path-provisioner-bind',
    'local-path-provisioner-role',
    'ServiceAccount local-path-storage/local-path-provisioner-service-account',
  ],
];
