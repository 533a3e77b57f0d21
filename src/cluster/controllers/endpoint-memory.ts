import type { IEndpoint } from 'kubernetes-models/discovery.k8s.io/v1/Endpoint';
import type { IEndpointPort } from 'kubernetes-models/discovery.k8s.io/v1/EndpointPort';
import type { IEndpointAddress } from 'kubernetes-models/v1/EndpointAddress';
import type { Pod, Service } from './context.ts';
import { endpointOf, endpointPorts, hostnameOf } from './endpoint.ts';

/** What a pod is to a Service, in both forms. */
export interface PodEndpoint {
  readonly ports: IEndpointPort[];
  /** The same for the same ports. */
  readonly portsKey: string;
  readonly endpoint: IEndpoint;
  readonly address: IEndpointAddress;
}

interface Known extends PodEndpoint {
  readonly service: Service['spec'];
  readonly zone: string | undefined;
}

/** Pods do not change: what was made of one is kept as long as it is. A Service of a thousand pods then looks at those that are new. */
const known = new WeakMap<Pod, Map<string, Known>>();

export function podEndpoint(pod: Pod, service: Service, zone: string | undefined): PodEndpoint {
  const of = known.get(pod) ?? new Map<string, Known>();
  const before = of.get(service.metadata.uid);
  if (before && before.service === service.spec && before.zone === zone) return before;
  const ports = endpointPorts(service, pod);
  const made: Known = {
    service: service.spec,
    zone,
    ports,
    portsKey: JSON.stringify(ports),
    endpoint: endpointOf(pod, service, zone),
    address: addressOf(service, pod),
  };
  known.set(pod, of.set(service.metadata.uid, made));
  return made;
}

function addressOf(service: Service, pod: Pod): IEndpointAddress {
  const { namespace, name, uid } = pod.metadata;
  const hostname = hostnameOf(pod, service);
  return {
    ...(hostname === undefined ? {} : { hostname }),
    ip: pod.status?.podIP ?? '',
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', name, ...(namespace === undefined ? {} : { namespace }), uid },
  };
}
