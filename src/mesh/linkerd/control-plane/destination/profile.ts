import { at } from '#cluster/api/json.ts';
import type { Address } from '#cluster/network/http.ts';
import type { DestinationProfile, Endpoint, Workload } from '#mesh/linkerd/proxy-api.ts';
import { parseAuthority } from './authority.ts';
import { bareEndpoint, isOpaquePort, podEndpoint, type Places } from './endpoint.ts';
import { opaquePortsOf } from './opaque-ports.ts';
import { readServiceProfile } from './service-profile.ts';
import type { Pod, Service } from './view.ts';

/** Destination/GetProfile: of a Service's address or name, a pod's address, or anything else (server.go, edge-26.6.3). */
export function profileOf(places: Places, target: Address, workload: Workload): DestinationProfile {
  const view = places.view();
  const service = view.servicesByIp.get(target.ip);
  if (service) return serviceProfile(places, { service, port: target.port, workload });
  const named = parseAuthority(`${target.ip}:${target.port}`, places.info.clusterDomain);
  const byName = named && view.services.get(`${named.namespace}/${named.service}`);
  if (named && byName) {
    const pod = named.instance === undefined ? undefined : instanceOf(places, named, byName);
    if (pod) return podProfile(places, pod, { ...target, ip: pod.status?.podIP ?? '' }, workload);
    return serviceProfile(places, { service: byName, port: named.port, workload });
  }
  const pod = view.podsByIp.get(target.ip);
  if (pod) return podProfile(places, pod, target, workload);
  return {
    ...nothing,
    isOpaque: places.info.defaultOpaquePorts(target.port),
    endpoint: bareEndpoint(target, undefined),
  };
}

const nothing = { fullyQualifiedName: '', routes: [], destinationOverrides: [] } as const;

interface Asked {
  readonly service: Service;
  readonly port: number;
  readonly workload: Workload;
}

/** A client's own namespace may have a profile that stands before the Service's. */
function serviceProfile(places: Places, { service, port, workload }: Asked): DestinationProfile {
  const { info, view } = places;
  const { name, namespace = '' } = service.metadata;
  const fullyQualifiedName = `${name}.${namespace}.svc.${info.clusterDomain}`;
  const profile =
    view().profiles.get(`${workload.namespace}/${fullyQualifiedName}`) ??
    view().profiles.get(`${namespace}/${fullyQualifiedName}`);
  const isOpaque = opaquePortsOf(service, info.defaultOpaquePorts)(port);
  const parent = { group: 'core', kind: 'Service', name, namespace, port };
  const { routes, destinationOverrides } = nothing;
  const known = { fullyQualifiedName, isOpaque, parent };
  if (!profile) return { ...known, routes, destinationOverrides };
  const ports = at(profile['spec'], 'opaquePorts');
  return {
    ...known,
    ...readServiceProfile(profile['spec'], port),
    isOpaque: isOpaque || at(ports, String(port)) !== undefined,
  };
}

function podProfile(
  places: Places,
  pod: Pod,
  address: Address,
  workload: Workload,
): DestinationProfile {
  return {
    ...nothing,
    isOpaque: isOpaquePort(places, pod, address.port),
    endpoint: withNamespace(podEndpoint(places, pod, address, workload), pod),
  };
}

/** `Get` says it of the whole Service, so that an endpoint alone lacks it (endpoint_profile_translator.go). */
function withNamespace(endpoint: Endpoint, { metadata }: Pod): Endpoint {
  const labels = Object.entries({ ...endpoint.labels, namespace: metadata.namespace ?? '' });
  return {
    ...endpoint,
    labels: Object.fromEntries(labels.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function instanceOf(
  { view }: Places,
  named: { readonly namespace: string; readonly instance: string | undefined },
  service: Service,
): Pod | undefined {
  const slices = view().slices.get(`${named.namespace}/${service.metadata.name}`) ?? [];
  const endpoint = slices
    .flatMap(({ endpoints = [] }) => endpoints ?? [])
    .find(({ hostname }) => hostname === named.instance);
  return view().podsByIp.get(endpoint?.addresses[0] ?? '');
}
