import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Api } from '#cluster/api/api.ts';
import { systemImage } from './system-images.ts';

const by = { user: 'kubernetes-admin', manager: 'kubectl-client-side-apply' };
const kubeadm = { user: 'kubernetes-admin', manager: 'kubeadm' };
const hostPath = (name: string, path: string, type: '' | 'FileOrCreate' = '') => ({
  name,
  hostPath: { path, type },
});

/** What kubeadm and kind install: CoreDNS, kube-proxy, kindnet, the local-path provisioner. */
export function createSystemWorkloads(api: Api): void {
  createCoreDns(api);
  createDaemonSet(api, 'kube-proxy', { 'k8s-app': 'kube-proxy' }, kubeProxy());
  createDaemonSet(
    api,
    'kindnet',
    { app: 'kindnet', 'k8s-app': 'kindnet', tier: 'node' },
    kindnet(),
  );
  createProvisioner(api);
}

function createDaemonSet(
  api: Api,
  name: string,
  labels: Readonly<Record<string, string>>,
  spec: IPodSpec,
): void {
  const { tier: _, ...selected } = labels;
  api.create(
    'daemonsets.apps',
    {
      metadata: { name, namespace: 'kube-system', labels },
      spec: {
        selector: { matchLabels: name === 'kindnet' ? { app: 'kindnet' } : selected },
        template: { metadata: { labels }, spec },
        updateStrategy: {
          rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
          type: 'RollingUpdate',
        },
      },
    },
    name === 'kindnet' ? by : kubeadm,
  );
}

function kubeProxy(): IPodSpec {
  return {
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'kube-proxy',
    hostNetwork: true,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ operator: 'Exists' }],
    volumes: [
      { name: 'kube-proxy', configMap: { name: 'kube-proxy' } },
      hostPath('xtables-lock', '/run/xtables.lock', 'FileOrCreate'),
      hostPath('lib-modules', '/lib/modules'),
    ],
    containers: [
      {
        name: 'kube-proxy',
        image: systemImage('kube-proxy'),
        imagePullPolicy: 'IfNotPresent',
        command: [
          '/usr/local/bin/kube-proxy',
          '--config=/var/lib/kube-proxy/config.conf',
          '--hostname-override=$(NODE_NAME)',
        ],
        env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        securityContext: { privileged: true },
        volumeMounts: [
          { name: 'kube-proxy', mountPath: '/var/lib/kube-proxy' },
          { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
          { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true },
        ],
      },
    ],
  };
}

function kindnet(): IPodSpec {
  const room = { cpu: '100m', memory: '50Mi' };
  return {
    hostNetwork: true,
    serviceAccountName: 'kindnet',
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ operator: 'Exists' }],
    volumes: [
      hostPath('cni-cfg', '/etc/cni/net.d'),
      hostPath('xtables-lock', '/run/xtables.lock', 'FileOrCreate'),
      hostPath('lib-modules', '/lib/modules'),
    ],
    containers: [
      {
        name: 'kindnet-cni',
        image: systemImage('kindnetd'),
        env: [
          { name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
          { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'POD_SUBNET', value: '10.244.0.0/16' },
          { name: 'CONTROL_PLANE_ENDPOINT', value: 'maillage-control-plane:6443' },
        ],
        resources: { limits: room, requests: room },
        securityContext: { capabilities: { add: ['NET_RAW', 'NET_ADMIN'] }, privileged: false },
        volumeMounts: [
          { name: 'cni-cfg', mountPath: '/etc/cni/net.d' },
          { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
          { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true },
        ],
      },
    ],
  };
}

function createCoreDns(api: Api): void {
  const labels = { 'k8s-app': 'kube-dns' };
  api.create(
    'deployments.apps',
    {
      metadata: { name: 'coredns', namespace: 'kube-system', labels },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        strategy: { rollingUpdate: { maxUnavailable: 1 }, type: 'RollingUpdate' },
        template: {
          metadata: { labels },
          spec: {
            priorityClassName: 'system-cluster-critical',
            serviceAccountName: 'coredns',
            dnsPolicy: 'Default',
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            tolerations: [
              { key: 'CriticalAddonsOnly', operator: 'Exists' },
              { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
            ],
            volumes: [
              {
                name: 'config-volume',
                configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] },
              },
            ],
            containers: [coreDnsContainer()],
          },
        },
      },
    },
    kubeadm,
  );
}

function coreDnsContainer(): IContainer {
  const probe = (path: string, port: string) => ({
    httpGet: { path, port, scheme: 'HTTP' as const },
  });
  return {
    name: 'coredns',
    image: systemImage('coredns'),
    imagePullPolicy: 'IfNotPresent',
    args: ['-conf', '/etc/coredns/Corefile'],
    resources: {
      limits: { memory: '170Mi' },
      requests: { cpu: '100m', memory: '70Mi' },
    },
    ports: [
      { containerPort: 53, name: 'dns', protocol: 'UDP' },
      { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
      { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
      { containerPort: 8080, name: 'liveness-probe', protocol: 'TCP' },
      { containerPort: 8181, name: 'readiness-probe', protocol: 'TCP' },
    ],
    livenessProbe: {
      ...probe('/health', 'liveness-probe'),
      initialDelaySeconds: 60,
      timeoutSeconds: 5,
      failureThreshold: 5,
    },
    readinessProbe: probe('/ready', 'readiness-probe'),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
  };
}

function createProvisioner(api: Api): void {
  const labels = { app: 'local-path-provisioner' };
  api.create(
    'deployments.apps',
    {
      metadata: { name: 'local-path-provisioner', namespace: 'local-path-storage' },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: 'local-path-provisioner-service-account',
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            tolerations: [
              {
                key: 'node-role.kubernetes.io/control-plane',
                operator: 'Equal',
                effect: 'NoSchedule',
              },
              { key: 'node-role.kubernetes.io/master', operator: 'Equal', effect: 'NoSchedule' },
            ],
            volumes: [{ name: 'config-volume', configMap: { name: 'local-path-config' } }],
            containers: [
              {
                name: 'local-path-provisioner',
                image: systemImage('local-path-provisioner'),
                imagePullPolicy: 'IfNotPresent',
                command: [
                  'local-path-provisioner',
                  '--debug',
                  'start',
                  '--helper-image',
                  systemImage('local-path-helper'),
                  '--config',
                  '/etc/config/config.json',
                ],
                env: [
                  {
                    name: 'POD_NAMESPACE',
                    valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } },
                  },
                  { name: 'CONFIG_MOUNT_PATH', value: '/etc/config/' },
                ],
                volumeMounts: [{ name: 'config-volume', mountPath: '/etc/config/' }],
              },
            ],
          },
        },
      },
    },
    by,
  );
}
