/** What istiod would write for the client of one service, by hand. */
import type { Cluster, LbEndpoint, Listener, ProxyConfig } from '#mesh/istio/envoy/config.ts';
import type { HttpFilter } from '#mesh/istio/envoy/http-filters.ts';
import type { NetworkFilter } from '#mesh/istio/envoy/network-filters.ts';
import type { Route, VirtualHost } from '#mesh/istio/envoy/routes.ts';
import type { TransportSocket } from '#mesh/istio/envoy/transport.ts';

const textFormat =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% "%UPSTREAM_TRANSPORT_FAILURE_REASON%" %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n';

export const accessLog = [
  {
    name: 'envoy.access_loggers.file',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog',
      path: '/dev/stdout',
      logFormat: { textFormatSource: { inlineString: textFormat } },
    },
  },
];

export const tlsType = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3';
export const hcmType =
  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

export const secretNames = {
  tlsCertificateSdsSecretConfigs: [{ name: 'default', sdsConfig: {} }],
} as const;

function mutualClient(sans: readonly string[] = []): TransportSocket {
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': `${tlsType}.UpstreamTlsContext`,
      sni: 'outbound_.80_._.web.shop.svc.cluster.local',
      commonTlsContext: {
        alpnProtocols: ['istio-peer-exchange', 'istio'],
        ...secretNames,
        combinedValidationContext: {
          defaultValidationContext: { matchSubjectAltNames: sans.map((exact) => ({ exact })) },
          validationContextSdsSecretConfig: { name: 'ROOTCA', sdsConfig: {} },
        },
      },
    },
  };
}

export type ClientMode = 'auto' | 'DISABLE' | 'ISTIO_MUTUAL';

interface Endpoint {
  readonly ip: string;
  readonly port?: number;
  /** In the mesh: auto mTLS finds it out. */
  readonly isMeshed?: boolean;
  readonly weight?: number;
  readonly priority?: number;
}

export const routerFilter: HttpFilter = { name: 'envoy.filters.http.router' };
const outboundFilters: readonly HttpFilter[] = [
  { name: 'istio.metadata_exchange' },
  { name: 'istio.alpn' },
  { name: 'envoy.filters.http.fault' },
  { name: 'envoy.filters.http.cors' },
  {
    name: 'istio.stats',
    typedConfig: {
      '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct',
      typeUrl: 'type.googleapis.com/stats.PluginConfig',
      value: {},
    },
  },
  routerFilter,
];

/** A cluster of endpoints, with whatever a test adds. */
export function cluster(
  name: string,
  mode: ClientMode = 'auto',
  more: Partial<Cluster> = {},
): Cluster {
  const tls: Partial<Cluster> =
    mode === 'DISABLE'
      ? {}
      : mode === 'ISTIO_MUTUAL'
        ? { transportSocket: mutualClient() }
        : {
            transportSocketMatches: [
              {
                name: 'tlsMode-istio',
                match: { tlsMode: 'istio' },
                transportSocket: mutualClient(),
              },
              {
                name: 'tlsMode-disabled',
                match: {},
                transportSocket: { name: 'envoy.transport_sockets.raw_buffer' },
              },
            ],
          };
  return {
    name,
    type: 'EDS',
    edsClusterConfig: { edsConfig: {}, serviceName: name },
    connectTimeout: '10s',
    lbPolicy: 'LEAST_REQUEST',
    ...tls,
    ...more,
  };
}

export function endpointsOf(name: string, endpoints: readonly Endpoint[]) {
  const byPriority = new Map<number, LbEndpoint[]>();
  for (const { ip, port = 8080, isMeshed, weight, priority = 0 } of endpoints) {
    const endpoint: LbEndpoint = {
      endpoint: { address: { socketAddress: { address: ip, portValue: port } } },
      healthStatus: 'HEALTHY',
      loadBalancingWeight: weight ?? 1,
      ...(isMeshed && {
        metadata: { filterMetadata: { 'envoy.transport_socket_match': { tlsMode: 'istio' } } },
      }),
    };
    byPriority.set(priority, [...(byPriority.get(priority) ?? []), endpoint]);
  }
  return {
    clusterName: name,
    endpoints: [...byPriority].map(([priority, lbEndpoints]) => ({ priority, lbEndpoints })),
  };
}

