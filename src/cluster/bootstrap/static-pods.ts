import type { IContainer } from 'kubernetes-models/v1/Container';
import type { Api } from '#cluster/api/api.ts';
import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import { hexadecimal } from '#cluster/kubelet/digest.ts';
import { controlPlane } from './nodes.ts';
import { systemImage } from './system-images.ts';

interface StaticPod {
  readonly name: string;
  readonly cpu: string;
  readonly memory?: string;
  readonly flags: readonly string[];
  readonly folders: readonly (readonly [name: string, path: string])[];
}

const certificates = ['ca-certs', '/etc/ssl/certs'] as const;
const pki = ['k8s-certs', '/etc/kubernetes/pki'] as const;
const kubeconfig = ['kubeconfig', '/etc/kubernetes'] as const;

const staticPods: readonly StaticPod[] = [
  {
    name: 'etcd',
    cpu: '100m',
    memory: '100Mi',
    flags: [
      'advertise-client-urls=https://172.18.0.2:2379',
      'data-dir=/var/lib/etcd',
      'listen-client-urls=https://127.0.0.1:2379,https://172.18.0.2:2379',
      `name=${controlPlane}`,
    ],
    folders: [
      ['etcd-data', '/var/lib/etcd'],
      ['etcd-certs', '/etc/kubernetes/pki/etcd'],
    ],
  },
  {
    name: 'kube-apiserver',
    cpu: '250m',
    flags: [
      'advertise-address=172.18.0.2',
      'allow-privileged=true',
      'authorization-mode=Node,RBAC',
      'enable-admission-plugins=NodeRestriction',
      'etcd-servers=https://127.0.0.1:2379',
      'secure-port=6443',
      'service-account-issuer=https://kubernetes.default.svc.cluster.local',
      'service-cluster-ip-range=10.96.0.0/16',
    ],
    folders: [certificates, pki],
  },
  {
    name: 'kube-controller-manager',
    cpu: '200m',
    flags: [
      'allocate-node-cidrs=true',
      'cluster-cidr=10.244.0.0/16',
      'cluster-name=maillage',
      'controllers=*,bootstrapsigner,tokencleaner',
      'leader-elect=true',
      'service-cluster-ip-range=10.96.0.0/16',
    ],
    folders: [certificates, pki, kubeconfig],
  },
  {
    name: 'kube-scheduler',
    cpu: '100m',
    flags: [
      'bind-address=127.0.0.1',
      'kubeconfig=/etc/kubernetes/scheduler.conf',
      'leader-elect=true',
    ],
    folders: [kubeconfig],
  },
];

interface Parts {
  api: Api;
  clock: Clock;
  random: Random;
}

/** The mirror pods of what the control plane's kubelet runs from /etc/kubernetes/manifests. Deleted, they come back. */
export function createStaticPods(parts: Parts): void {
  const { api, clock } = parts;
  for (const plan of staticPods) createMirror(parts, plan);
  api.watch('pods', ({ type, object }) => {
    const { name, namespace } = object.metadata;
    const plan = staticPods.find((one) => mirrorName(one) === name);
    if (type !== 'DELETED' || !plan || namespace !== 'kube-system') return;
    clock.after(500, () => {
      if (!api.find('pods', { namespace, name })) createMirror(parts, plan);
    });
  });
}

function mirrorName({ name }: StaticPod): string {
  return `${name}-${controlPlane}`;
}

function createMirror({ api, random }: Parts, plan: StaticPod): void {
  const node = api.find('nodes', { name: controlPlane });
  // Its kubelet cannot make a mirror for a node that somebody deleted.
  if (!node) return;
  const { uid, creationTimestamp } = node.metadata;
  const hash = hexadecimal(random, 32);
  api.create(
    'pods',
    {
      metadata: {
        name: mirrorName(plan),
        namespace: 'kube-system',
        labels: { component: plan.name, tier: 'control-plane' },
        annotations: {
          'kubernetes.io/config.hash': hash,
          'kubernetes.io/config.mirror': hash,
          'kubernetes.io/config.seen': `${creationTimestamp.slice(0, -1)}.123456789Z`,
          'kubernetes.io/config.source': 'file',
        },
        ownerReferences: [
          { apiVersion: 'v1', controller: true, kind: 'Node', name: controlPlane, uid },
        ],
      },
      spec: {
        containers: [containerOf(plan)],
        hostNetwork: true,
        nodeName: controlPlane,
        priority: 2_000_001_000,
        priorityClassName: 'system-node-critical',
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        tolerations: [{ effect: 'NoExecute', operator: 'Exists' }],
        volumes: plan.folders.map(([name, path]) => ({
          hostPath: { path, type: 'DirectoryOrCreate' },
          name,
        })),
      },
    },
    { user: `system:node:${controlPlane}`, manager: 'kubelet' },
  );
}

function containerOf({ name, cpu, memory, flags, folders }: StaticPod): IContainer {
  return {
    name,
    command: [name, ...flags.map((flag) => `--${flag}`)],
    image: systemImage(name),
    imagePullPolicy: 'IfNotPresent',
    resources: { requests: { cpu, ...(memory ? { memory } : {}) } },
    volumeMounts: folders.map(([volume, path]) => ({
      mountPath: path,
      name: volume,
      ...(volume.startsWith('etcd') ? {} : { readOnly: true }),
    })),
  };
}
