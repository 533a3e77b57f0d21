import type { ObjectOf } from '#cluster/api/resource-types.ts';
import type { Address } from '#cluster/network/http.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';
import type { Config, Job } from './config.ts';
import { type MutableLabels, relabel } from './relabel.ts';
import type { LabelSet } from './series.ts';

/** Something to scrape, and the labels that its series get. */
export interface Target {
  /** Another one for other labels, whoever has its address. */
  readonly id: string;
  readonly job: string;
  /** As labels and links write it: `10.244.1.5:4191`. */
  readonly address: string;
  readonly path: string;
  readonly labels: LabelSet;
}

type Pod = ObjectOf<'pods'>;

/** Finds what the configuration asks for, as its own process sees it: a stored pod that has not changed has the same targets. */
export function createTargets(host: MeshHost, { jobs }: Config): () => readonly Target[] {
  const known = new WeakMap<Pod, readonly Target[]>();
  const ofPod = (pod: Pod): readonly Target[] => {
    const found = known.get(pod) ?? jobs.flatMap((job) => podTargets(job, pod));
    known.set(pod, found);
    return found;
  };
  const fixed = jobs.flatMap(staticTargets);
  return () => [...fixed, ...host.api.list('pods').flatMap(ofPod)];
}

function staticTargets(job: Job): readonly Target[] {
  if (job.targets.type !== 'static') return [];
  return job.targets.addresses.flatMap((address) =>
    targetOf(job, new Map([['__address__', address]])),
  );
}

/** discovery/kubernetes/pod.go: one for each port of each container, sidecars included. */
function podTargets(job: Job, pod: Pod): readonly Target[] {
  const { targets } = job;
  const { namespace = '' } = pod.metadata;
  if (targets.type !== 'pods' || (pod.status?.podIP ?? '') === '') return [];
  if (targets.namespaces.length > 0 && !targets.namespaces.includes(namespace)) return [];
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  return containers.flatMap(({ name, ports = [] }) =>
    ports.flatMap(({ name: port = '', containerPort }) => {
      const labels = metaLabels(pod);
      labels.set('__address__', `${pod.status?.podIP}:${containerPort}`);
      labels.set('__meta_kubernetes_pod_container_name', name);
      labels.set('__meta_kubernetes_pod_container_port_name', port);
      labels.set('__meta_kubernetes_pod_container_port_number', String(containerPort));
      return targetOf(job, labels);
    }),
  );
}

function metaLabels({ metadata, spec, status }: Pod): MutableLabels {
  const labels: MutableLabels = new Map([
    ['__meta_kubernetes_namespace', metadata.namespace ?? ''],
    ['__meta_kubernetes_pod_name', metadata.name],
    ['__meta_kubernetes_pod_ip', status?.podIP ?? ''],
    ['__meta_kubernetes_pod_node_name', spec?.nodeName ?? ''],
    ['__meta_kubernetes_pod_phase', status?.phase ?? ''],
    ['__meta_kubernetes_pod_uid', metadata.uid],
  ]);
  for (const [key, value] of Object.entries(metadata.labels ?? {}))
    labels.set(`__meta_kubernetes_pod_label_${sanitized(key)}`, value);
  for (const [key, value] of Object.entries(metadata.annotations ?? {}))
    labels.set(`__meta_kubernetes_pod_annotation_${sanitized(key)}`, value);
  return labels;
}

/** strutil.SanitizeLabelName. */
function sanitized(key: string): string {
  return key.replaceAll(/\W/g, '_');
}

/** scrape/target.go PopulateLabels. */
function targetOf(job: Job, labels: MutableLabels): readonly Target[] {
  labels.set('job', job.name).set('__metrics_path__', job.path);
  if (!relabel(labels, job.relabelling)) return [];
  const address = labels.get('__address__') ?? '';
  const path = labels.get('__metrics_path__') ?? job.path;
  for (const name of labels.keys())
    if (name.startsWith('__') || labels.get(name) === '') labels.delete(name);
  if (!labels.has('instance')) labels.set('instance', address);
  const id = [address + path, ...[...labels].map(([name, value]) => `${name}=${value}`)].join(' ');
  return [{ id, job: job.name, address, path, labels }];
}

/** Undefined where nothing of that name is known. */
export function addressOf(
  { address }: Target,
  resolve: (name: string) => readonly string[],
): Address | undefined {
  const colon = address.lastIndexOf(':');
  const [ip] = resolve(address.slice(0, colon));
  return ip === undefined ? undefined : { ip, port: Number(address.slice(colon + 1)) };
}
