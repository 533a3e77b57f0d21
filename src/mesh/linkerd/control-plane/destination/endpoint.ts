import { controllerOf } from '#cluster/controllers/owners.ts';
import {
  identityOf,
  parsePorts,
  type ClusterInfo,
} from '#mesh/linkerd/control-plane/cluster-info.ts';
import { containersOf, portsOf } from '#mesh/linkerd/control-plane/containers.ts';
import type { Address } from '#cluster/network/http.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';
import type { Endpoint, Labels, Workload } from '#mesh/linkerd/proxy-api.ts';
import { isOpaqueByServer, opaquePortsOf } from './opaque-ports.ts';
import type { Pod, View } from './view.ts';

export interface Places {
  readonly host: MeshHost;
  readonly info: ClusterInfo;
  readonly view: () => View;
  readonly isH2UpgradeEnabled: boolean;
}

const weight = 10_000;

/** An address that is no pod's. */
export function bareEndpoint(address: Address, zone: string | undefined): Endpoint {
  return { address, weight, labels: {}, isHttp2: false, ...(zone !== undefined && { zone }) };
}

/** controller/api/destination/endpoint_translator.go createWeightedAddr (edge-26.6.3). */
export function podEndpoint(
  places: Places,
  pod: Pod,
  address: Address,
  { node }: Pick<Workload, 'node'>,
): Endpoint {
  const { info, view } = places;
  const zone = view().zones.get(pod.spec?.nodeName ?? '');
  const clientZone = view().zones.get(node);
  const controlPlane = pod.metadata.labels?.['linkerd.io/control-plane-ns'];
  const isMeshed = controlPlane !== undefined && !isSkipped(pod, address.port);
  const isOpaque = isOpaquePort(places, pod, address.port);
  return {
    address,
    weight,
    labels: { ...podLabels(places.host, pod), ...zoneLabels(zone, clientZone) },
    isHttp2: isMeshed && places.isH2UpgradeEnabled && !isOpaque,
    ...(isMeshed && isOpaque && { opaqueTransportPort: inboundPort(pod) }),
    ...(isMeshed &&
      controlPlane === info.namespace && {
        tlsIdentity: identityOf(
          { namespace: pod.metadata.namespace ?? '', name: accountOf(pod) },
          info,
        ),
      }),
    ...(zone !== undefined && { zone }),
  };
}

export function isOpaquePort({ info, view }: Places, pod: Pod, port: number): boolean {
  const servers = view().servers.get(pod.metadata.namespace ?? '') ?? [];
  return (
    isOpaqueByServer(pod, port, servers) ??
    opaquePortsOf(pod, info.defaultOpaquePorts, portsOf(pod))(port)
  );
}

/** pkg/k8s GetPodLabels. */
function podLabels(host: MeshHost, pod: Pod): Labels {
  const owner = ownerOf(host, pod);
  const { labels = {}, name } = pod.metadata;
  return {
    ...(labels['linkerd.io/control-plane-ns'] !== undefined && {
      control_plane_ns: labels['linkerd.io/control-plane-ns'],
    }),
    ...(owner && { [labelOfKind(owner.kind)]: owner.name }),
    pod: name,
    ...(labels['pod-template-hash'] !== undefined && {
      pod_template_hash: labels['pod-template-hash'],
    }),
    serviceaccount: accountOf(pod),
  };
}

function labelOfKind(kind: string): string {
  return kind === 'Job' ? 'k8s_job' : kind.toLowerCase();
}

/** What a pod belongs to in the end: of a ReplicaSet, its Deployment. */
export function ownerOf(
  { api }: Pick<MeshHost, 'api'>,
  pod: Pick<Pod, 'metadata'>,
): { readonly kind: string; readonly name: string } | undefined {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'ReplicaSet') return owner;
  const key = { namespace: pod.metadata.namespace, name: owner.name };
  const set = api.find('replicasets.apps', key);
  return (set && controllerOf(set)) ?? owner;
}

function zoneLabels(zone: string | undefined, clientZone: string | undefined): Labels {
  const isKnown = zone !== undefined && clientZone !== undefined;
  const locality = isKnown ? (zone === clientZone ? 'local' : 'remote') : 'unknown';
  return { zone: zone ?? '', zone_locality: locality };
}

function accountOf({ spec }: Pod): string {
  return spec?.serviceAccountName ?? 'default';
}

/** Ports whose connections do not pass the pod's proxy. */
function isSkipped({ metadata }: Pod, port: number): boolean {
  const text = metadata.annotations?.['config.linkerd.io/skip-inbound-ports'];
  return text !== undefined && parsePorts(text)(port);
}

/** LINKERD2_PROXY_INBOUND_LISTEN_ADDR of the pod's proxy. */
function inboundPort(pod: Pod): number {
  const proxy = containersOf(pod).find(({ name }) => name === 'linkerd-proxy');
  const listen = proxy?.env?.find(({ name }) => name === 'LINKERD2_PROXY_INBOUND_LISTEN_ADDR');
  const [, port] = /:(\d+)$/.exec(listen?.value ?? '') ?? [];
  return Number(port ?? 4143);
}
