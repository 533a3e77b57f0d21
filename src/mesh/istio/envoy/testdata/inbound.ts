/** What istiod would write for the server of one port, by hand. */
import type { Cluster, FilterChain, ProxyConfig } from '#mesh/istio/envoy/config.ts';
import type { HttpFilter } from '#mesh/istio/envoy/http-filters.ts';
import type { NetworkFilter } from '#mesh/istio/envoy/network-filters.ts';
import type { TransportSocket } from '#mesh/istio/envoy/transport.ts';
import {
  accessLog,
  hcmType,
  passthroughCluster,
  routerFilter,
  secretNames,
  tcpFilter,
  tlsType,
  virtualOutbound,
} from './outbound.ts';

export type ServerMode = 'PERMISSIVE' | 'STRICT' | 'DISABLE';

const mutualServer: TransportSocket = {
  name: 'envoy.transport_sockets.tls',
  typedConfig: {
    '@type': `${tlsType}.DownstreamTlsContext`,
    requireClientCertificate: true,
    commonTlsContext: {
      alpnProtocols: ['h2', 'http/1.1'],
      ...secretNames,
      combinedValidationContext: {
        defaultValidationContext: {},
        validationContextSdsSecretConfig: { name: 'ROOTCA', sdsConfig: {} },
      },
    },
  },
};

export interface Inbound {
  readonly mode?: ServerMode;
  readonly port?: number;
  readonly filters?: readonly HttpFilter[];
  readonly networkFilters?: readonly NetworkFilter[];
  readonly isTcp?: boolean;
}

/** A server's: one port, and what passes through on the others. */
export function inbound(options: Inbound = {}): ProxyConfig {
  const { port = 8080 } = options;
  return {
    version: '1',
    listeners: [
      virtualOutbound,
      {
        name: 'virtualInbound',
        address: { socketAddress: { address: '0.0.0.0', portValue: 15006 } },
        trafficDirection: 'INBOUND',
        useOriginalDst: true,
        listenerFilters: [
          { name: 'envoy.filters.listener.original_dst' },
          { name: 'envoy.filters.listener.tls_inspector' },
          { name: 'envoy.filters.listener.http_inspector' },
        ],
        filterChains: inboundChains(options, port),
        accessLog: accessLog.map((log) => ({
          ...log,
          filter: { responseFlagFilter: { flags: ['NR'] } },
        })),
      },
    ],
    clusters: [
      inboundCluster('InboundPassthroughCluster'),
      inboundCluster(`inbound|${port}||`),
      passthroughCluster,
    ],
    routes: [],
    endpoints: [],
  };
}

const meshProtocols = [
  'istio-http/1.0',
  'istio-http/1.1',
  'istio-h2',
  'istio',
  'istio-peer-exchange',
];

function inboundChains(options: Inbound, port: number): readonly FilterChain[] {
  const { mode = 'PERMISSIVE' } = options;
  const filters = inboundFilters(options, port);
  const name = `0.0.0.0_${port}`;
  const tls = { destinationPort: port, transportProtocol: 'tls' } as const;
  const mutual: FilterChain = {
    name,
    filterChainMatch: {
      ...tls,
      ...(mode === 'PERMISSIVE' && { applicationProtocols: meshProtocols }),
    },
    filters,
    transportSocket: mutualServer,
  };
  const plain: FilterChain = {
    name,
    filterChainMatch: {
      destinationPort: port,
      ...(mode === 'PERMISSIVE' && { transportProtocol: 'raw_buffer' }),
    },
    filters,
  };
  const sealed: FilterChain = {
    name,
    filterChainMatch: tls,
    filters: [tcpFilter(`inbound|${port}||`)],
  };
  const passing: FilterChain = {
    name: 'virtualInbound',
    filterChainMatch: mode === 'STRICT' ? { transportProtocol: 'tls' } : {},
    ...(mode === 'STRICT' && { transportSocket: mutualServer }),
    filters: [tcpFilter('InboundPassthroughCluster')],
  };
  const own = { PERMISSIVE: [mutual, plain, sealed], STRICT: [mutual], DISABLE: [plain] };
  return [...own[mode], passing];
}

function inboundCluster(name: string): Cluster {
  return {
    name,
    type: 'ORIGINAL_DST',
    connectTimeout: '10s',
    lbPolicy: 'CLUSTER_PROVIDED',
    upstreamBindConfig: { sourceAddress: { address: '127.0.0.6', portValue: 0 } },
  };
}

function inboundFilters(options: Inbound, port: number): readonly NetworkFilter[] {
  const before = options.networkFilters ?? [];
  if (options.isTcp) return [...before, tcpFilter(`inbound|${port}||`)];
  return [
    ...before,
    {
      name: 'envoy.filters.network.http_connection_manager',
      typedConfig: {
        '@type': hcmType,
        statPrefix: `inbound_0.0.0.0_${port};`,
        routeConfig: {
          name: `inbound|${port}||`,
          virtualHosts: [
            {
              name: `inbound|http|${port}`,
              domains: ['*'],
              routes: [
                {
                  name: 'default',
                  match: { prefix: '/' },
                  route: { cluster: `inbound|${port}||`, timeout: '0s' },
                  decorator: { operation: 'web.shop.svc.cluster.local:80/*' },
                },
              ],
            },
          ],
        },
        httpFilters: [
          { name: 'istio.metadata_exchange' },
          ...(options.filters ?? []),
          routerFilter,
        ],
        accessLog,
        forwardClientCertDetails: 'APPEND_FORWARD',
        setCurrentClientCertDetails: { subject: true, dns: true, uri: true },
        serverName: 'istio-envoy',
        tracing: {},
      },
    },
  ];
}
