import type { Cluster } from '#mesh/istio/envoy/config.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import type { ConnectionPool } from '#mesh/istio/pilot/model/destination-rule-spec.ts';
import { groupBy } from '#mesh/istio/pilot/model/lazy.ts';
import { parseProtocol, type Protocol } from '#mesh/istio/pilot/model/protocol.ts';
import { inboundClusterName, type Service } from '#mesh/istio/pilot/model/service.ts';
import type { SidecarIngress } from '#mesh/istio/pilot/listeners/inbound-ports.ts';
import { circuitBreakers, duration, keepalive, protocolOptions } from './connection-pool.ts';
import { serviceMetadata } from './metadata.ts';
import { portPolicy } from './policy.ts';
import { passthroughBind } from './static.ts';

/** One for each port that the workload serves, to the process itself: buildInboundClusters (v1.31). */
export function inboundClusters(build: Build): readonly Cluster[] {
  const ingress = build.scope.config?.spec.ingress;
  if (ingress?.length) return ingress.flatMap((listener) => ofSidecar(build, listener));
  const byPort = groupBy(build.targets, ({ targetPort }) => String(targetPort));
  return [...byPort.values()].flatMap((targets) => {
    const [first] = targets;
    if (!first) return [];
    const rule = build.scope.destinationRule(first.service, build.node.labels);
    const policy = portPolicy(rule?.spec.trafficPolicy, first.port.port);
    return inboundCluster(build, {
      port: first.targetPort,
      protocol: first.port.protocol,
      services: [...new Set(targets.map(({ service }) => service))],
      pool: build.scope.config?.spec.inboundConnectionPool ?? policy.connectionPool,
    });
  });
}

interface Inbound {
  readonly port: number;
  readonly protocol: Protocol;
  readonly services: readonly Service[];
  readonly pool: ConnectionPool | undefined;
  /** `127.0.0.1:8080`, `unix:///tmp/app.sock`; empty: where the client was going. */
  readonly endpoint?: string | undefined;
}

function inboundCluster({ mesh }: Build, inbound: Inbound): Cluster {
  const { port, protocol, services, pool, endpoint } = inbound;
  const name = inboundClusterName(port);
  const loadAssignment = endpoint ? assignmentOf(name, endpoint) : undefined;
  const needs = { protocol, isSidecar: true, isOutbound: false, pool, mesh };
  const isLocal = endpoint?.startsWith('127.0.0.1') ?? false;
  return {
    name,
    altStatName: `${name};`,
    type: loadAssignment ? 'STATIC' : 'ORIGINAL_DST',
    connectTimeout: duration(pool?.tcp?.connectTimeout ?? mesh.connectTimeout),
    ...(loadAssignment ? { loadAssignment } : { lbPolicy: 'CLUSTER_PROVIDED' as const }),
    circuitBreakers: circuitBreakers(pool),
    ...protocolOptions(needs, {}),
    // Never cleaned up: as long as Go's longest duration.
    ...(loadAssignment ? {} : { cleanupInterval: '9223372035s' }),
    ...(isLocal ? {} : { upstreamBindConfig: passthroughBind }),
    commonLbConfig: {},
    metadata: { filterMetadata: { istio: { services: serviceMetadata(services) } } },
    ...keepalive(pool),
  };
}

function ofSidecar(build: Build, listener: SidecarIngress): readonly Cluster[] {
  const { number: port, protocol } = listener.port;
  if (port === undefined) return [];
  const { config } = build.scope;
  return [
    inboundCluster(build, {
      port,
      protocol: parseProtocol(protocol),
      services: build.targets
        .filter(({ targetPort }) => targetPort === port)
        .map(({ service }) => service),
      pool: listener.connectionPool ?? config?.spec.inboundConnectionPool,
      endpoint: listener.defaultEndpoint?.replace(/^0\.0\.0\.0:/, `${build.node.ip}:`),
    }),
  ];
}

function assignmentOf(name: string, endpoint: string): Cluster['loadAssignment'] {
  const [host = '', port] = endpoint.split(/:(?=\d+$)/);
  const address = endpoint.startsWith('unix://')
    ? { pipe: { path: endpoint.slice('unix://'.length) } }
    : { socketAddress: { address: host, portValue: Number(port) } };
  return { clusterName: name, endpoints: [{ lbEndpoints: [{ endpoint: { address } }] }] };
}
