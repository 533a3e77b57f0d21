import type { Api } from '#cluster/api/api.ts';
import type { Labels } from '#mesh/linkerd/proxy-api.ts';
import type { TapEvent, TapPeer } from '#mesh/linkerd/tap-api.ts';
import { ownerOf, type Pod } from '#mesh/linkerd/viz/metrics-api/objects.ts';
import { findType, labelOf } from '#mesh/linkerd/viz/resource-types.ts';

/** hydrateEventLabels: whose addresses they are; an outbound proxy knows that of its destination. */
export function hydrated(api: Api, event: TapEvent): TapEvent {
  const source = withLabels(api, event.source);
  return event.direction === 'inbound'
    ? { ...event, source, destination: withLabels(api, event.destination) }
    : { ...event, source };
}

function withLabels(api: Api, peer: TapPeer): TapPeer {
  return { ...peer, labels: { ...peer.labels, ...labelsOf(api, peer.address.ip) } };
}

/** Of a node, else of the one pod that has the address and runs. */
function labelsOf(api: Api, ip: string): Labels {
  const node = api
    .list('nodes')
    .find(({ status }) =>
      status?.addresses?.some(({ type, address }) => type === 'InternalIP' && address === ip),
    );
  if (node) return { node: node.metadata.name };
  const pods = api.list('pods').filter(({ status }) => status?.podIP === ip);
  const running = pods.filter(({ status }) => status?.phase === 'Running');
  const [pod] = pods.length === 1 ? pods : running;
  return pod && running.length <= 1 ? podLabels(api, pod) : {};
}

/** GetPodLabels (pkg/k8s/labels.go), and the namespace. */
function podLabels(api: Api, pod: Pod): Labels {
  const { name, namespace = '', labels = {} } = pod.metadata;
  const owner = ownerOf(api, pod) ?? { type: 'pod', name };
  const type = findType(owner.type);
  const controlPlane = labels['linkerd.io/control-plane-ns'];
  const hash = labels['pod-template-hash'];
  return {
    pod: name,
    [type ? labelOf(type) : owner.type]: owner.name,
    serviceaccount: pod.spec?.serviceAccountName ?? '',
    ...(controlPlane !== undefined && { control_plane_ns: controlPlane }),
    ...(hash !== undefined && { pod_template_hash: hash }),
    namespace,
  };
}
