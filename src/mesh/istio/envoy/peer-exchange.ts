import type { HttpRequest } from '#cluster/network/http.ts';
import type { Workload } from './workload.ts';

/** What proxies tell each other of themselves at the start of a TCP connection, where both speak `istio-peer-exchange`. */
const workloads = new WeakMap<HttpRequest, Workload>();

export const peerExchange = 'istio-peer-exchange';

export function introduce(request: HttpRequest, workload: Workload | undefined): void {
  if (workload) workloads.set(request, workload);
}

export function introduced(request: HttpRequest): Workload | undefined {
  return workloads.get(request);
}
