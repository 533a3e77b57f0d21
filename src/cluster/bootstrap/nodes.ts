import type { INodeStatus } from 'kubernetes-models/v1/NodeStatus';
import type { Api } from '#cluster/api/api.ts';
import type { Random } from '#cluster/clock/random.ts';
import { hexadecimal } from '#cluster/kubelet/digest.ts';
import { seconds } from '#cluster/timestamps.ts';
import { kubernetesVersion } from '#cluster/versions.ts';

interface NodePlan {
  readonly name: string;
  readonly ip: string;
  readonly isControlPlane: boolean;
}

export const controlPlane = 'maillage-control-plane';

export const nodePlans: readonly NodePlan[] = [
  { name: controlPlane, ip: '172.18.0.2', isControlPlane: true },
  { name: 'maillage-worker', ip: '172.18.0.3', isControlPlane: false },
  { name: 'maillage-worker2', ip: '172.18.0.4', isControlPlane: false },
];

interface NodeParts {
  api: Api;
  random: Random;
  now: number;
  podsPerNode: number;
}

/** A node as kubeadm and the kubelet register it in kind. Ranges follow from their order. */
export function createNode(
  { api, random, now, podsPerNode }: NodeParts,
  plan: NodePlan,
  order: number,
): void {
  const { name, isControlPlane } = plan;
  const role = 'node-role.kubernetes.io/control-plane';
  // A /24 holds what a kubelet takes by default; more pods need a wider range.
  const isWide = podsPerNode > 250;
  const podCIDR = isWide ? `10.244.${order * 16}.0/20` : `10.244.${order}.0/24`;
  const by = { user: `system:node:${name}`, manager: 'kubelet' };
  const node = api.create(
    'nodes',
    {
      metadata: {
        name,
        annotations: {
          'node.alpha.kubernetes.io/ttl': '0',
          'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
        },
        labels: {
          'beta.kubernetes.io/arch': 'amd64',
          'beta.kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          ...(isControlPlane
            ? { [role]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }
            : {}),
        },
      },
      spec: {
        podCIDR,
        podCIDRs: [podCIDR],
        providerID: `kind://docker/maillage/${name}`,
        ...(isControlPlane ? { taints: [{ effect: 'NoSchedule', key: role }] } : {}),
      },
    },
    by,
  );
  api.create(
    'csinodes.storage.k8s.io',
    {
      metadata: {
        name,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid }],
      },
      spec: { drivers: [] },
    },
    by,
  );
  api.updateStatus(
    'nodes',
    { ...node, status: nodeStatus(plan, { random, now, podsPerNode }) },
    by,
  );
}

function nodeStatus(
  { name, ip }: NodePlan,
  { random, now, podsPerNode }: Omit<NodeParts, 'api'>,
): INodeStatus {
  const room = {
    cpu: '8',
    'ephemeral-storage': '263112772Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: '16384256Ki',
    pods: String(podsPerNode),
  };
  return {
    addresses: [
      { address: ip, type: 'InternalIP' },
      { address: name, type: 'Hostname' },
    ],
    allocatable: room,
    capacity: room,
    conditions: conditionsAt(now),
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    features: { supplementalGroupsPolicy: true },
    images: [],
    nodeInfo: {
      architecture: 'amd64',
      bootID: '5f0c3b1e-6d43-4c35-9d4a-1f1f7b8f2c11',
      containerRuntimeVersion: 'containerd://2.2.0',
      kernelVersion: '6.8.0-90-generic',
      kubeProxyVersion: '',
      kubeletVersion: kubernetesVersion,
      machineID: hexadecimal(random, 32),
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: random.uuid(),
    },
    runtimeHandlers: [
      { features: { recursiveReadOnlyMounts: true, userNamespaces: true }, name: 'runc' },
      { features: { recursiveReadOnlyMounts: true, userNamespaces: true }, name: 'test-handler' },
      { features: { recursiveReadOnlyMounts: true, userNamespaces: true }, name: '' },
    ],
  };
}

const conditions = [
  [
    'MemoryPressure',
    'False',
    'KubeletHasSufficientMemory',
    'kubelet has sufficient memory available',
  ],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

function conditionsAt(now: number) {
  return conditions.map(([type, status, reason, message]) => ({
    lastHeartbeatTime: seconds(now),
    lastTransitionTime: seconds(now),
    message,
    reason,
    status,
    type,
  }));
}
