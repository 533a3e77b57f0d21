/**
 * Envoy's v3 configuration, as far as this proxy executes it: the JSON of a config dump in the names of protojson (camelCase).
 * istiod computes it, the proxy executes it, `istioctl proxy-config` prints it; there is no second truth.
 * Durations are texts in seconds (`0s`, `2.500s`). `'@type'` names the message inside an Any.
 */
import type { CidrRange, Metadata } from './matchers.ts';
import type { NetworkFilter } from './network-filters.ts';
import type { RouteConfiguration } from './routes.ts';
import type { SecretResource, TransportSocket } from './transport.ts';

/** All that a control plane gives one proxy. An immutable value; parts may be computed when first read. */
export interface ProxyConfig {
  /** Of the push that made it: `2026-11-25T04:00:00Z/3`. */
  readonly version: string;
  readonly listeners: readonly Listener[];
  readonly clusters: readonly Cluster[];
  /** Those that listeners and the proxy's filters name by `rds`. */
  readonly routes: readonly RouteConfiguration[];
  /** Of the clusters of type EDS. */
  readonly endpoints: readonly ClusterLoadAssignment[];
  /** A gateway's, of those that its listeners and clusters name; the agent beside it gives the others. */
  readonly secrets?: readonly SecretResource[];
}

interface SocketAddress {
  readonly socketAddress: {
    readonly address: string;
    readonly portValue: number;
    readonly protocol?: 'TCP';
  };
}

interface PipeAddress {
  readonly pipe: { readonly path: string };
}

export interface Listener {
  readonly name: string;
  readonly address: SocketAddress;
  readonly filterChains?: readonly FilterChain[];
  readonly defaultFilterChain?: FilterChain;
  readonly listenerFilters?: readonly ListenerFilter[];
  readonly listenerFiltersTimeout?: string;
  readonly continueOnListenerFiltersTimeout?: boolean;
  readonly trafficDirection?: 'INBOUND' | 'OUTBOUND';
  readonly useOriginalDst?: boolean;
  /** False: reached from the virtual listener only. */
  readonly bindToPort?: boolean;
  readonly accessLog?: readonly AccessLog[];
  readonly metadata?: Metadata;
}

export interface ListenerFilter {
  readonly name: string;
  readonly typedConfig?: { readonly '@type': string } & Readonly<Record<string, unknown>>;
  /** Where it does not look: by destination port. */
  readonly filterDisabled?: FilterDisabled;
}

export type FilterDisabled =
  | { readonly destinationPortRange: { readonly start: number; readonly end: number } }
  | { readonly orMatch: { readonly rules: readonly FilterDisabled[] } }
  | { readonly notMatch: FilterDisabled };

export interface FilterChain {
  readonly name?: string;
  readonly filterChainMatch?: FilterChainMatch;
  readonly filters: readonly NetworkFilter[];
  readonly transportSocket?: TransportSocket;
  readonly metadata?: Metadata;
}

/** All that is given must match; Envoy picks the most specific chain, in the order of these fields. */
export interface FilterChainMatch {
  readonly destinationPort?: number;
  readonly prefixRanges?: readonly CidrRange[];
  readonly serverNames?: readonly string[];
  readonly transportProtocol?: 'tls' | 'raw_buffer';
  readonly applicationProtocols?: readonly string[];
  readonly sourcePrefixRanges?: readonly CidrRange[];
}

export interface AccessLog {
  readonly name: string;
  /** Only requests that it lets through are logged; `cel` is shown, and lets all through. */
  readonly filter?: AccessLogFilter;
  readonly typedConfig: {
    readonly '@type': string;
    readonly path: string;
    readonly logFormat:
      | { readonly textFormatSource: { readonly inlineString: string } }
      | { readonly jsonFormat: Readonly<Record<string, unknown>> };
  };
}

export type AccessLogFilter =
  | { readonly responseFlagFilter: { readonly flags: readonly string[] } }
  | { readonly extensionFilter: { readonly name: string; readonly typedConfig: unknown } }
  | { readonly andFilter: { readonly filters: readonly AccessLogFilter[] } };

export type DiscoveryType = 'STATIC' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'EDS' | 'ORIGINAL_DST';

