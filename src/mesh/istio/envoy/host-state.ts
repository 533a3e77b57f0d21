/** What a proxy remembers of a cluster and of each of its hosts between two requests. */
export interface ClusterState {
  /** Requests sent so far in turn. */
  cursor: number;
  readonly hosts: Map<string, HostState>;
}

export interface HostState {
  /** When the requests under way will be over. A request is computed at once, its end lies in the future. */
  ends: readonly number[];
  consecutive5xx: number;
  consecutiveGatewayFailures: number;
  consecutiveLocalFailures: number;
  ejectedAt: number | undefined;
  /** Until then, when it was last ejected. */
  ejectedUntil: number;
  /** Ejections that count for how long the next one lasts. */
  ejections: number;
  /** As `/clusters` prints them. */
  readonly counts: Record<HostCount, number>;
}

type HostCount =
  'cx_connect_fail' | 'cx_total' | 'rq_error' | 'rq_success' | 'rq_timeout' | 'rq_total';

export function createClusterState(): ClusterState {
  return { cursor: 0, hosts: new Map() };
}

export function hostState(cluster: ClusterState, key: string): HostState {
  const known = cluster.hosts.get(key);
  if (known) return known;
  const state: HostState = {
    ends: [],
    consecutive5xx: 0,
    consecutiveGatewayFailures: 0,
    consecutiveLocalFailures: 0,
    ejectedAt: undefined,
    ejectedUntil: 0,
    ejections: 0,
    counts: {
      cx_connect_fail: 0,
      cx_total: 0,
      rq_error: 0,
      rq_success: 0,
      rq_timeout: 0,
      rq_total: 0,
    },
  };
  cluster.hosts.set(key, state);
  return state;
}

/** Requests to the host that are under way at that time. */
export function activeRequests(state: HostState, time: number): number {
  if (state.ends.length > 0) state.ends = state.ends.filter((end) => end > time);
  return state.ends.length;
}

/** A copy that shares nothing that changes. */
export function copyClusterState({ cursor, hosts }: ClusterState): ClusterState {
  return {
    cursor,
    hosts: new Map([...hosts].map(([key, host]) => [key, { ...host, counts: { ...host.counts } }])),
  };
}
