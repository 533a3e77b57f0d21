import { header } from '#cluster/network/headers.ts';
import type {
  Address,
  Connection,
  HttpRequest,
  HttpResponse,
  Outcome,
} from '#cluster/network/http.ts';
import type {
  Authorization,
  InboundRoute,
  InboundServer,
  Metadata,
} from '#mesh/linkerd/proxy-api.ts';
import { authorizationFor } from './authorize.ts';
import { classify } from './classify.ts';
import {
  connectCauses,
  errorResponse,
  failureMessage,
  osError,
  proxyError,
  within,
  type ProxyError,
} from './errors.ts';
import { applyFilters, applyResponseFilters } from './filters.ts';
import { inboundProfile } from './inbound-profile.ts';
import {
  addressText,
  metadataLabels,
  serverLabels,
  serverTlsDebug,
  serverTlsKey,
  serverTlsLabels,
  serverTlsTap,
  targetLabels,
  type ServerTlsState,
} from './labels.ts';
import { originalProtocol } from './outbound-endpoint.ts';
import type { RateLimiter } from './rate-limit.ts';
import { findRoute } from './route-match.ts';
import { httpSeries, type Runtime } from './runtime.ts';

/** A connection that came in, to be served by policy. */
export interface Arrival {
  readonly connection: Connection;
  readonly tls: ServerTlsState;
  readonly server: InboundServer;
  /** Where the client wanted to go; the admin server has no address of its own. */
  readonly target: Address;
  /** `inbound:server{port=8080}`. */
  readonly spans: string;
  /** The application. */
  readonly serve: (request: HttpRequest) => Outcome;
}

/** One HTTP request (linkerd/app/inbound/src/http, policy/http.rs). */
export function serveHttp(
  runtime: Runtime,
  limiter: RateLimiter,
  arrival: Arrival,
  original: HttpRequest,
): Outcome {
  const isUpgraded = header(original, originalProtocol) !== undefined;
  const request = isUpgraded ? downgraded(original) : original;
  const checked = check(runtime, limiter, arrival, request);
  const result: Outcome =
    'error' in checked
      ? rescue(runtime, arrival, request, { error: checked.error, elapsed: 0.1 })
      : forward(runtime, arrival, checked);
  if (!isUpgraded || result.type === 'failure') return result;
  return { ...result, response: { ...result.response, protocol: 'HTTP/2' } };
}

function downgraded(request: HttpRequest): HttpRequest {
  const headers = request.headers.filter(([name]) => name !== originalProtocol);
  return { ...request, headers, protocol: 'HTTP/1.1' };
}

interface Permitted {
  readonly request: HttpRequest;
  readonly route: InboundRoute;
  readonly authorization: Authorization;
}

/** A route, an authorization, a place within the limit, filters. */
function check(
  runtime: Runtime,
  limiter: RateLimiter,
  arrival: Arrival,
  request: HttpRequest,
): Permitted | { readonly error: ProxyError } {
  const { metrics, memo } = runtime;
  const { server, target, tls, connection } = arrival;
  const place = (): string => `${targetLabels(target)},${serverLabels(server, target.port)}`;
  const routes = 'routes' in server.protocol ? server.protocol.routes : [];
  const matched = findRoute(routes, request);
  if (!matched) {
    metrics.count('inbound_http_route_not_found_total', `${place()},${serverTlsLabels(tls)}`);
    return { error: told(arrival, proxyError('notFound', 'no route found for request')) };
  }
  const { route } = matched;
  const authorizations = [...route.authorizations, ...server.authorizations];
  const client = { ip: connection.source.ip, tls };
  const authorization = authorizationFor(authorizations, client);
  const ofRoute = (): string => `${place()},${metadataLabels('route', route.metadata)}`;
  if (!authorization) {
    deny(runtime, arrival, route.metadata);
    metrics.count('inbound_http_authz_deny_total', `${ofRoute()},${serverTlsLabels(tls)}`);
    const error = proxyError('permissionDenied', 'unauthorized request on route');
    return { error: told(arrival, error) };
  }
  const { metadata: authz } = authorization;
  if (authorization.isAudit) audit(runtime, arrival, route.metadata, authz);
  memo
    .counter(server, keyOf(arrival, { route, authorization }), () =>
      metrics.counter(
        'inbound_http_authz_allow_total',
        `${ofRoute()},${metadataLabels('authz', authz)},${serverTlsLabels(tls)}`,
      ),
    )
    .add();
  const exceeded = limitOf(runtime, limiter, arrival, place);
  if (exceeded) return { error: told(arrival, exceeded) };
  const filtered = applyFilters(route.filters, request, matched.prefix);
  if ('error' in filtered) return { error: told(arrival, filtered.error) };
  return { request: withIdentity(filtered.request, tls), route, authorization };
}

