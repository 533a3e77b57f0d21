import { clusterName, type Service } from '#mesh/istio/pilot/model/service.ts';
import type { Destination } from '#mesh/istio/pilot/model/virtual-service-spec.ts';

/** The cluster that a destination means on a port; it need not exist: pilot/pkg/networking/core/route/route.go GetDestinationCluster. */
export function destinationCluster(
  { host, port, subset = '' }: Destination,
  service: Service | undefined,
  listenerPort: number,
): string {
  // Only a route of the Gateway API may lack it: its backend was refused.
  if (host === '') return 'UnknownService';
  const only = service?.ports.length === 1 ? service.ports[0]?.port : undefined;
  return clusterName(service?.externalName ?? host, port?.number || (only ?? listenerPort), subset);
}
