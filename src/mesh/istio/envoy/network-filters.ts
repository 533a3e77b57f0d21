/** What handles a connection once its filter chain is known. */
import type { AccessLog } from './config.ts';
import type { HttpFilter } from './http-filters.ts';
import type { StatsFilter } from './istio-stats.ts';
import type { RbacFilter } from './rbac.ts';
import type { RouteConfiguration } from './routes.ts';

export type NetworkFilter =
  | {
      readonly name: 'envoy.filters.network.http_connection_manager';
      readonly typedConfig: HttpConnectionManager;
    }
  | { readonly name: 'envoy.filters.network.tcp_proxy'; readonly typedConfig: TcpProxy }
  | { readonly name: 'envoy.filters.network.rbac'; readonly typedConfig: RbacFilter }
  | StatsFilter
  /** Those that change nothing of what passes: metadata exchange. */
  | {
      readonly name: 'istio.metadata_exchange' | 'envoy.filters.network.sni_cluster';
      readonly typedConfig?: unknown;
    };

export interface HttpConnectionManager {
  readonly '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
  /** `outbound_0.0.0.0_9080`, `inbound_0.0.0.0_9080`. */
  readonly statPrefix: string;
  readonly rds?: { readonly configSource: unknown; readonly routeConfigName: string };
  readonly routeConfig?: RouteConfiguration;
  readonly httpFilters: readonly HttpFilter[];
  readonly accessLog?: readonly AccessLog[];
  readonly forwardClientCertDetails?:
    'SANITIZE_SET' | 'APPEND_FORWARD' | 'FORWARD_ONLY' | 'SANITIZE' | 'ALWAYS_FORWARD_ONLY';
  readonly setCurrentClientCertDetails?: {
    readonly subject?: boolean;
    readonly dns?: boolean;
    readonly uri?: boolean;
    readonly cert?: boolean;
  };
  readonly useRemoteAddress?: boolean;
  readonly xffNumTrustedHops?: number;
  readonly normalizePath?: boolean;
  readonly mergeSlashes?: boolean;
  readonly pathWithEscapedSlashesAction?: string;
  readonly serverHeaderTransformation?: 'PASS_THROUGH';
  readonly generateRequestId?: boolean;
  readonly requestIdExtension?: unknown;
  readonly httpProtocolOptions?: Readonly<Record<string, unknown>>;
  readonly http2ProtocolOptions?: Readonly<Record<string, unknown>>;
  readonly serverName?: string;
  readonly streamIdleTimeout?: string;
  readonly tracing?: unknown;
  readonly upgradeConfigs?: readonly unknown[];
}

export interface TcpProxy {
  readonly '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy';
  readonly statPrefix: string;
  readonly cluster?: string;
  readonly weightedClusters?: {
    readonly clusters: readonly { readonly name: string; readonly weight: number }[];
  };
  readonly idleTimeout?: string;
  readonly hashPolicy?: readonly Readonly<Record<string, unknown>>[];
  readonly accessLog?: readonly AccessLog[];
}
