import type { IEndpoint } from 'kubernetes-models/discovery.k8s.io/v1/Endpoint';
import type { IEndpointPort } from 'kubernetes-models/discovery.k8s.io/v1/EndpointPort';
import type { IServicePort } from 'kubernetes-models/v1/ServicePort';
import type { Pod, Service } from './context.ts';
import { isReady, readyCondition } from './pod-state.ts';

export const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

export function isHeadless({ spec }: Service): boolean {
  return spec?.clusterIP === 'None' || !spec?.clusterIP;
}

/** A pod counts once it has an address and until it has ended. */
export function hasEndpoint({ status }: Pod): boolean {
  return (
    (status?.podIPs?.length ?? 0) > 0 && status?.phase !== 'Succeeded' && status?.phase !== 'Failed'
  );
}

/** podToEndpoint (staging/src/k8s.io/endpointslice/utils.go, v1.35). */
export function endpointOf(pod: Pod, service: Service, zone: string | undefined): IEndpoint {
  const { metadata, spec, status } = pod;
  const serving = isReady(pod);
  const terminating = metadata.deletionTimestamp !== undefined;
  const hostname = hostnameOf(pod, service);
  return {
    addresses: (status?.podIPs ?? []).map(({ ip }) => ip).filter((ip) => !ip.includes(':')),
    conditions: {
      ready: service.spec?.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(hostname === undefined ? {} : { hostname }),
    ...(spec?.nodeName ? { nodeName: spec.nodeName } : {}),
    targetRef: {
      kind: 'Pod',
      name: metadata.name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      uid: metadata.uid,
    },
    ...(zone ? { zone } : {}),
  };
}

/** A pod of the Service that governs it has a name of its own in DNS. */
export function hostnameOf({ metadata, spec }: Pod, service: Service): string | undefined {
  const isGoverned =
    spec?.subdomain === service.metadata.name && metadata.namespace === service.metadata.namespace;
  return isGoverned && spec?.hostname ? spec.hostname : undefined;
}

export function endpointPorts(service: Service, pod: Pod): IEndpointPort[] {
  return (service.spec?.ports ?? []).flatMap((servicePort) => {
    const port = findPort(pod, servicePort);
    if (port === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    return [{ name, port, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

/** A number is that port; a name is looked up in the containers, sidecars included. */
function findPort({ spec }: Pod, servicePort: IServicePort): number | undefined {
  const { targetPort = servicePort.port, protocol = 'TCP' } = servicePort;
  if (typeof targetPort === 'number') return targetPort;
  if (/^\d+$/.test(targetPort)) return Number(targetPort);
  const sidecars = (spec?.initContainers ?? []).filter((one) => one.restartPolicy === 'Always');
  for (const { ports = [] } of [...(spec?.containers ?? []), ...sidecars]) {
    const found = ports.find(
      (port) => port.name === targetPort && (port.protocol ?? 'TCP') === protocol,
    );
    if (found) return found.containerPort;
  }
  return undefined;
}

/** When what the endpoints tell last changed: a pod's readiness, or the Service itself. */
export function triggerTime(service: Service, pods: readonly Pod[]): string {
  let latest = '';
  for (const pod of pods) {
    const time = readyCondition(pod)?.lastTransitionTime ?? '';
    if (time > latest) latest = time;
  }
  return latest || service.metadata.creationTimestamp;
}
