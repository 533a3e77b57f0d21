import { serviceHost } from './host.ts';
import type { Endpoint } from './service.ts';
import type { EndpointSlice } from './sources.ts';
import { podEndpoint, type Workloads } from './workloads.ts';

type SliceEndpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** Every endpoint of Kubernetes' Services, by the host of the Service: pilot/pkg/serviceregistry/kube/controller/endpointslice.go. */
export function kubeEndpoints(
  slices: readonly EndpointSlice[],
  workloads: Workloads,
): ReadonlyMap<string, readonly Endpoint[]> {
  const byHost = new Map<string, Endpoint[]>();
  for (const slice of slices) {
    const host = hostOf(slice);
    if (host === undefined) continue;
    const known = byHost.get(host) ?? [];
    byHost.set(host, known);
    for (const endpoint of slice.endpoints ?? [])
      known.push(...portsOf(slice, endpoint, workloads));
  }
  return byHost;
}

function hostOf({ metadata, addressType }: EndpointSlice): string | undefined {
  const service = metadata.labels?.['kubernetes.io/service-name'];
  if (service === undefined || addressType !== 'IPv4') return undefined;
  return serviceHost(service, metadata.namespace ?? '');
}

function portsOf(
  slice: EndpointSlice,
  endpoint: SliceEndpoint,
  workloads: Workloads,
): readonly Endpoint[] {
  const [address] = endpoint.addresses;
  if (address === undefined) return [];
  const { namespace = '' } = slice.metadata;
  const pod =
    endpoint.targetRef?.kind === 'Pod'
      ? workloads.podByName(
          endpoint.targetRef.namespace ?? namespace,
          endpoint.targetRef.name ?? '',
        )
      : workloads.podByIp(address);
  // An endpoint of a pod that is not known yet waits for it: its identity comes from the pod.
  if (!pod && endpoint.targetRef?.kind === 'Pod') return [];
  const common = pod
    ? podEndpoint(pod, workloads)
    : ({
        labels: {},
        namespace,
        serviceAccount: '',
        workloadName: '',
        nodeName: endpoint.nodeName ?? '',
        locality: workloads.locality(endpoint.nodeName ?? ''),
        tlsMode: 'disabled',
        weight: 1,
      } as const);
  const health = healthOf(endpoint);
  return (slice.ports ?? []).flatMap(({ port, name = '' }) =>
    port === undefined ? [] : [{ ...common, address, port, servicePort: name, health }],
  );
}

function healthOf({ conditions }: SliceEndpoint): Endpoint['health'] {
  if (conditions?.ready !== false) return 'HEALTHY';
  return conditions.serving === true && conditions.terminating === true ? 'DRAINING' : 'UNHEALTHY';
}
