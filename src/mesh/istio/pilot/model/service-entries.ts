import { matchesLabels } from '#cluster/label-selector.ts';
import type { Config, ServiceEntrySpec, WorkloadEntrySpec } from '#mesh/istio/resources.ts';
import { perObject } from './lazy.ts';
import { exportOf } from './kube-services.ts';
import { parseProtocol } from './protocol.ts';
import { type Endpoint, type Resolution, type Service, unspecifiedAddress } from './service.ts';
import { podEndpoint, tlsModeOf, type Workloads } from './workloads.ts';

type ServiceEntry = Config<ServiceEntrySpec>;
type WorkloadEntry = Config<WorkloadEntrySpec>;
type EntryEndpoint = NonNullable<ServiceEntrySpec['endpoints']>[number];
type EntryPort = NonNullable<ServiceEntrySpec['ports']>[number];

/** DYNAMIC_DNS resolves the name that the client asks for; here the connection goes where it was going, which is that name's address. */
const resolutions: Readonly<Record<NonNullable<ServiceEntrySpec['resolution']>, Resolution>> = {
  NONE: 'Passthrough',
  STATIC: 'ClientSideLB',
  DNS: 'DNSLB',
  DNS_ROUND_ROBIN: 'DNSRoundRobinLB',
  DYNAMIC_DNS: 'Passthrough',
};

/** One Service for each host and address: pilot/pkg/serviceregistry/serviceentry/conversion.go (v1.31). */
export const servicesOf = perObject((entry: ServiceEntry): readonly Service[] => {
  const { spec, namespace, name, labels, createdAt } = entry;
  const addresses = spec.addresses?.length ? spec.addresses : [unspecifiedAddress];
  const common = {
    name,
    namespace,
    registry: 'External' as const,
    ports: (spec.ports ?? []).map((port) => ({
      name: port.name,
      port: port.number,
      protocol: parseProtocol(port.protocol),
      targetPort: port.targetPort ?? port.number,
    })),
    resolution: resolutions[spec.resolution ?? 'NONE'],
    meshExternal: spec.location !== 'MESH_INTERNAL',
    exportTo: exportOf(spec.exportTo, namespace),
    labels,
    selector: spec.workloadSelector?.labels,
    createdAt,
    subjectAltNames: spec.subjectAltNames ?? [],
    nodeLocal: false,
  };
  return spec.hosts.flatMap((hostname) =>
    addresses.map((address) => ({
      ...common,
      hostname,
      address: address.replace(/\/32$/, ''),
      addresses: address === unspecifiedAddress ? [] : [address],
    })),
  );
});

/** What stands behind a ServiceEntry, for each of its hosts. */
export function entryEndpoints(
  entry: ServiceEntry,
  workloadEntries: readonly WorkloadEntry[],
  workloads: Workloads,
): ReadonlyMap<string, readonly Endpoint[]> {
  const { spec } = entry;
  const ports = spec.ports ?? [];
  const selector = spec.workloadSelector?.labels;
  const shared = selector
    ? ports.flatMap((port) => selected(entry, port, { workloadEntries, workloads }))
    : ports.flatMap((port) =>
        (spec.endpoints ?? []).map((endpoint) => ofEndpoint(entry, endpoint, port)),
      );
  const isByName = spec.resolution === 'DNS' || spec.resolution === 'DNS_ROUND_ROBIN';
  return new Map(
    spec.hosts.map((host) => [
      host,
      isByName && !selector && !spec.endpoints?.length
        ? ports.map((port) => ofEndpoint(entry, { address: host }, port))
        : shared,
    ]),
  );
}

interface Candidates {
  readonly workloadEntries: readonly WorkloadEntry[];
  readonly workloads: Workloads;
}

function selected(
  entry: ServiceEntry,
  port: EntryPort,
  { workloadEntries, workloads }: Candidates,
): readonly Endpoint[] {
  const wanted = entry.spec.workloadSelector?.labels ?? {};
  const ofEntries = workloadEntries
    .filter(
      ({ namespace, labels, spec }) =>
        namespace === entry.namespace && matchesLabels(wanted, { ...labels, ...spec.labels }),
    )
    .map((workload) => ({
      ...ofEndpoint(entry, workload.spec, port),
      labels: { ...workload.labels, ...workload.spec.labels },
      workloadName: workload.name,
    }));
  const ofPods = workloads
    .podsOf(entry.namespace)
    .filter(
      ({ metadata, status }) =>
        status?.podIP !== undefined && matchesLabels(wanted, metadata.labels),
    )
    .map((pod): Endpoint => ({
      ...podEndpoint(pod, workloads),
      address: pod.status?.podIP ?? '',
      port: port.targetPort ?? port.number,
      servicePort: port.name,
      health: pod.status?.conditions?.some(
        ({ type, status }) => type === 'Ready' && status === 'True',
      )
        ? 'HEALTHY'
        : 'UNHEALTHY',
    }));
  return [...ofEntries, ...ofPods];
}

function ofEndpoint(entry: ServiceEntry, endpoint: EntryEndpoint, port: EntryPort): Endpoint {
  const { labels = {}, serviceAccount = '' } = endpoint;
  const isSaid = labels['security.istio.io/tlsMode'] !== undefined;
  return {
    address: endpoint.address ?? '',
    port: endpoint.ports?.[port.name] ?? port.targetPort ?? port.number,
    servicePort: port.name,
    labels,
    namespace: entry.namespace,
    serviceAccount,
    workloadName: entry.name,
    nodeName: '',
    locality: endpoint.locality ?? '',
    tlsMode: isSaid || serviceAccount === '' ? tlsModeOf(labels) : 'istio',
    health: 'HEALTHY',
    weight: endpoint.weight ?? 1,
  };
}
