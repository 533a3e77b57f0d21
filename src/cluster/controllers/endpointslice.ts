import type { IEndpoint } from 'kubernetes-models/discovery.k8s.io/v1/Endpoint';
import type { IEndpointPort } from 'kubernetes-models/discovery.k8s.io/v1/EndpointPort';
import { isEqual } from '#cluster/api/json.ts';
import {
  actor,
  type Context,
  type EndpointSlice,
  placeOf,
  type Pod,
  type Service,
} from './context.ts';
import { hasEndpoint, isHeadless, triggerAnnotation, triggerTime } from './endpoint.ts';
import { podEndpoint } from './endpoint-memory.ts';
import { ownerReference } from './owners.ts';

const by = actor('endpointslice-controller');
const manager = 'endpointslice-controller.k8s.io';
const managerLabel = 'endpointslice.kubernetes.io/managed-by';
const serviceLabel = 'kubernetes.io/service-name';
const headlessLabel = 'service.kubernetes.io/headless';
/** --max-endpoints-per-slice. */
const most = 100;

/** The endpoints that have the same ports: named ports may differ from pod to pod. */
interface Group {
  readonly ports: IEndpointPort[];
  readonly endpoints: Map<string, IEndpoint>;
}

/** One slice as it should be; undefined `slice` is one to be made. */
interface Wanted {
  slice: EndpointSlice | undefined;
  readonly ports: IEndpointPort[];
  endpoints: IEndpoint[];
}

/** staging/src/k8s.io/endpointslice/reconciler.go (v1.35): at most 100 endpoints a slice, and the fewest writes. */
export function reconcileSlices(context: Context, service: Service, pods: readonly Pod[]): void {
  const { api, slices } = context;
  const existing = slices
    .of(service.metadata.uid)
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const alive = pods.filter(hasEndpoint);
  const groups = groupByPorts(context, service, alive);
  const { wanted, spare } = place(groups, existing);
  const trigger = triggerTime(service, alive);
  for (const one of wanted) {
    one.slice ??= spare.shift();
    write(context, service, one, trigger);
  }
  for (const slice of spare) api.delete('endpointslices.discovery.k8s.io', placeOf(slice), by);
}

/** The key of the Service that a slice of ours is for. */
export function serviceOf({ metadata }: EndpointSlice): string | undefined {
  const { namespace, labels } = metadata;
  const name = labels?.[serviceLabel];
  if (labels?.[managerLabel] !== manager || name === undefined) return undefined;
  return `${namespace ?? ''}/${name}`;
}

function groupByPorts(
  { api }: Context,
  service: Service,
  pods: readonly Pod[],
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  const zones = new Map<string, string | undefined>();
  const zoneOf = (node: string): string | undefined => {
    if (!zones.has(node)) {
      const labels = api.find('nodes', { name: node })?.metadata.labels;
      zones.set(node, labels?.['topology.kubernetes.io/zone']);
    }
    return zones.get(node);
  };
  for (const pod of pods) {
    const zone = zoneOf(pod.spec?.nodeName ?? '');
    const { ports, portsKey, endpoint } = podEndpoint(pod, service, zone);
    const group = groups.get(portsKey) ?? { ports, endpoints: new Map<string, IEndpoint>() };
    group.endpoints.set(pod.metadata.uid, endpoint);
    groups.set(portsKey, group);
  }
  // A Service without endpoints has a slice that says so.
  if (groups.size === 0) groups.set('', { ports: [], endpoints: new Map() });
  return groups;
}

/** Endpoints stay in the slice where they are; new ones fill slices that have room, then new slices. */
function place(
  groups: ReadonlyMap<string, Group>,
  existing: readonly EndpointSlice[],
): { wanted: Wanted[]; spare: EndpointSlice[] } {
  const spare = new Set(existing);
  const wanted: Wanted[] = [];
  for (const { ports, endpoints } of groups.values()) {
    const left = new Map(endpoints);
    const mine: Wanted[] = [];
    for (const slice of existing) {
      if (!spare.has(slice) || !isEqual(slice.ports ?? [], ports)) continue;
      const kept = keep(slice, left);
      if (kept.length === 0 && endpoints.size > 0) continue;
      spare.delete(slice);
      mine.push({ slice, ports, endpoints: kept });
    }
    fill(mine, ports, [...left.values()]);
    wanted.push(...mine);
  }
  return { wanted, spare: [...spare] };
}

/** The endpoints of a slice that are still wanted, as they are now. */
function keep(slice: EndpointSlice, left: Map<string, IEndpoint>): IEndpoint[] {
  return (slice.endpoints ?? []).flatMap(({ targetRef }) => {
    const uid = targetRef?.uid ?? '';
    const endpoint = left.get(uid);
    left.delete(uid);
    return endpoint ? [endpoint] : [];
  });
}

function fill(mine: Wanted[], ports: IEndpointPort[], added: readonly IEndpoint[]): void {
  let from = 0;
  for (const one of mine) {
    const room = most - one.endpoints.length;
    one.endpoints.push(...added.slice(from, from + room));
    from += room;
  }
  for (; from < added.length; from += most) {
    mine.push({ slice: undefined, ports, endpoints: added.slice(from, from + most) });
  }
  if (mine.length === 0) mine.push({ slice: undefined, ports, endpoints: [] });
}

function write(
  { api }: Context,
  service: Service,
  { slice, ports, endpoints }: Wanted,
  trigger: string,
): void {
  const labels = {
    ...service.metadata.labels,
    [managerLabel]: manager,
    [serviceLabel]: service.metadata.name,
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
  };
  const annotations = { [triggerAnnotation]: trigger };
  if (!slice) {
    const { namespace, name } = service.metadata;
    const metadata = {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations,
      ownerReferences: [ownerReference(service)],
    };
    const draft = { metadata, addressType: 'IPv4' as const, endpoints, ports };
    api.create('endpointslices.discovery.k8s.io', draft, by);
    return;
  }
  const isSame =
    isEqual(slice.endpoints ?? [], endpoints) &&
    isEqual(slice.ports ?? [], ports) &&
    isEqual(slice.metadata.labels ?? {}, labels);
  if (isSame) return;
  const metadata = { ...slice.metadata, labels, annotations };
  api.update('endpointslices.discovery.k8s.io', { ...slice, metadata, endpoints, ports }, by);
}
