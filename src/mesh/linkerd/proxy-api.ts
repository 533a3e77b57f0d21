import type { Address } from '#cluster/network/http.ts';
import type { Certificate } from '#mesh/x509/certificate.ts';

/*
 * What proxies ask of the control plane (linkerd2-proxy-api v0.18: identity.proto, destination.proto, inbound.proto, outbound.proto),
 * as values. The real calls are streams; here a proxy keeps what it was told with the `revision` that it was told at, and asks
 * again when that has changed. While nobody answers, it goes on with what it has.
 */

interface Revised {
  /** Another number whenever any answer may have changed. */
  readonly revision: () => number;
}

/** io.linkerd.proxy.identity.Identity, port 8080 of linkerd-identity. */
export interface Identity {
  certify: (request: CertifyRequest) => CertifyResponse;
}

export interface CertifyRequest {
  /** `web.emojivoto.serviceaccount.identity.linkerd.cluster.local`. */
  readonly identity: string;
  /** The projected token of the pod's service account, as the mounted file holds it. */
  readonly token: string;
}

export type CertifyResponse =
  | { readonly certificate: Certificate }
  /** A gRPC status: `FailedPrecondition`, `invalid token`. */
  | { readonly code: string; readonly message: string };

/** Where a proxy runs: the context token that it sends. */
export interface Workload {
  readonly namespace: string;
  readonly pod: string;
  readonly node: string;
}

/** io.linkerd.proxy.destination.Destination, port 8086 of linkerd-destination. */
export interface Destination extends Revised {
  /** Endpoints of `web-svc.emojivoto.svc.cluster.local:80`; undefined when there is no such Service: `InvalidArgument`. */
  get: (authority: string, workload: Workload) => Endpoints | undefined;
  /** Of a cluster IP, a pod's address or a name, with its port. */
  getProfile: (target: Address, workload: Workload) => DestinationProfile;
}

/** Metric labels, in the order in which they are printed. */
export type Labels = Readonly<Record<string, string>>;

export interface Endpoints {
  /** Of the Service: `namespace`, `service`. */
  readonly labels: Labels;
  readonly addresses: readonly Endpoint[];
}

export interface Endpoint {
  readonly address: Address;
  /** 10,000 is 1. */
  readonly weight: number;
  /** `pod`, `deployment`, `serviceaccount`, `namespace`, `control_plane_ns`, `pod_template_hash`… : metrics print them with `dst_` before. */
  readonly labels: Labels;
  /** Set when its pod is in the mesh: the server name, and the name in its certificate. */
  readonly tlsIdentity?: string;
  /** The peer's proxy takes HTTP/2, so that HTTP/1 travels in it. */
  readonly isHttp2: boolean;
  /** A port that is opaque there: bytes go to port 4143 with a transport header that says where to. */
  readonly opaqueTransportPort?: number;
  readonly zone?: string;
}

/** io.linkerd.proxy.destination.DestinationProfile: of a ServiceProfile, and what else is known of the target. */
export interface DestinationProfile {
  /** `web-svc.emojivoto.svc.cluster.local`; '' for what is no Service. */
  readonly fullyQualifiedName: string;
  readonly isOpaque: boolean;
  readonly routes: readonly ProfileRoute[];
  readonly retryBudget?: RetryBudget;
  readonly destinationOverrides: readonly WeightedDestination[];
  /** Of a single pod: its address was the target. */
  readonly endpoint?: Endpoint;
  /** `parent_name`… of the Service, for metrics. */
  readonly parent?: Metadata;
}

interface WeightedDestination {
  readonly authority: string;
  readonly weight: number;
}

export interface ProfileRoute {
  readonly labels: Labels;
  readonly condition: RequestMatch;
  readonly responseClasses: readonly ResponseClass[];
  readonly isRetryable: boolean;
  readonly timeoutMs?: number;
}

export type RequestMatch =
  | { readonly all: readonly RequestMatch[] }
  | { readonly any: readonly RequestMatch[] }
  | { readonly not: RequestMatch }
  | { readonly pathRegex: string }
  | { readonly method: string };

export interface ResponseClass {
  readonly condition: ResponseMatch;
  readonly isFailure: boolean;
}

export type ResponseMatch =
  | { readonly all: readonly ResponseMatch[] }
  | { readonly any: readonly ResponseMatch[] }
  | { readonly not: ResponseMatch }
  | { readonly status: { readonly min: number; readonly max: number } };

export interface RetryBudget {
  readonly retryRatio: number;
  readonly minRetriesPerSecond: number;
  readonly ttlMs: number;
}

/** The policy controller, port 8090 of linkerd-policy: io.linkerd.proxy.inbound and .outbound. */
export interface Policy extends Revised {
  /** InboundServerPolicies.WatchPort. */
  inbound: (workload: Workload, port: number) => InboundServer;
  /** OutboundPolicies.Watch; undefined when the target is unknown: `NotFound`. */
  outbound: (target: Address, workload: Workload) => OutboundPolicy | undefined;
}

