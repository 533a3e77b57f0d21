import type { Restore } from '#cluster/clock/clock.ts';
import type { Address } from '#cluster/network/http.ts';
import type { Cluster, ClusterLoadAssignment, ProxyConfig } from './config.ts';
import { hostsOf, originalHost, type Host, type Resolve } from './host.ts';
import { copyClusterState, createClusterState, type ClusterState } from './host-state.ts';
import type { Scope, Stats } from './stats.ts';

/** A cluster with its hosts and what is remembered of them. */
export interface UpstreamCluster {
  readonly config: Cluster;
  readonly state: ClusterState;
  readonly stats: Scope;
  readonly isHttp2: boolean;
  /** `to` is where the client was going. */
  hosts: (to: Address) => readonly Host[];
}

export interface ClusterManager {
  find: (name: string) => UpstreamCluster | undefined;
  update: (config: ProxyConfig) => void;
  save: () => Restore;
}

export function createClusterManager(resolve: Resolve, stats: Stats): ClusterManager {
  let states = new Map<string, ClusterState>();
  let current: ProxyConfig | undefined;
  /** Made of `current` as it is asked for. */
  let index: Index | undefined;
  let ready = new Map<string, UpstreamCluster>();

  const stateOf = (name: string): ClusterState => {
    const known = states.get(name);
    if (known) return known;
    const state = createClusterState();
    states.set(name, state);
    return state;
  };
  /** Which clusters there are is computed with the first request, and so is which are gone. */
  const indexAndPrune = (config: ProxyConfig): Index => {
    const made = indexOf(config);
    for (const name of states.keys()) if (!made.clusters.has(name)) states.delete(name);
    return made;
  };
  const find = (name: string): UpstreamCluster | undefined => {
    const known = ready.get(name);
    if (known || !current) return known;
    index ??= indexAndPrune(current);
    const config = index.clusters.get(name);
    if (!config) return undefined;
    const service = config.edsClusterConfig?.serviceName ?? name;
    const assignment = config.type === 'EDS' ? index.endpoints.get(service) : config.loadAssignment;
    const cluster: UpstreamCluster = {
      config,
      get state() {
        return stateOf(name);
      },
      stats: stats.scope(`cluster.${config.altStatName ?? name}.`),
      isHttp2: speaksHttp2(config),
      hosts: hostsFinder(config, assignment, resolve),
    };
    ready.set(name, cluster);
    return cluster;
  };
  const use = (config: ProxyConfig | undefined): void => {
    current = config;
    index = undefined;
    ready = new Map();
  };

  return {
    find,
    update: use,
    save: () => {
      const saved = { current, states: copyOf(states) };
      return () => {
        use(saved.current);
        states = copyOf(saved.states);
      };
    },
  };
}

interface Index {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly endpoints: ReadonlyMap<string, ClusterLoadAssignment>;
}

function indexOf({ clusters, endpoints }: ProxyConfig): Index {
  return {
    clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])),
    endpoints: new Map(endpoints.map((assignment) => [assignment.clusterName, assignment])),
  };
}

function copyOf(states: ReadonlyMap<string, ClusterState>): Map<string, ClusterState> {
  return new Map([...states].map(([name, state]) => [name, copyClusterState(state)]));
}

function speaksHttp2({ typedExtensionProtocolOptions: options }: Cluster): boolean {
  const http = options?.['envoy.extensions.upstreams.http.v3.HttpProtocolOptions'];
  return http?.explicitHttpConfig?.http2ProtocolOptions !== undefined;
}

/** What DNS says may change at any time; the rest is known once. */
function hostsFinder(
  config: Cluster,
  assignment: ClusterLoadAssignment | undefined,
  resolve: Resolve,
): (to: Address) => readonly Host[] {
  if (config.type === 'ORIGINAL_DST') return (to) => [originalHost(config, to)];
  if (config.type.endsWith('DNS')) return () => hostsOf(config, assignment, resolve);
  let hosts: readonly Host[] | undefined;
  return () => (hosts ??= hostsOf(config, assignment, resolve));
}