export const web = 'outbound|80||web.shop.svc.cluster.local';

export function routeTo(name: string, more: Partial<Route> = {}): Route {
  return {
    name: 'default',
    match: { prefix: '/' },
    route: { cluster: name, timeout: '0s', retryPolicy: defaultRetry },
    decorator: { operation: 'web.shop.svc.cluster.local:80/*' },
    ...more,
  };
}

export const defaultRetry = {
  retryOn: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
  numRetries: 2,
  retryHostPredicate: [{ name: 'envoy.retry_host_predicates.previous_hosts' }],
  hostSelectionRetryMaxAttempts: '5',
};

export interface Outbound {
  readonly endpoints?: readonly Endpoint[];
  readonly mode?: ClientMode;
  readonly routes?: readonly Route[];
  readonly clusters?: readonly Cluster[];
  readonly more?: Partial<Cluster>;
  readonly host?: Partial<VirtualHost>;
  readonly extra?: readonly { name: string; endpoints: readonly Endpoint[] }[];
}

/** A client's: one service on port 80, everything else passed on. */
export function outbound(options: Outbound = {}): ProxyConfig {
  const { endpoints = [], mode, routes = [routeTo(web)], more } = options;
  const extra = options.extra ?? [];
  return {
    version: '1',
    listeners: [virtualOutbound, httpListener('0.0.0.0', 80, '80')],
    clusters: [
      passthroughCluster,
      cluster(web, mode, more),
      ...extra.map(({ name }) => cluster(name, mode, more)),
      ...(options.clusters ?? []),
    ],
    routes: [
      {
        name: '80',
        virtualHosts: [
          {
            name: 'web.shop.svc.cluster.local:80',
            domains: [
              'web',
              'web:80',
              'web.shop.svc.cluster.local',
              'web.shop.svc.cluster.local:80',
            ],
            routes,
            includeRequestAttemptCount: true,
            ...options.host,
          },
          {
            name: 'allow_any',
            domains: ['*'],
            routes: [
              {
                name: 'allow_any',
                match: { prefix: '/' },
                route: { cluster: 'PassthroughCluster', timeout: '0s' },
              },
            ],
          },
        ],
      },
    ],
    endpoints: [
      endpointsOf(web, endpoints),
      ...extra.map((each) => endpointsOf(each.name, each.endpoints)),
    ],
  };
}

export const passthroughCluster: Cluster = {
  name: 'PassthroughCluster',
  type: 'ORIGINAL_DST',
  connectTimeout: '10s',
  lbPolicy: 'CLUSTER_PROVIDED',
};

export function tcpFilter(name: string): NetworkFilter {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
      statPrefix: name,
      cluster: name,
      accessLog,
    },
  };
}

export const virtualOutbound: Listener = {
  name: 'virtualOutbound',
  address: { socketAddress: { address: '0.0.0.0', portValue: 15001 } },
  trafficDirection: 'OUTBOUND',
  useOriginalDst: true,
  filterChains: [
    { name: 'virtualOutbound-catchall-tcp', filters: [tcpFilter('PassthroughCluster')] },
  ],
  accessLog,
};

export function httpListener(
  address: string,
  port: number,
  routeName: string,
  more: Partial<Listener> = {},
): Listener {
  return {
    name: `${address}_${port}`,
    address: { socketAddress: { address, portValue: port } },
    trafficDirection: 'OUTBOUND',
    bindToPort: false,
    listenerFilters: [
      { name: 'envoy.filters.listener.tls_inspector' },
      { name: 'envoy.filters.listener.http_inspector' },
    ],
    filterChains: [
      {
        filterChainMatch: {
          transportProtocol: 'raw_buffer',
          applicationProtocols: ['http/1.1', 'h2c'],
        },
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            typedConfig: {
              '@type': hcmType,
              statPrefix: `outbound_${address}_${port}`,
              rds: { configSource: {}, routeConfigName: routeName },
              httpFilters: outboundFilters,
              accessLog,
              tracing: {},
            },
          },
        ],
      },
    ],
    defaultFilterChain: {
      name: 'PassthroughFilterChain',
      filters: [tcpFilter('PassthroughCluster')],
    },
    ...more,
  };
}