/** What the labels of a permitted request follow from, besides its server. */
function keyOf(
  { target, tls }: Arrival,
  { route, authorization }: Pick<Permitted, 'route' | 'authorization'>,
): string {
  const { group, kind, name } = authorization.metadata;
  const { kind: routeKind, name: routeName } = route.metadata;
  return `${target.port} ${serverTlsKey(tls)} ${routeKind}/${routeName} ${group}/${kind}/${name}`;
}

/** With who met it: `client 10.244.0.20:53274: server: 10.244.0.23:80: …`. */
function told({ connection, target }: Arrival, error: ProxyError): ProxyError {
  const context = `client ${addressText(connection.source)}: server: ${addressText(target)}`;
  const [cause = '', ...rest] = error.causes;
  return { ...error, causes: [context, cause, ...rest] };
}

function limitOf(
  { metrics, clock }: Runtime,
  limiter: RateLimiter,
  { server, target, tls }: Arrival,
  place: () => string,
): ProxyError | undefined {
  const { rateLimit } = server;
  if (!rateLimit) return undefined;
  const id = tls.type === 'established' ? tls.clientId : undefined;
  const exceeded = limiter.check(target.port, rateLimit, id, clock.now());
  if (!exceeded) return undefined;
  const { scope, message } = exceeded;
  const ofLimit = `${metadataLabels('ratelimit', rateLimit.metadata)},ratelimit_scope="${scope}"`;
  metrics.count(
    'inbound_http_local_ratelimit_total',
    `${place()},${ofLimit},${serverTlsLabels(tls)}`,
  );
  return proxyError('rateLimited', message);
}

/** `l5d-client-id` says who asks, and nobody else may say it. */
function withIdentity(request: HttpRequest, tls: ServerTlsState): HttpRequest {
  const headers = request.headers.filter(([name]) => name !== 'l5d-client-id');
  const isKnown = tls.type === 'established' && tls.clientId !== undefined;
  return {
    ...request,
    headers: isKnown ? [...headers, ['l5d-client-id', tls.clientId ?? '']] : headers,
  };
}

const policyTarget = 'linkerd_app_inbound::policy::http';

function fields({ server, tls, connection }: Arrival, route: Metadata): string {
  return [
    `server.group=${server.server.group} server.kind=${server.server.kind} server.name=${server.server.name}`,
    `route.group=${route.group} route.kind=${route.kind} route.name=${route.name}`,
    `client.tls=${serverTlsDebug(tls)} client.ip=${connection.source.ip}`,
  ].join(' ');
}

function deny({ log }: Runtime, arrival: Arrival, route: Metadata): void {
  log.write({
    level: 'INFO',
    spans: arrival.spans,
    target: policyTarget,
    message: `Request denied ${fields(arrival, route)}`,
    time: arrival.connection.time,
  });
}

function audit({ log }: Runtime, arrival: Arrival, route: Metadata, authz: Metadata): void {
  const { group, kind, name } = authz;
  log.write({
    level: 'INFO',
    spans: arrival.spans,
    target: policyTarget,
    message: `Request allowed ${fields(arrival, route)} authz.group=${group} authz.kind=${kind} authz.name=${name}`,
    time: arrival.connection.time,
  });
}

