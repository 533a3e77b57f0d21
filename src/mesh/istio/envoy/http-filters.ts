/** What handles a request before it is routed, in the order of the list; the router is last. */
import type { RbacFilter } from './rbac.ts';
import type { StatsFilter } from './istio-stats.ts';
import type { JwtAuthentication } from './jwt.ts';

export type HttpFilter =
  | { readonly name: 'envoy.filters.http.router'; readonly typedConfig?: unknown }
  | { readonly name: 'envoy.filters.http.rbac'; readonly typedConfig: RbacFilter }
  | { readonly name: 'envoy.filters.http.jwt_authn'; readonly typedConfig: JwtAuthentication }
  | {
      readonly name: 'envoy.filters.http.fault' | 'envoy.filters.http.cors';
      readonly typedConfig?: unknown;
    }
  | StatsFilter
  /** Those that change nothing of what passes here, and are shown: metadata exchange, alpn, grpc_stats. */
  | { readonly name: PassingFilter; readonly typedConfig?: unknown };

type PassingFilter =
  | 'istio.metadata_exchange'
  | 'istio.alpn'
  | 'envoy.filters.http.grpc_stats'
  | 'envoy.filters.http.upgrade_filter_chain';
