import type { ObjectOf } from '#cluster/api/resource-types.ts';
import { perRevision, type Sources } from '#mesh/linkerd/control-plane/sources.ts';

export const destinationKinds = [
  'services',
  'endpointslices.discovery.k8s.io',
  'pods',
  'nodes',
  'serviceprofiles.linkerd.io',
  'servers.policy.linkerd.io',
] as const;

export type DestinationKind = (typeof destinationKinds)[number];
export type Service = ObjectOf<'services'>;
export type Pod = ObjectOf<'pods'>;
export type EndpointSlice = ObjectOf<'endpointslices.discovery.k8s.io'>;
export type Custom = ObjectOf<'servers.policy.linkerd.io'>;

/** The cluster as the destination controller looks things up in it, as of one revision. */
export interface View {
  readonly services: ReadonlyMap<string, Service>;
  readonly servicesByIp: ReadonlyMap<string, Service>;
  readonly pods: ReadonlyMap<string, Pod>;
  readonly podsByIp: ReadonlyMap<string, Pod>;
  /** By the key of their Service. */
  readonly slices: ReadonlyMap<string, readonly EndpointSlice[]>;
  readonly profiles: ReadonlyMap<string, Custom>;
  /** By namespace, in the order of their names. */
  readonly servers: ReadonlyMap<string, readonly Custom[]>;
  /** Zones of nodes that have one. */
  readonly zones: ReadonlyMap<string, string>;
}

export function createView(sources: Sources<DestinationKind>): () => View {
  return perRevision(sources, () => {
    const services = sources.list('services');
    const pods = sources.list('pods');
    return {
      services: byKey(services),
      servicesByIp: new Map(
        services.flatMap((service) =>
          (service.spec?.clusterIPs ?? [service.spec?.clusterIP ?? ''])
            .filter((ip) => ip !== '' && ip !== 'None')
            .map((ip) => [ip, service] as const),
        ),
      ),
      pods: byKey(pods),
      podsByIp: new Map(pods.filter(isAtItsIp).map((pod) => [pod.status?.podIP ?? '', pod])),
      slices: Map.groupBy(sources.list('endpointslices.discovery.k8s.io'), serviceOfSlice),
      profiles: byKey(sources.list('serviceprofiles.linkerd.io')),
      servers: Map.groupBy(
        sources.list('servers.policy.linkerd.io'),
        ({ metadata }) => metadata.namespace ?? '',
      ),
      zones: new Map(
        sources.list('nodes').flatMap(({ metadata }) => {
          const zone = metadata.labels?.['topology.kubernetes.io/zone'];
          return zone === undefined ? [] : [[metadata.name, zone] as const];
        }),
      ),
    };
  });
}

/** One that has ended has given its address back; the host's address is no pod's. */
function isAtItsIp({ spec, status }: Pod): boolean {
  const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return status?.podIP !== undefined && spec?.hostNetwork !== true && !isOver;
}

function serviceOfSlice({ metadata }: EndpointSlice): string {
  return `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`;
}

function byKey<T extends { readonly metadata: { namespace?: string; name: string } }>(
  objects: readonly T[],
): ReadonlyMap<string, T> {
  return new Map(objects.map((each) => [keyOf(each), each]));
}

function keyOf({ metadata }: { readonly metadata: { namespace?: string; name: string } }): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