/** What a request meets that goes no further: the log, and an answer that tells meshed peers why. */
function rescue(
  { log, metrics, options }: Runtime,
  { connection, tls, spans }: Arrival,
  request: HttpRequest,
  { error, elapsed }: { error: ProxyError; elapsed: number },
): Outcome & { type: 'response' } {
  const time = connection.time + elapsed;
  metrics.count('inbound_http_errors_total', `error="${errorLabels[error.kind]}"`);
  log.write({
    level: 'INFO',
    spans: `${spans}:rescue{client.addr=${addressText(connection.source)}}`,
    target: 'linkerd_app_core::errors::respond',
    message: failureMessage(error, request),
    time: time + 0.03,
  });
  const tells = options.tellsErrors && tls.type === 'established' && tls.clientId !== undefined;
  const response = errorResponse(error, { request, tells, time });
  return { type: 'response', response, elapsed };
}

const errorLabels: Readonly<Record<ProxyError['kind'], string>> = {
  failfast: 'failfast',
  timeout: 'response timeout',
  unauthorized: 'unauthorized',
  'not-found': 'unexpected',
  'rate-limited': 'unexpected',
  policy: 'unexpected',
  connect: 'unexpected',
  unexpected: 'unexpected',
};

/** To the application, counted and told to who looks. */
function forward(runtime: Runtime, arrival: Arrival, permitted: Permitted): Outcome {
  const { request, route } = permitted;
  const outcome = arrival.serve(request);
  const { elapsed } = outcome;
  const answered: Outcome & { type: 'response' } =
    outcome.type === 'response'
      ? outcome
      : rescue(runtime, arrival, request, { error: connectionError(outcome), elapsed });
  record(runtime, arrival, permitted, { response: answered.response, elapsed });
  const response = applyResponseFilters(route.filters, answered.response);
  return { type: 'response', response, elapsed };
}

function connectionError({ failure }: Outcome & { type: 'failure' }): ProxyError {
  const causes =
    failure.reason === 'closed' || failure.reason === 'not-http' || failure.reason === 'reset'
      ? ['client error (SendRequest)', osError(failure)]
      : connectCauses(failure);
  return within([], proxyError('badGateway', ...causes));
}

function record(
  runtime: Runtime,
  arrival: Arrival,
  { request, route, authorization }: Permitted,
  { response, elapsed }: { response: HttpResponse; elapsed: number },
): void {
  const { metrics, tap, memo } = runtime;
  const { connection, target, tls, server } = arrival;
  const found = classify(response);
  const { isFailure, grpcStatus = '' } = found;
  const key = `${keyOf(arrival, { route, authorization })} ${response.status} ${isFailure} ${grpcStatus}`;
  const series = memo.http(server, key, () => {
    const labels = [
      'direction="inbound"',
      targetLabels(target),
      serverTlsLabels(tls),
      serverLabels(server, target.port),
      metadataLabels('route', route.metadata),
      metadataLabels('authz', authorization.metadata),
    ];
    return httpSeries(metrics, labels.join(','), response.status, found);
  });
  series.requests.add();
  series.responses.add();
  series.latency.observe(elapsed);
  const routeLabels = inboundProfile(runtime, request, { response, elapsed });
  // Nobody taps the admin server (linkerd/app/admin/src/stack.rs).
  if (target.ip === '0.0.0.0' || !tap.isWatched()) return;
  const { server: meta } = server;
  const { metadata: authz } = authorization;
  tap.tell({
    direction: 'inbound',
    time: connection.time,
    request,
    response,
    elapsed,
    source: { address: connection.source, labels: serverTlsTap(tls) },
    destination: {
      address: target,
      labels: {
        authz_group: authz.group,
        authz_kind: authz.kind,
        authz_name: authz.name,
        route_group: route.metadata.group,
        route_kind: route.metadata.kind,
        route_name: route.metadata.name,
        srv_group: meta.group,
        srv_kind: meta.kind,
        srv_name: meta.name,
      },
    },
    routeLabels,
  });
}
