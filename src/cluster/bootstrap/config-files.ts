import { digestOf } from '#cluster/kubelet/digest.ts';
import { kubernetesVersion } from '#cluster/versions.ts';

export const corefile = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

export const kubeProxyConfig = {
  'config.conf': `apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: 10.244.0.0/16
conntrack:
  maxPerCore: 0
kind: KubeProxyConfiguration
mode: iptables
`,
  'kubeconfig.conf': `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: https://maillage-control-plane:6443
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
`,
};

export const kubeadmConfig = `apiServer:
  certSANs:
  - localhost
  - 127.0.0.1
apiVersion: kubeadm.k8s.io/v1beta4
certificatesDir: /etc/kubernetes/pki
clusterName: maillage
controlPlaneEndpoint: maillage-control-plane:6443
dns: {}
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: ${kubernetesVersion}
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/16
proxy: {}
scheduler: {}
`;

export const kubeletConfig = `apiVersion: kubelet.config.k8s.io/v1beta1
cgroupDriver: systemd
cgroupRoot: /kubelet
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
evictionHard:
  imagefs.available: 0%
  nodefs.available: 0%
  nodefs.inodesFree: 0%
failSwapOn: false
imageGCHighThresholdPercent: 100
kind: KubeletConfiguration
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
`;

export const localPathConfig = {
  'config.json': `{
        "nodePathMap":[
        {
                "node":"DEFAULT_PATH_FOR_NON_LISTED_NODES",
                "paths":["/var/local-path-provisioner"]
        }
        ]
}`,
  'helperPod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: helper-pod
spec:
  containers:
  - name: helper-pod
    image: docker.io/kindest/local-path-helper:v20241212-8ac705d0
`,
  setup: `#!/bin/sh
set -eu
mkdir -m 0777 -p "$VOL_DIR"
`,
  teardown: `#!/bin/sh
set -eu
rm -rf "$VOL_DIR"
`,
};

/** What a joining node reads without any right: a kubeconfig without a user, and its signature by the bootstrap token. */
export function clusterInfo(certificate: string): Readonly<Record<string, string>> {
  const kubeconfig = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${btoa(certificate)}
    server: https://maillage-control-plane:6443
  name: ""
contexts: null
current-context: ""
kind: Config
users: null
`;
  const signature = digestOf(kubeconfig).slice(0, 43);
  return {
    'jws-kubeconfig-abcdef': `eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9..${signature}`,
    kubeconfig,
  };
}
