import type { Labels } from '#cluster/label-selector.ts';
import { groupBy } from './lazy.ts';
import type { Endpoint } from './service.ts';
import type { Node, Pod } from './sources.ts';

/** Pods and nodes, found as the control plane looks for them. */
export interface Workloads {
  readonly podByIp: (ip: string) => Pod | undefined;
  readonly podByName: (namespace: string, name: string) => Pod | undefined;
  readonly podsOf: (namespace: string) => readonly Pod[];
  readonly locality: (nodeName: string) => string;
}

export function createWorkloads(pods: readonly Pod[], nodes: readonly Node[]): Workloads {
  const running = pods.filter(
    ({ status, spec }) =>
      status?.podIP !== undefined &&
      spec?.hostNetwork !== true &&
      status.phase !== 'Succeeded' &&
      status.phase !== 'Failed',
  );
  const byIp = new Map(running.map((pod) => [pod.status?.podIP ?? '', pod]));
  const byNamespace = groupBy(pods, ({ metadata }) => metadata.namespace ?? '');
  const byName = new Map(
    pods.map((pod) => [`${pod.metadata.namespace ?? ''}/${pod.metadata.name}`, pod]),
  );
  const localities = new Map(nodes.map((node) => [node.metadata.name, localityOf(node)]));
  return {
    podByIp: (ip) => byIp.get(ip),
    podByName: (namespace, name) => byName.get(`${namespace}/${name}`),
    podsOf: (namespace) => byNamespace.get(namespace) ?? [],
    locality: (nodeName) => localities.get(nodeName) ?? '',
  };
}

const localityLabels = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
] as const;

function localityOf({ metadata: { labels = {} } }: Node): string {
  const parts = localityLabels.map((label) => labels[label] ?? '');
  while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  return parts.join('/');
}

/** A pod's Deployment, where its ReplicaSet has one; else its controller; else itself: pkg/kube GetDeployMetaFromPod. */
function workloadName({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (!owner) return metadata.name;
  const hash = metadata.labels?.['pod-template-hash'];
  return owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** The port of a pod that a name means. */
export function namedPort({ spec }: Pod, name: string): number | undefined {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
    .flatMap(({ ports }) => ports ?? [])
    .find((port) => port.name === name)?.containerPort;
}

type PodEndpoint = Pick<
  Endpoint,
  | 'labels'
  | 'namespace'
  | 'serviceAccount'
  | 'workloadName'
  | 'nodeName'
  | 'locality'
  | 'tlsMode'
  | 'weight'
>;

/** What an endpoint knows from the pod behind it. */
export function podEndpoint(pod: Pod, { locality }: Workloads): PodEndpoint {
  const { labels = {}, namespace = '' } = pod.metadata;
  const nodeName = pod.spec?.nodeName ?? '';
  const where = labels['istio-locality']?.replaceAll('.', '/') ?? locality(nodeName);
  return {
    labels: withTopology(labels, where, nodeName),
    namespace,
    serviceAccount: pod.spec?.serviceAccountName ?? 'default',
    workloadName: workloadName(pod),
    nodeName,
    locality: where,
    tlsMode: tlsModeOf(labels),
    weight: 1,
  };
}

export function tlsModeOf(labels: Labels): 'istio' | 'disabled' {
  return labels['security.istio.io/tlsMode'] === 'istio' ? 'istio' : 'disabled';
}

/** The labels that subsets and failover may name besides the pod's own. */
function withTopology(labels: Labels, locality: string, nodeName: string): Labels {
  const [region, zone, subzone] = locality.split('/');
  return {
    ...labels,
    ...(region ? { 'topology.kubernetes.io/region': region } : {}),
    ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}),
    ...(subzone ? { 'topology.istio.io/subzone': subzone } : {}),
    'topology.istio.io/cluster': 'Kubernetes',
    ...(nodeName === '' ? {} : { 'kubernetes.io/hostname': nodeName }),
  };
}
