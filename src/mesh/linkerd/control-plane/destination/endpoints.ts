import type { Endpoint, Endpoints, Workload } from '#mesh/linkerd/proxy-api.ts';
import { parseAuthority, type Named } from './authority.ts';
import { bareEndpoint, podEndpoint, type Places } from './endpoint.ts';
import type { EndpointSlice, Service, View } from './view.ts';

type SliceEndpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** Destination/Get: controller/api/destination/watcher/endpoints_watcher.go (edge-26.6.3). */
export function endpointsOf(
  places: Places,
  authority: string,
  workload: Workload,
): Endpoints | undefined {
  const named = parseAuthority(authority, places.info.clusterDomain);
  if (!named) return undefined;
  const { service: name, namespace } = named;
  const view = places.view();
  const service = view.services.get(`${namespace}/${name}`);
  if (!service || service.spec?.type === 'ExternalName') return undefined;
  const all = (view.slices.get(`${namespace}/${name}`) ?? []).flatMap((slice) =>
    ofSlice(places, { slice, service, named, workload }),
  );
  const addresses = inZone(all, view.zones.get(workload.node)).map(({ endpoint }) => endpoint);
  return { labels: { namespace, service: name }, addresses };
}

interface Found {
  readonly endpoint: Endpoint;
  /** Where its slice wants it used; nowhere in particular when empty. */
  readonly zones: readonly string[];
}

interface Asked {
  readonly slice: EndpointSlice;
  readonly service: Service;
  readonly named: Named;
  readonly workload: Workload;
}

function ofSlice(places: Places, { slice, service, named, workload }: Asked): readonly Found[] {
  if (slice.addressType !== 'IPv4') return [];
  const port = portIn(slice, service, named.port);
  if (port === undefined) return [];
  return (slice.endpoints ?? [])
    .filter((each) => each.conditions?.ready !== false)
    .filter(({ hostname }) => named.instance === undefined || hostname === named.instance)
    .flatMap((each) => {
      const [ip] = each.addresses;
      if (ip === undefined) return [];
      const address = { ip, port };
      const pod = podOf(places.view(), slice, each);
      if (pod === 'unknown') return [];
      const endpoint = pod
        ? podEndpoint(places, pod, address, workload)
        : bareEndpoint(address, each.zone ?? undefined);
      return [{ endpoint, zones: (each.hints?.forZones ?? []).map(({ name }) => name) }];
    });
}

/** A pod that has not been seen yet is left out until it is. */
function podOf(view: View, slice: EndpointSlice, { targetRef }: SliceEndpoint) {
  if (targetRef?.kind !== 'Pod') return undefined;
  const namespace = targetRef.namespace ?? slice.metadata.namespace ?? '';
  return view.pods.get(`${namespace}/${targetRef.name ?? ''}`) ?? 'unknown';
}

/** The number of a Service's port in a slice: their names are the same. A headless Service has ports that it does not name too. */
function portIn(slice: EndpointSlice, service: Service, port: number): number | undefined {
  const ports = slice.ports ?? [];
  const wanted = service.spec?.ports?.find((each) => each.port === port);
  if (wanted) return ports.find(({ name }) => (name ?? '') === (wanted.name ?? ''))?.port;
  return service.spec?.clusterIP === 'None' ? port : undefined;
}

/** Topology-aware: where every endpoint says for which zones it is, only those for the client's. */
function inZone(all: readonly Found[], zone: string | undefined): readonly Found[] {
  if (zone === undefined || all.some(({ zones }) => zones.length === 0)) return all;
  const near = all.filter(({ zones }) => zones.includes(zone));
  return near.length > 0 ? near : all;
}
