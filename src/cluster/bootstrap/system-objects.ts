import type { Api } from '#cluster/api/api.ts';
import { defaultRbac } from '#cluster/api/rbac/default-rbac.ts';
import {
  clusterInfo,
  corefile,
  kubeadmConfig,
  kubeletConfig,
  kubeProxyConfig,
  localPathConfig,
} from './config-files.ts';
import { seconds } from '#cluster/timestamps.ts';
import { rootCertificate } from './root-certificate.ts';

const apiServer = { user: 'system:apiserver', manager: 'kube-apiserver' };
const kubeadm = { user: 'kubernetes-admin', manager: 'kubeadm' };

/** Namespaces, Services, configuration and classes that are there before anyone arrives. */
export function createSystemObjects(api: Api): void {
  createNamespaces(api);
  createApiService(api);
  createDnsService(api);
  createConfigMaps(api);
  for (const [namespace, name] of [
    ['kube-system', 'coredns'],
    ['kube-system', 'kube-proxy'],
    ['kube-system', 'kindnet'],
    ['local-path-storage', 'local-path-provisioner-service-account'],
  ] as const) {
    api.create('serviceaccounts', { metadata: { namespace, name } }, kubeadm);
  }
  createClasses(api);
  createBootstrapToken(api);
  api.create(
    'servicecidrs.networking.k8s.io',
    { metadata: { name: 'kubernetes' }, spec: { cidrs: ['10.96.0.0/16'] } },
    apiServer,
  );
  for (const { resource, object, manager } of defaultRbac()) {
    api.create(resource, object, { manager: managers[manager] });
  }
}

const managers = {
  'kube-apiserver': 'kube-apiserver',
  kubeadm: 'kubeadm',
  kubectl: 'kubectl-client-side-apply',
} as const;

function createNamespaces(api: Api): void {
  for (const name of ['default', 'kube-node-lease', 'kube-public', 'kube-system']) {
    if (!api.find('namespaces', { name })) {
      api.create('namespaces', { metadata: { name } }, apiServer);
    }
  }
  api.create(
    'namespaces',
    { metadata: { name: 'local-path-storage' } },
    { user: 'kubernetes-admin', manager: 'kubectl-client-side-apply' },
  );
}

function createApiService(api: Api): void {
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  api.create(
    'services',
    {
      metadata: { namespace: 'default', name: 'kubernetes', labels },
      spec: {
        clusterIP: '10.96.0.1',
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
      },
    },
    apiServer,
  );
  const endpoints = {
    addresses: [{ ip: '172.18.0.2' }],
    ports: [{ name: 'https', port: 6443, protocol: 'TCP' as const }],
  };
  api.create(
    'endpoints',
    {
      metadata: {
        namespace: 'default',
        name: 'kubernetes',
        labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
      },
      subsets: [endpoints],
    },
    apiServer,
  );
  api.create(
    'endpointslices.discovery.k8s.io',
    {
      metadata: {
        namespace: 'default',
        name: 'kubernetes',
        labels: { 'kubernetes.io/service-name': 'kubernetes' },
      },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['172.18.0.2'],
          conditions: { ready: true, serving: true, terminating: false },
        },
      ],
      ports: endpoints.ports,
    },
    apiServer,
  );
}

function createDnsService(api: Api): void {
  const dns = {
    'k8s-app': 'kube-dns',
    'kubernetes.io/cluster-service': 'true',
    'kubernetes.io/name': 'CoreDNS',
  };
  api.create(
    'services',
    {
      metadata: {
        namespace: 'kube-system',
        name: 'kube-dns',
        labels: dns,
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      },
      spec: {
        clusterIP: '10.96.0.10',
        selector: { 'k8s-app': 'kube-dns' },
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
          { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
        ],
      },
    },
    kubeadm,
  );
}

const authentication = {
  'client-ca-file': rootCertificate,
  'requestheader-allowed-names': '["front-proxy-client"]',
  'requestheader-client-ca-file': rootCertificate,
  'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
  'requestheader-group-headers': '["X-Remote-Group"]',
  'requestheader-username-headers': '["X-Remote-User"]',
};

function createConfigMaps(api: Api): void {
  const maps: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    ['kube-public', 'cluster-info', clusterInfo(rootCertificate)],
    ['kube-system', 'coredns', { Corefile: corefile }],
    ['kube-system', 'extension-apiserver-authentication', authentication],
    ['kube-system', 'kube-proxy', kubeProxyConfig],
    ['kube-system', 'kubeadm-config', { ClusterConfiguration: kubeadmConfig }],
    ['kube-system', 'kubelet-config', { kubelet: kubeletConfig }],
    ['local-path-storage', 'local-path-config', localPathConfig],
  ];
  for (const [namespace, name, data] of maps) {
    api.create('configmaps', { metadata: { namespace, name }, data: { ...data } }, kubeadm);
  }
  api.create(
    'configmaps',
    {
      metadata: {
        namespace: 'kube-system',
        name: 'kube-apiserver-legacy-service-account-token-tracking',
      },
      data: {
        since: new Date(
          Date.parse(api.get('namespaces', { name: 'default' }).metadata.creationTimestamp),
        )
          .toISOString()
          .slice(0, 10),
      },
    },
    apiServer,
  );
}

/** With which the workers joined: kind's is the same for everyone, for a day. */
function createBootstrapToken(api: Api): void {
  const created = Date.parse(
    api.get('namespaces', { name: 'kube-system' }).metadata.creationTimestamp,
  );
  const data = {
    'auth-extra-groups': 'system:bootstrappers:kubeadm:default-node-token',
    expiration: seconds(created + 24 * 3600 * 1000),
    'token-id': 'abcdef',
    'token-secret': '0123456789abcdef',
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
  };
  api.create(
    'secrets',
    {
      metadata: { namespace: 'kube-system', name: 'bootstrap-token-abcdef' },
      type: 'bootstrap.kubernetes.io/token',
      data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, btoa(value)])),
    },
    kubeadm,
  );
}

function createClasses(api: Api): void {
  const classes = [
    [
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ],
    [
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.',
    ],
  ] as const;
  for (const [name, value, description] of classes) {
    if (api.find('priorityclasses.scheduling.k8s.io', { name })) continue;
    const preemptionPolicy = 'PreemptLowerPriority';
    const object = { metadata: { name }, value, description, preemptionPolicy };
    api.create('priorityclasses.scheduling.k8s.io', object, apiServer);
  }
  api.create(
    'storageclasses.storage.k8s.io',
    {
      metadata: {
        name: 'standard',
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      },
      provisioner: 'rancher.io/local-path',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
    { user: 'kubernetes-admin', manager: 'kubectl-client-side-apply' },
  );
}
