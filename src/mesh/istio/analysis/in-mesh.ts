/** Whether a pod has, or would get, a sidecar. Source: istio/istio pkg/config/analysis/analyzers/util/in_mesh.go. */
import type { Bodies, Resource, Snapshot } from './resource.ts';

type Labels = Readonly<Record<string, string>>;
type PodSpec = Bodies['Pod'];

export const proxyContainer = 'istio-proxy';
export const injectLabel = 'sidecar.istio.io/inject';

export function proxyImage(pod: PodSpec): string | undefined {
  // A native sidecar is an init container.
  return [...(pod.containers ?? []), ...(pod.initContainers ?? [])].find(
    ({ name }) => name === proxyContainer,
  )?.image;
}

export function isPodInMesh(pod: Resource<'Pod'>, snapshot: Snapshot): boolean {
  return isInMesh(pod, pod.body, snapshot);
}

export function isDeploymentInMesh(
  { namespace, body }: Resource<'Deployment'>,
  snapshot: Snapshot,
): boolean {
  const { labels = {}, annotations = {} } = body.template.metadata ?? {};
  const pod = body.template.spec ?? { containers: [] };
  return isInMesh({ namespace, labels, annotations }, pod, snapshot);
}

function isInMesh(
  { namespace, labels, annotations }: { namespace: string; labels: Labels; annotations: Labels },
  pod: PodSpec,
  { Namespace }: Snapshot,
): boolean {
  if (proxyImage(pod)) return true;
  const said = labels[injectLabel] ?? annotations[injectLabel];
  if (said !== undefined) return said === 'true';
  const home = Namespace.find(({ name }) => name === namespace);
  return home?.labels['istio-injection'] === 'enabled';
}

const systemNamespaces = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
]);

/** Namespaces that nobody puts in the mesh. */
export function isSystemNamespace(name: string): boolean {
  return systemNamespaces.has(name);
}

/** What istioctl installed. */
export function isControlPlane({ labels }: Resource): boolean {
  return 'istio' in labels || labels['release'] === 'istio';
}
