import type { Headers, HttpRequest, HttpResponse, Outcome } from '#cluster/network/http.ts';
import { byteLength, httpDate } from '#cluster/network/headers.ts';
import { toMicroseconds } from '#cluster/network/latency.ts';
import { writeAccessLog } from './access-log.ts';
import type { Downstream } from './downstream.ts';
import { milliseconds } from './duration.ts';
import { formatTemplate } from './formatter.ts';
import { mutateHeaders, setHeader, withoutHeader, type Mutation } from './header-mutation.ts';
import { runFilters, type Filtering, type Found } from './http-filter-chain.ts';
import { countRequest } from './istio-metrics.ts';
import { renderReply, type LocalReply } from './local-reply.ts';
import { mirror } from './mirror.ts';
import type { HttpConnectionManager } from './network-filters.ts';
import { receiveRequest, remoteAddress } from './request-headers.ts';
import { routeRequest } from './router.ts';
import { chooseCluster, redirectLocation, redirectStatus, rewriteRequest } from './route-target.ts';
import { findRoute } from './route-table.ts';
import type { Route, RouteAction, VirtualHost, WeightedCluster } from './routes.ts';
import type { Runtime } from './runtime.ts';
import { createStreamInfo, flag, type StreamInfo } from './stream-info.ts';

/** What a proxy takes for itself, in milliseconds: half on the way in, half on the way out. */
const ownTimeMs = 0.2;

/** One request on a connection, from its headers to the access log (source/common/http/conn_manager_impl.cc). */
export function serveHttp(
  runtime: Runtime,
  manager: HttpConnectionManager,
  downstream: Downstream,
  request: HttpRequest,
): Outcome {
  const stream = createStreamInfo(downstream, ownTimeMs / 2);
  const received = receiveRequest(manager, downstream, request, runtime.random);
  stream.request = received;
  stream.remote = remoteAddress(manager, downstream, received);
  stream.bytesReceived = byteLength(request.body);
  const response = answer(runtime, manager, stream, received);
  stream.elapsed = toMicroseconds(stream.elapsed + ownTimeMs / 2);
  stream.response = response;
  stream.status = response.status;
  stream.bytesSent = byteLength(response.body);
  const { elapsed } = stream;
  const { patience } = downstream;
  if (patience !== undefined && stream.elapsed > patience) hangUp(stream, patience);
  count(runtime, manager, stream);
  countRequest(runtime, manager, stream);
  for (const log of manager.accessLog ?? []) writeAccessLog(log, stream, runtime.log);
  return { type: 'response', response, elapsed };
}

/** The client has gone before it had an answer. */
function hangUp(stream: StreamInfo, patience: number): void {
  stream.elapsed = patience;
  stream.status = 0;
  stream.bytesSent = 0;
  delete stream.response;
  stream.details = 'downstream_remote_disconnect';
  // What went wrong behind it came too late to be known.
  delete stream.transportFailure;
  const isDelayed = stream.flags.includes('DI');
  stream.flags.splice(0, Infinity, ...(isDelayed ? ['DI'] : []), 'DC');
}

function count(
  { stats }: Runtime,
  { statPrefix }: HttpConnectionManager,
  stream: StreamInfo,
): void {
  const scope = stats.scope(`http.${statPrefix}.`);
  scope.add('downstream_rq_total');
  scope.add('downstream_rq_completed');
  if (stream.status > 0) scope.add(`downstream_rq_${Math.floor(stream.status / 100)}xx`);
}

function answer(
  runtime: Runtime,
  manager: HttpConnectionManager,
  stream: StreamInfo,
  request: HttpRequest,
): HttpResponse {
  const table = manager.rds
    ? runtime.routes(manager.rds.routeConfigName)
    : manager.routeConfig && runtime.tableOf(manager.routeConfig);
  const host = table?.virtualHost(request.authority);
  const find = (changed: HttpRequest): Found | undefined => resolve(runtime, host, stream, changed);
  const filtering: Filtering = {
    manager,
    stream,
    request,
    found: find(request),
    findRoute: find,
    responseHeaders: [],
  };
  const decorator = decorate(manager, filtering);
  const reply = runFilters(runtime, filtering) ?? requireTls(host, filtering);
  const { response, mutations } = reply
    ? { response: local(stream, reply, filtering), mutations: [] }
    : respondByRoute(runtime, host, filtering);
  const headers = [...response.headers, ...filtering.responseHeaders];
  const format = (template: string): string => formatTemplate(template, stream);
  const mutated = mutations.reduce<Headers>(
    (before, mutation) => mutateHeaders(before, mutation, format),
    headers,
  );
  return finish(runtime, manager, { ...response, headers: decorator(mutated) });
}

/** The log names route and cluster as soon as they are known, whoever answers then. */
function resolve(
  { clusters, random }: Runtime,
  host: VirtualHost | undefined,
  stream: StreamInfo,
  request: HttpRequest,
): Found | undefined {
  const route = host && findRoute(host, { request, metadata: stream.metadata }, random);
  const chosen = route?.route && chooseCluster(route.route, random);
  const cluster = chosen && clusters.find(chosen.name);
  stream.routeName = route?.name || undefined;
  stream.cluster = cluster?.config.name;
  stream.clusterMetadata = cluster?.config.metadata;
  return route && { route, chosen, cluster };
}

