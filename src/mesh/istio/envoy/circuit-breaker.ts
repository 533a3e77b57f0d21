import type { Cluster, Thresholds } from './config.ts';
import { activeRequests, type ClusterState } from './host-state.ts';

/** How long a request waits for a connection, or that there is no room to wait in. */
export type Admission = { readonly wait: number } | 'overflow';

/** Envoy's defaults. */
const defaults = { maxConnections: 1024, maxPendingRequests: 1024, maxRequests: 1024 } as const;

const free: Admission = { wait: 0 };

/**
 * A request of HTTP/1.1 has a connection for itself; of HTTP/2 all share one. Beyond `maxConnections` requests queue, beyond
 * `maxPendingRequests` they are refused at once.
 */
export function admit(
  cluster: Cluster,
  state: ClusterState,
  time: number,
  isHttp2: boolean,
): Admission {
  const { maxConnections, maxPendingRequests, maxRequests }: Thresholds = {
    ...defaults,
    ...cluster.circuitBreakers?.thresholds[0],
  };
  const limit = isHttp2 ? maxRequests : Math.min(maxConnections ?? 0, maxRequests ?? 0);
  const active = countActive(state, time);
  if (active < (limit ?? 0)) return free;
  if (isHttp2 || active >= (maxRequests ?? 0)) return 'overflow';
  if (active - (limit ?? 0) >= (maxPendingRequests ?? 0)) return 'overflow';
  const ends = [...state.hosts.values()].flatMap((host) => host.ends).toSorted((a, b) => a - b);
  return { wait: (ends[active - (limit ?? 0)] ?? time) - time };
}

function countActive(state: ClusterState, time: number): number {
  let active = 0;
  for (const host of state.hosts.values()) active += activeRequests(host, time);
  return active;
}