export interface Cluster {
  readonly name: string;
  readonly altStatName?: string;
  readonly type: DiscoveryType;
  readonly edsClusterConfig?: { readonly edsConfig: unknown; readonly serviceName: string };
  readonly connectTimeout: string;
  readonly lbPolicy?:
    'ROUND_ROBIN' | 'LEAST_REQUEST' | 'RING_HASH' | 'RANDOM' | 'MAGLEV' | 'CLUSTER_PROVIDED';
  readonly ringHashLbConfig?: Readonly<Record<string, unknown>>;
  readonly maglevLbConfig?: Readonly<Record<string, unknown>>;
  readonly leastRequestLbConfig?: Readonly<Record<string, unknown>>;
  readonly roundRobinLbConfig?: Readonly<Record<string, unknown>>;
  /** `healthyPanicThreshold: {}` is zero: never panics. `localityWeightedLbConfig`: by the localities' weights. */
  readonly commonLbConfig?: CommonLbConfig;
  readonly dnsLookupFamily?: 'V4_ONLY';
  readonly dnsRefreshRate?: string;
  readonly respectDnsTtl?: boolean;
  readonly cleanupInterval?: string;
  readonly upstreamConnectionOptions?: { readonly tcpKeepalive: Readonly<Record<string, number>> };
  readonly circuitBreakers?: { readonly thresholds: readonly Thresholds[] };
  readonly outlierDetection?: OutlierDetection;
  readonly transportSocket?: TransportSocket;
  /** Chosen by an endpoint's metadata `envoy.transport_socket_match`: auto mTLS. */
  readonly transportSocketMatches?: readonly TransportSocketMatch[];
  readonly loadAssignment?: ClusterLoadAssignment;
  readonly upstreamBindConfig?: {
    readonly sourceAddress: { readonly address: string; readonly portValue?: number };
  };
  readonly typedExtensionProtocolOptions?: {
    readonly 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'?: HttpProtocolOptions;
  };
  readonly maxRequestsPerConnection?: number;
  readonly filters?: readonly unknown[];
  readonly metadata?: Metadata;
}

interface CommonLbConfig {
  /** In percent; 50 where it is left out. */
  readonly healthyPanicThreshold?: { readonly value?: number };
  readonly localityWeightedLbConfig?: Readonly<Record<string, never>>;
}

/** What is spoken upstream: HTTP/1.1 when left out. */
export interface HttpProtocolOptions {
  readonly '@type': string;
  readonly explicitHttpConfig?: {
    readonly httpProtocolOptions?: Readonly<Record<string, unknown>>;
    readonly http2ProtocolOptions?: Readonly<Record<string, unknown>>;
  };
  readonly useDownstreamProtocolConfig?: Readonly<Record<string, unknown>>;
  readonly commonHttpProtocolOptions?: Readonly<Record<string, unknown>>;
  /** The server's name is the request's host, and the certificate must be for it. */
  readonly upstreamHttpProtocolOptions?: {
    readonly autoSni?: boolean;
    readonly autoSanValidation?: boolean;
  };
}

export interface Thresholds {
  readonly maxConnections?: number;
  readonly maxPendingRequests?: number;
  readonly maxRequests?: number;
  readonly maxRetries?: number;
  readonly trackRemaining?: boolean;
}

export interface OutlierDetection {
  readonly consecutive5xx?: number;
  readonly consecutiveGatewayFailure?: number;
  readonly consecutiveLocalOriginFailure?: number;
  readonly enforcingConsecutive5xx?: number;
  readonly enforcingConsecutiveGatewayFailure?: number;
  readonly enforcingConsecutiveLocalOriginFailure?: number;
  readonly enforcingLocalOriginSuccessRate?: number;
  readonly enforcingSuccessRate?: number;
  readonly interval?: string;
  readonly baseEjectionTime?: string;
  readonly maxEjectionPercent?: number;
  readonly splitExternalLocalOriginErrors?: boolean;
}

export interface TransportSocketMatch {
  readonly name: string;
  /** Empty matches every endpoint. */
  readonly match: Readonly<Record<string, string>>;
  readonly transportSocket: TransportSocket;
}

export interface ClusterLoadAssignment {
  readonly clusterName: string;
  readonly endpoints: readonly LocalityEndpoints[];
}

export interface LocalityEndpoints {
  readonly locality?: {
    readonly region?: string;
    readonly zone?: string;
    readonly subZone?: string;
  };
  readonly lbEndpoints: readonly LbEndpoint[];
  readonly loadBalancingWeight?: number;
  readonly priority?: number;
}

export interface LbEndpoint {
  readonly endpoint: { readonly address: SocketAddress | PipeAddress; readonly hostname?: string };
  readonly healthStatus?: 'HEALTHY' | 'UNHEALTHY' | 'DRAINING';
  readonly metadata?: Metadata;
  readonly loadBalancingWeight?: number;
}
