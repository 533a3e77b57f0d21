import { matchesLabels } from '#cluster/label-selector.ts';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import type { PushContext } from '#mesh/istio/pilot/push-context.ts';
import type { Port, Service } from './service.ts';
import type { Pod } from './sources.ts';
import { namedPort } from './workloads.ts';

/** A port of a Service that a proxy's own workload serves, under the workload's number. */
export interface ServiceTarget {
  readonly service: Service;
  readonly port: Port;
  readonly targetPort: number;
}

/** What a workload serves, the oldest Service first: pilot/pkg/model/context.go SetServiceTargets (v1.31). */
export function serviceTargets(push: PushContext, node: ProxyNode): readonly ServiceTarget[] {
  const pod = push.workloads().podByIp(node.ip);
  return push
    .services()
    .all.filter((service) => isBehind(push, service, node))
    .flatMap((service) =>
      service.ports.flatMap((port) => {
        const targetPort = numberOf(port, pod);
        return targetPort === undefined ? [] : [{ service, port, targetPort }];
      }),
    );
}

function isBehind(push: PushContext, service: Service, { namespace, labels, ip }: ProxyNode) {
  if (service.namespace !== namespace) return false;
  const { selector } = service;
  if (selector && Object.keys(selector).length > 0) return matchesLabels(selector, labels);
  return push
    .endpoints()
    .ofService(service)
    .some(({ address }) => address === ip);
}

function numberOf({ targetPort, port }: Port, pod: Pod | undefined): number | undefined {
  if (typeof targetPort === 'string') return pod && namedPort(pod, targetPort);
  return targetPort ?? port;
}
