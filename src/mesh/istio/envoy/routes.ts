/** HTTP routing. */
import type {
  FractionalPercent,
  HeaderMatcher,
  Metadata,
  QueryParameterMatcher,
  RegexMatcher,
  StringMatcher,
} from './matchers.ts';
import type { MetadataMatcher } from './rbac.ts';

export interface RouteConfiguration {
  /** `9080`, `http.8080`, `inbound|9080||`. */
  readonly name: string;
  readonly virtualHosts: readonly VirtualHost[];
  readonly validateClusters?: boolean;
  readonly ignorePortInHostMatching?: boolean;
  readonly maxDirectResponseBodySizeBytes?: number;
}

export interface VirtualHost {
  readonly name: string;
  /** `reviews.default.svc.cluster.local:9080`, `*.example.com`, `*`. */
  readonly domains: readonly string[];
  readonly routes: readonly Route[];
  readonly includeRequestAttemptCount?: boolean;
  readonly requireTls?: 'ALL';
  readonly typedPerFilterConfig?: Readonly<Record<string, unknown>>;
}

/** Exactly one of route, redirect and directResponse. */
export interface Route {
  readonly name?: string;
  readonly match: RouteMatch;
  readonly route?: RouteAction;
  readonly redirect?: RedirectAction;
  readonly directResponse?: {
    readonly status: number;
    readonly body?: { readonly inlineString: string };
  };
  readonly metadata?: Metadata;
  readonly decorator?: { readonly operation: string };
  /** `envoy.filters.http.fault`: HttpFault; `envoy.filters.http.cors`: CorsPolicy. */
  readonly typedPerFilterConfig?: {
    readonly 'envoy.filters.http.fault'?: HttpFault;
    readonly 'envoy.filters.http.cors'?: CorsPolicy;
  };
  readonly requestHeadersToAdd?: readonly HeaderValueOption[];
  readonly requestHeadersToRemove?: readonly string[];
  readonly responseHeadersToAdd?: readonly HeaderValueOption[];
  readonly responseHeadersToRemove?: readonly string[];
}

export type RouteMatch = {
  readonly caseSensitive?: boolean;
  readonly headers?: readonly HeaderMatcher[];
  readonly queryParameters?: readonly QueryParameterMatcher[];
  readonly runtimeFraction?: { readonly defaultValue: FractionalPercent };
  readonly grpc?: Readonly<Record<string, never>>;
  /** What a JWT says: `@request.auth.claims` in a VirtualService. */
  readonly dynamicMetadata?: readonly (MetadataMatcher & { readonly invert?: boolean })[];
} & (
  | { readonly prefix: string }
  | { readonly path: string }
  | { readonly pathSeparatedPrefix: string }
  | { readonly safeRegex: RegexMatcher }
);

export interface RouteAction {
  readonly cluster?: string;
  readonly weightedClusters?: {
    readonly clusters: readonly WeightedCluster[];
    readonly totalWeight?: number;
  };
  readonly clusterNotFoundResponseCode?: 'INTERNAL_SERVER_ERROR' | 'SERVICE_UNAVAILABLE';
  readonly timeout?: string;
  readonly maxGrpcTimeout?: string;
  readonly maxStreamDuration?: {
    readonly maxStreamDuration?: string;
    readonly grpcTimeoutHeaderMax?: string;
  };
  readonly retryPolicy?: RetryPolicy;
  readonly prefixRewrite?: string;
  readonly regexRewrite?: { readonly pattern: RegexMatcher; readonly substitution: string };
  readonly hostRewriteLiteral?: string;
  readonly autoHostRewrite?: boolean;
  readonly hashPolicy?: readonly HashPolicy[];
  readonly requestMirrorPolicies?: readonly {
    readonly cluster: string;
    readonly runtimeFraction?: { readonly defaultValue: FractionalPercent };
    readonly traceSampled?: boolean;
    readonly disableShadowHostSuffixAppend?: boolean;
  }[];
}

/** What a consistent load balancer hashes. */
export type HashPolicy = { readonly terminal?: boolean } & (
  | { readonly header: { readonly headerName: string } }
  | { readonly cookie: { readonly name: string; readonly ttl?: string; readonly path?: string } }
  | { readonly connectionProperties: { readonly sourceIp: boolean } }
  | { readonly queryParameter: { readonly name: string } }
);

export interface WeightedCluster {
  readonly name: string;
  readonly weight: number;
  readonly requestHeadersToAdd?: readonly HeaderValueOption[];
  readonly requestHeadersToRemove?: readonly string[];
  readonly responseHeadersToAdd?: readonly HeaderValueOption[];
  readonly responseHeadersToRemove?: readonly string[];
  readonly hostRewriteLiteral?: string;
}

export interface RetryPolicy {
  /** `connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes`. */
  readonly retryOn: string;
  readonly numRetries?: number;
  readonly perTryTimeout?: string;
  readonly retriableStatusCodes?: readonly number[];
  readonly retryHostPredicate?: readonly unknown[];
  readonly hostSelectionRetryMaxAttempts?: string;
  readonly retryBackOff?: { readonly baseInterval: string; readonly maxInterval?: string };
}

export interface RedirectAction {
  readonly hostRedirect?: string;
  readonly pathRedirect?: string;
  readonly prefixRewrite?: string;
  readonly regexRewrite?: { readonly pattern: RegexMatcher; readonly substitution: string };
  readonly schemeRedirect?: string;
  readonly portRedirect?: number;
  readonly responseCode?:
    'MOVED_PERMANENTLY' | 'FOUND' | 'SEE_OTHER' | 'TEMPORARY_REDIRECT' | 'PERMANENT_REDIRECT';
}

export interface HeaderValueOption {
  readonly header: { readonly key: string; readonly value: string };
  readonly appendAction?:
    'APPEND_IF_EXISTS_OR_ADD' | 'OVERWRITE_IF_EXISTS_OR_ADD' | 'ADD_IF_ABSENT';
}

export interface HttpFault {
  readonly '@type': string;
  readonly delay?: { readonly fixedDelay: string; readonly percentage: FractionalPercent };
  readonly abort?: {
    readonly httpStatus?: number;
    readonly grpcStatus?: number;
    readonly percentage: FractionalPercent;
  };
}

export interface CorsPolicy {
  readonly '@type': string;
  readonly allowOriginStringMatch?: readonly StringMatcher[];
  readonly allowMethods?: string;
  readonly allowHeaders?: string;
  readonly exposeHeaders?: string;
  readonly maxAge?: string;
  readonly allowCredentials?: boolean;
  readonly forwardNotMatchingPreflights?: boolean;
  readonly filterEnabled?: { readonly defaultValue: FractionalPercent };
}
