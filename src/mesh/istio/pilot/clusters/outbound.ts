import type { Cluster, DiscoveryType } from '#mesh/istio/envoy/config.ts';
import type { Subset } from '#mesh/istio/pilot/model/destination-rule-spec.ts';
import type { MergedRule } from '#mesh/istio/pilot/model/destination-rules.ts';
import {
  clusterName,
  type Port,
  type Service,
  serverName,
} from '#mesh/istio/pilot/model/service.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { assignment } from '#mesh/istio/pilot/endpoints.ts';
import { identities, inferredMtls } from '#mesh/istio/pilot/model/mtls.ts';
import {
  circuitBreakers,
  duration,
  keepalive,
  protocolOptions,
  speaksHttp2,
} from './connection-pool.ts';
import { balancing, commonLbConfig, outlierDetection } from './load-balancing.ts';
import { configPath, serviceMetadata } from './metadata.ts';
import { portPolicy, subsetPolicy } from './policy.ts';
import { metadataExchange } from './static.ts';
import { clusterTls } from './upstream-tls.ts';

/** One for each port of each Service, and one for each of its subsets: pilot/pkg/networking/core/cluster.go (v1.31). */
export function outboundClusters(build: Build, services: readonly Service[]): readonly Cluster[] {
  const byName = new Map<string, Cluster>();
  for (const service of services) {
    if (service.resolution === 'Alias') continue;
    const rule = build.scope.destinationRule(service, build.node.labels);
    for (const port of service.ports) {
      if (port.protocol === 'UDP') continue;
      for (const subset of [undefined, ...(rule?.spec.subsets ?? [])]) {
        const made = outboundCluster(build, { service, port, rule, subset });
        // Of two Services with one host and port the older stands.
        if (made && !byName.has(made.name)) byName.set(made.name, made);
      }
    }
  }
  return [...byName.values()];
}

interface Target {
  readonly service: Service;
  readonly port: Port;
  readonly rule: MergedRule | undefined;
  readonly subset: Subset | undefined;
}

function outboundCluster(build: Build, target: Target): Cluster | undefined {
  const { service, port, rule, subset } = target;
  const { mesh, node } = build;
  const name = clusterName(service.hostname, port.port, subset?.name);
  const policy = subset
    ? subsetPolicy(rule?.spec.trafficPolicy, subset, port.port)
    : portPolicy(rule?.spec.trafficPolicy, port.port);
  const type = discoveryType(build, service, policy.loadBalancer?.simple === 'PASSTHROUGH');
  const needsAddresses = type === 'STRICT_DNS' || type === 'LOGICAL_DNS';
  const loadAssignment = needsAddresses ? assignment(build, target, name) : undefined;
  if (needsAddresses && loadAssignment?.endpoints.length === 0) return undefined;
  const pool = policy.connectionPool;
  const isSidecar = node.type === 'sidecar';
  const needs = { protocol: port.protocol, isSidecar, isOutbound: true, pool, mesh };
  const { upstreamHttpProtocolOptions, ...sockets } = clusterTls(policy.tls, {
    sni: serverName(service.hostname, port.port, subset?.name),
    identities: identities(build.push, service),
    subjectAltNames: service.registry === 'External' ? service.subjectAltNames : [],
    isHttp2: speaksHttp2(needs),
    isOriginalDst: type === 'ORIGINAL_DST',
    isAutomatic: mesh.enableAutoMtls && inferredMtls(build.push, target, type) !== 'DISABLE',
    mayUseSecrets: !isSidecar || rule?.spec.workloadSelector !== undefined,
  });
  const options = upstreamHttpProtocolOptions ? { upstreamHttpProtocolOptions } : {};
  const outliers = outlierDetection(policy.outlierDetection);
  return {
    ...(sockets.transportSocketMatches
      ? { transportSocketMatches: sockets.transportSocketMatches }
      : {}),
    name,
    altStatName: `${name};`,
    type,
    ...(type === 'EDS' ? { edsClusterConfig: { edsConfig, serviceName: name } } : {}),
    connectTimeout: duration(pool?.tcp?.connectTimeout ?? mesh.connectTimeout),
    ...(type === 'ORIGINAL_DST'
      ? { lbPolicy: 'CLUSTER_PROVIDED' as const }
      : balancing(policy.loadBalancer)),
    ...(loadAssignment ? { loadAssignment } : {}),
    circuitBreakers: circuitBreakers(pool),
    ...protocolOptions(needs, options),
    ...(needsAddresses
      ? { dnsRefreshRate: '60s', respectDnsTtl: true, dnsLookupFamily: 'V4_ONLY' as const }
      : {}),
    ...(outliers ? { outlierDetection: outliers } : {}),
    commonLbConfig: commonLbConfig(policy, mesh),
    ...(sockets.transportSocket ? { transportSocket: sockets.transportSocket } : {}),
    metadata: { filterMetadata: { istio: metadataOf(target, policy.tls?.mode) } },
    ...keepalive(pool),
    filters: [metadataExchange],
  };
}

const edsConfig = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' } as const;

function discoveryType({ node }: Build, service: Service, passesThrough: boolean): DiscoveryType {
  if (passesThrough) return 'ORIGINAL_DST';
  switch (service.resolution) {
    case 'DNSLB':
      return 'STRICT_DNS';
    case 'DNSRoundRobinLB':
      return 'LOGICAL_DNS';
    case 'Passthrough':
      // A gateway has no address that a client was going to.
      return node.type === 'router' ? 'EDS' : 'ORIGINAL_DST';
    case 'ClientSideLB':
    case 'Alias':
      return 'EDS';
  }
}

function metadataOf({ service, rule, subset }: Target, tlsMode: string | undefined) {
  const isOther = tlsMode === 'SIMPLE' || tlsMode === 'MUTUAL';
  return {
    ...(rule && isOther ? { alpn_override: 'false' } : {}),
    ...(rule ? { config: configPath('destination-rule', rule) } : {}),
    ...(service.meshExternal ? { external: true } : {}),
    services: serviceMetadata([service]),
    ...(subset ? { subset: subset.name } : {}),
  };
}