/** io.linkerd.proxy.meta.Metadata: what a policy was made of, as metrics and logs name it. */
export interface Metadata {
  /** `policy.linkerd.io`, `gateway.networking.k8s.io`, `core` or '' for a default. */
  readonly group: string;
  /** `server`, `httproute`, `authorizationpolicy`, `default`… */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

export interface InboundServer {
  readonly server: Metadata;
  readonly protocol: InboundProtocol;
  /** Of connections, and of requests that no route has others for. */
  readonly authorizations: readonly Authorization[];
  readonly rateLimit?: RateLimit;
}

export type InboundProtocol =
  | {
      readonly type: 'detect';
      readonly timeoutMs: number;
      readonly routes: readonly InboundRoute[];
    }
  | { readonly type: 'http1' | 'http2' | 'grpc'; readonly routes: readonly InboundRoute[] }
  | { readonly type: 'opaque' | 'tls' };

/** Who may speak: from one of the networks, and as `authentication` says. */
export interface Authorization {
  readonly metadata: Metadata;
  readonly networks: readonly Network[];
  readonly authentication: Authentication;
  /** Of accessPolicy `audit`: it lets pass what nothing else allows, and tells. */
  readonly isAudit?: boolean;
}

export interface Network {
  /** CIDR. */
  readonly net: string;
  readonly except: readonly string[];
}

export type Authentication =
  | { readonly type: 'unauthenticated' }
  /** TLS from anybody in the mesh. */
  | { readonly type: 'mesh-tls-unauthenticated' }
  | {
      readonly type: 'mesh-tls';
      /** Exact names. */
      readonly identities: readonly string[];
      /** `*.emojivoto.serviceaccount…` as its parts without the star: names that end in them. */
      readonly suffixes: readonly string[];
    };

export interface RateLimit {
  readonly metadata: Metadata;
  readonly totalRps?: number;
  readonly identityRps?: number;
  readonly overrides: readonly { readonly rps: number; readonly identities: readonly string[] }[];
}

export interface RouteMatch {
  /** Empty: any host. `*.example.com` is a suffix. */
  readonly hosts: readonly string[];
  /** One is enough; none matches all. */
  readonly matches: readonly HttpMatch[];
}

export interface HttpMatch {
  readonly path?: { readonly type: 'exact' | 'prefix' | 'regex'; readonly value: string };
  readonly method?: string;
  readonly headers: readonly ValueMatch[];
  readonly queryParams: readonly ValueMatch[];
}

export interface ValueMatch {
  readonly name: string;
  readonly type: 'exact' | 'regex';
  readonly value: string;
}

export interface InboundRoute extends RouteMatch {
  readonly metadata: Metadata;
  /** Without the server's own. */
  readonly authorizations: readonly Authorization[];
  readonly filters: readonly Filter[];
}

export type Filter =
  | {
      readonly type: 'request-headers' | 'response-headers';
      readonly set: readonly (readonly [string, string])[];
      readonly add: readonly (readonly [string, string])[];
      readonly remove: readonly string[];
    }
  | {
      readonly type: 'redirect';
      readonly scheme?: string;
      readonly host?: string;
      readonly port?: number;
      readonly path?: { readonly type: 'full' | 'prefix'; readonly value: string };
      readonly status: number;
    }
  | { readonly type: 'failure'; readonly status: number; readonly message: string };

export interface OutboundPolicy {
  /** The Service, EgressNetwork or endpoint that was asked for. */
  readonly parent: Metadata;
  readonly protocol: OutboundProtocol;
  /** Circuit breaking, by annotation of the Service. */
  readonly failureAccrual?: {
    readonly maxFailures: number;
    readonly minBackoffMs: number;
    readonly maxBackoffMs: number;
    readonly jitterRatio: number;
  };
}

export type OutboundProtocol =
  | {
      readonly type: 'detect';
      readonly timeoutMs: number;
      readonly routes: readonly OutboundRoute[];
      /** Of an EgressNetwork: connections that are no HTTP. Elsewhere they go where the first route does. */
      readonly transport?: Readonly<Record<'tls' | 'tcp', TransportRoute>>;
    }
  | { readonly type: 'http1' | 'http2' | 'grpc'; readonly routes: readonly OutboundRoute[] }
  /** Also of TLSRoutes and TCPRoutes as far as simulated. */
  | { readonly type: 'opaque' | 'tls'; readonly backends: readonly Backend[] };

export interface TransportRoute {
  readonly metadata: Metadata;
  readonly isForbidden: boolean;
}

export interface OutboundRoute extends RouteMatch {
  readonly metadata: Metadata;
  readonly filters: readonly Filter[];
  readonly backends: readonly Backend[];
  readonly retry?: {
    /** Statuses: `5xx`, `gateway-error` come as ranges. */
    readonly statuses: readonly { readonly min: number; readonly max: number }[];
    /** Names in lower case: `unavailable`. */
    readonly grpcCodes: readonly string[];
    readonly limit: number;
    readonly timeoutMs?: number;
  };
  readonly timeouts: {
    readonly requestMs?: number;
    readonly responseMs?: number;
    readonly idleMs?: number;
  };
  readonly allowsL5dRequestHeaders: boolean;
}

export interface Backend {
  readonly metadata: Metadata;
  readonly weight: number;
  readonly filters: readonly Filter[];
  readonly dispatcher:
    /** EWMA over the endpoints of this authority. */
    | { readonly type: 'balancer'; readonly authority: string }
    /** Straight to where the client wanted. */
    | { readonly type: 'forward'; readonly address: Address; readonly endpoint?: Endpoint }
    /** A backend that is not there: 500 with this message. */
    | { readonly type: 'fail'; readonly message: string };
}
