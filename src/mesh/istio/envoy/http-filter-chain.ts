import { loaded, policies } from '#mesh/istio/late-parts.ts';
import type { Headers, HttpRequest } from '#cluster/network/http.ts';
import type { UpstreamCluster } from './cluster-manager.ts';
import { allowedOrigin, corsHeaders, isPreflight, preflightReply } from './cors.ts';
import { injectFault } from './fault.ts';
import type { HttpFilter } from './http-filters.ts';
import type { LocalReply } from './local-reply.ts';
import type { HttpConnectionManager } from './network-filters.ts';
import { exchangeMetadata } from './peer-metadata.ts';
import type { RbacFilter } from './rbac.ts';
import type { Route, WeightedCluster } from './routes.ts';
import type { Runtime } from './runtime.ts';
import type { StreamInfo } from './stream-info.ts';

/** A request's route, and which of its clusters chance has chosen. */
export interface Found {
  readonly route: Route;
  readonly chosen: WeightedCluster | undefined;
  readonly cluster: UpstreamCluster | undefined;
}

/** A request among the filters of its connection manager. */
export interface Filtering {
  readonly manager: HttpConnectionManager;
  readonly stream: StreamInfo;
  request: HttpRequest;
  found: Found | undefined;
  /** Asks again for the route: a token's claims may choose another one. */
  readonly findRoute: (request: HttpRequest) => Found | undefined;
  /** What filters add to the response, whoever makes it. */
  responseHeaders: Headers;
}

/** The first answer that a filter gives in the upstream's place; undefined where all let the request pass. */
export function runFilters(runtime: Runtime, filtering: Filtering): LocalReply | undefined {
  for (const filter of filtering.manager.httpFilters) {
    const reply = runFilter(runtime, filtering, filter);
    if (reply) return reply;
  }
  return undefined;
}

function runFilter(
  runtime: Runtime,
  filtering: Filtering,
  filter: HttpFilter,
): LocalReply | undefined {
  switch (filter.name) {
    case 'envoy.filters.http.cors':
      return runCors(filtering);
    case 'envoy.filters.http.fault': {
      const fault = filtering.found?.route.typedPerFilterConfig?.['envoy.filters.http.fault'];
      return fault && injectFault(fault, runtime.random, filtering.stream);
    }
    case 'envoy.filters.http.jwt_authn': {
      const now = runtime.clock.now();
      const verdict = loaded(policies).authenticateJwt(filter.typedConfig, filtering.request, now);
      if (verdict.type === 'refused') return verdict;
      const { stream } = filtering;
      stream.metadata = { ...stream.metadata, ...verdict.metadata };
      filtering.request = verdict.request;
      filtering.found = filtering.findRoute(verdict.request);
      return undefined;
    }
    case 'istio.metadata_exchange':
      filtering.request = exchangeMetadata(filtering.stream, filtering.request, runtime);
      return undefined;
    case 'envoy.filters.http.rbac':
      return runRbac(runtime, filtering, filter.typedConfig);
    case 'envoy.filters.http.router':
    case 'envoy.filters.http.grpc_stats':
    case 'envoy.filters.http.upgrade_filter_chain':
    case 'istio.alpn':
    case 'istio.stats':
      return undefined;
  }
}

function runCors(filtering: Filtering): LocalReply | undefined {
  const policy = filtering.found?.route.typedPerFilterConfig?.['envoy.filters.http.cors'];
  const origin = policy && allowedOrigin(policy, filtering.request);
  if (!policy || origin === undefined) return undefined;
  if (isPreflight(filtering.request)) return preflightReply(policy, origin);
  filtering.responseHeaders = [...filtering.responseHeaders, ...corsHeaders(policy, origin)];
  return undefined;
}

function runRbac(
  { stats }: Runtime,
  { manager, stream, request }: Filtering,
  filter: RbacFilter,
): LocalReply | undefined {
  const { downstream } = stream;
  const verdict = loaded(policies).evaluateRbac(filter, {
    connection: {
      source: downstream.remote,
      destination: downstream.local,
      time: downstream.time,
      tls: downstream.tls,
    },
    destinationPort: downstream.local.port,
    request,
    remoteIp: stream.remote.ip,
    metadata: stream.metadata,
  });
  const scope = stats.scope(`http.${manager.statPrefix}.rbac.`);
  const shadow = `${filter.shadowRulesStatPrefix ?? ''}`;
  if (filter.rules) scope.add(verdict.allowed ? 'allowed' : 'denied');
  if (verdict.shadow)
    scope.add(`${shadow}${verdict.shadow.allowed ? 'shadow_allowed' : 'shadow_denied'}`);
  if (verdict.allowed) return undefined;
  return {
    status: 403,
    body: 'RBAC: access denied',
    details: `rbac_access_denied_matched_policy[${verdict.policy ?? 'none'}]`,
  };
}