/** `server` and `date`, and what belongs to one hop only taken away. */
function finish(
  { clock }: Runtime,
  manager: HttpConnectionManager,
  response: HttpResponse,
): HttpResponse {
  let headers: Headers = response.headers.some(([name]) => /[A-Z]/.test(name))
    ? response.headers.map(([name, value]) => [name.toLowerCase(), value])
    : response.headers;
  for (const name of ['connection', 'keep-alive']) headers = withoutHeader(headers, name);
  const has = (name: string) => headers.some(([key]) => key === name);
  if (!has('date')) headers = [...headers, ['date', httpDate(clock.now())]];
  const keepsServer = manager.serverHeaderTransformation === 'PASS_THROUGH' && has('server');
  if (!keepsServer) headers = setHeader(headers, 'server', manager.serverName || 'envoy');
  if (response.body === '' && !has('content-length') && !has('transfer-encoding')) {
    const isBare = response.status < 200 || response.status === 204 || response.status === 304;
    if (!isBare && response.trailers === undefined) headers = [...headers, ['content-length', '0']];
  }
  return { ...response, headers };
}

function local(stream: StreamInfo, reply: LocalReply, { request }: Filtering): HttpResponse {
  stream.details = reply.details;
  if (reply.flag !== undefined) flag(stream, reply.flag);
  return renderReply(reply, request);
}

function requireTls(
  host: VirtualHost | undefined,
  { request, stream }: Filtering,
): LocalReply | undefined {
  if (host?.requireTls !== 'ALL' || stream.downstream.tls) return undefined;
  const authority = request.authority.replace(/:\d+$/, '');
  const location = `https://${authority}${request.path}`;
  return { status: 301, body: '', details: 'direct_response', headers: [['location', location]] };
}

interface Answer {
  readonly response: HttpResponse;
  /** Of the response's headers, the most specific first. */
  readonly mutations: readonly Mutation[];
}

function respondByRoute(
  runtime: Runtime,
  host: VirtualHost | undefined,
  filtering: Filtering,
): Answer {
  const { found, request, stream } = filtering;
  const refuse = (reply: LocalReply): Answer => ({
    response: local(stream, reply, filtering),
    mutations: [],
  });
  if (!host || !found)
    return refuse({ status: 404, body: '', details: 'route_not_found', flag: 'NR' });
  const { route, chosen, cluster } = found;
  const own = [responseMutation(route)];
  if (route.redirect) {
    const { match, redirect } = route;
    const scheme = stream.downstream.tls ? 'https' : 'http';
    const location = redirectLocation(match, redirect, request, scheme);
    const reply = { status: redirectStatus(redirect), body: '', details: 'direct_response' };
    const headers: Headers = [['location', location]];
    return { ...refuse({ ...reply, headers }), mutations: own };
  }
  if (route.directResponse) {
    const { status, body } = route.directResponse;
    const reply = { status, body: body?.inlineString ?? '', details: 'direct_response' };
    return { ...refuse(reply), mutations: own };
  }
  if (!route.route || !chosen || !cluster) {
    const is500 = route.route?.clusterNotFoundResponseCode === 'INTERNAL_SERVER_ERROR';
    const status = is500 ? 500 : 503;
    return refuse({ status, body: '', details: 'cluster_not_found', flag: 'NC' });
  }
  const sent = prepare(filtering, host, { route, action: route.route, chosen });
  stream.request = sent;
  mirror(runtime, stream, route.route, sent);
  const overridesAlpn = filtering.manager.httpFilters.some(({ name }) => name === 'istio.alpn');
  const routed = routeRequest(runtime, stream, {
    cluster,
    action: route.route,
    request: sent,
    overridesAlpn,
  });
  const mutations = [responseMutation(chosen), ...own];
  return routed.type === 'local'
    ? { response: local(stream, routed, filtering), mutations }
    : { response: { ...routed.response, protocol: request.protocol }, mutations };
}

function responseMutation(from: Route | WeightedCluster): Mutation {
  return { add: from.responseHeadersToAdd, remove: from.responseHeadersToRemove };
}

interface Chosen {
  readonly route: Route;
  readonly action: RouteAction;
  readonly chosen: WeightedCluster;
}

/** The request as the upstream gets it. */
function prepare(
  { request, stream }: Filtering,
  host: VirtualHost,
  { route, action, chosen }: Chosen,
): HttpRequest {
  const format = (template: string): string => formatTemplate(template, stream);
  let { headers } = request;
  for (const each of [chosen, route]) {
    const mutation = { add: each.requestHeadersToAdd, remove: each.requestHeadersToRemove };
    headers = mutateHeaders(headers, mutation, format);
  }
  if (host.includeRequestAttemptCount) headers = setHeader(headers, 'x-envoy-attempt-count', '1');
  const timeout = milliseconds(action.timeout) ?? 15_000;
  if (timeout > 0)
    headers = setHeader(headers, 'x-envoy-expected-rq-timeout-ms', String(Math.floor(timeout)));
  return rewriteRequest(route, action, chosen.hostRewriteLiteral, { ...request, headers });
}

const operation = 'x-envoy-decorator-operation';

/**
 * A proxy that traces names the operation to the next one; the server's tells it the client only where the client's proxy did not
 * name it. What it gives back is for the response.
 */
function decorate(
  manager: HttpConnectionManager,
  filtering: Filtering,
): (headers: Headers) => Headers {
  if (manager.tracing === undefined) return (headers) => headers;
  const name = filtering.found?.route.decorator?.operation;
  const { request } = filtering;
  if (filtering.stream.downstream.listener.trafficDirection === 'OUTBOUND') {
    if (name !== undefined)
      filtering.request = { ...request, headers: setHeader(request.headers, operation, name) };
    return (headers) => withoutHeader(headers, operation);
  }
  const isNamed = request.headers.some(([key]) => key === operation);
  filtering.request = { ...request, headers: withoutHeader(request.headers, operation) };
  return (headers) =>
    isNamed || name === undefined ? headers : setHeader(headers, operation, name);
}
