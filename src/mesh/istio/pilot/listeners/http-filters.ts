import type { HttpFilter } from '#mesh/istio/envoy/http-filters.ts';
import type { StatsFilter } from '#mesh/istio/envoy/istio-stats.ts';
import type { NetworkFilter } from '#mesh/istio/envoy/network-filters.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { metadataExchange } from '#mesh/istio/pilot/clusters/static.ts';
import { metricConfigs } from './metric-overrides.ts';
import { securityFilters } from './security-filters.ts';

/** Where a request is met: on its way out of a workload, into it, or at a gateway. */
export type ListenerClass = 'sidecar-outbound' | 'sidecar-inbound' | 'gateway';

function typedStruct<V>(typeUrl: string, value: V) {
  return {
    '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct',
    typeUrl: `type.googleapis.com/${typeUrl}`,
    value,
  };
}

function peerMetadata(direction: 'downstream' | 'upstream'): HttpFilter {
  return {
    name: 'istio.metadata_exchange',
    typedConfig: typedStruct('io.istio.http.peer_metadata.Config', {
      [`${direction}_discovery`]: [{ istio_headers: {} }, { workload_discovery: {} }],
      [`${direction}_propagation`]: [{ istio_headers: {} }],
    }),
  };
}

const grpcStats: HttpFilter = {
  name: 'envoy.filters.http.grpc_stats',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.grpc_stats.v3.FilterConfig',
    emitFilterState: true,
    statsForAllMethods: false,
  },
};

const alpn: HttpFilter = {
  name: 'istio.alpn',
  typedConfig: {
    '@type': 'type.googleapis.com/istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig',
    alpnOverride: [
      { alpnOverride: ['istio-http/1.0', 'istio', 'http/1.0'] },
      { upstreamProtocol: 'HTTP11', alpnOverride: ['istio-http/1.1', 'istio', 'http/1.1'] },
      { upstreamProtocol: 'HTTP2', alpnOverride: ['istio-h2', 'istio', 'h2'] },
    ],
  },
};

const fault: HttpFilter = {
  name: 'envoy.filters.http.fault',
  typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault' },
};

const cors: HttpFilter = {
  name: 'envoy.filters.http.cors',
  typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors' },
};

const router: HttpFilter = {
  name: 'envoy.filters.http.router',
  typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
};

/** A server trusts no host name that the client gave. */
function statsFilter(build: Build, direction: ListenerClass): StatsFilter {
  const metrics = metricConfigs(build, direction === 'sidecar-inbound' ? 'SERVER' : 'CLIENT');
  return {
    name: 'istio.stats',
    typedConfig: typedStruct('stats.PluginConfig', {
      ...(direction === 'sidecar-outbound' ? {} : { disable_host_header_fallback: true }),
      ...(metrics.length > 0 && { metrics }),
    }),
  };
}

/** In the order of pilot/pkg/networking/core/listener_builder.go buildHTTPConnectionManager (v1.31). */
export function httpFilters(build: Build, direction: ListenerClass): readonly HttpFilter[] {
  const isInbound = direction === 'sidecar-inbound';
  const isAsked = direction !== 'sidecar-outbound';
  return [
    peerMetadata(isInbound ? 'downstream' : 'upstream'),
    ...(isAsked ? securityFilters(build).http : []),
    grpcStats,
    ...(isInbound ? [] : [alpn]),
    fault,
    cors,
    statsFilter(build, direction),
    router,
  ];
}

export const exchange: NetworkFilter = metadataExchange;

export const networkStats: (build: Build, direction: ListenerClass) => NetworkFilter = statsFilter;
