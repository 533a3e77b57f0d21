import type { Failure, HttpRequest, HttpResponse, Outcome } from '#cluster/network/http.ts';
import type { ExchangeOptions, Next } from '#cluster/network/stack.ts';
import type { Endpoint, Labels } from '#mesh/linkerd/proxy-api.ts';
import { classify, type Class } from './classify.ts';
import type { Standing } from './connections.ts';
import { addressText, clientTlsLabels, clientTlsTap, printLabels, targetLabels } from './labels.ts';
import { httpSeries, requestBytes, responseBytes, type Runtime } from './runtime.ts';
import { clientTls, opaqueTransport } from './trust.ts';

/** A request or a connection to one endpoint. */
interface EndpointCall {
  readonly request: HttpRequest;
  readonly endpoint: Endpoint;
  /** Of the Service that it was found by; metrics have it. */
  readonly authority: string | undefined;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly timeoutMs?: number | undefined;
  readonly next: Next;
  readonly source: { readonly ip: string; readonly port: number };
  readonly routeLabels: Labels;
}

export type Attempt =
  | {
      readonly type: 'response';
      readonly response: HttpResponse;
      readonly class: Class;
      readonly elapsed: number;
    }
  | {
      readonly type: 'failure';
      readonly failure: Failure;
      /** There was no connection to send the request by: another endpoint may take it. */
      readonly isUnreachable: boolean;
      readonly elapsed: number;
    };

/** The header of HTTP/1 in HTTP/2, from proxy to proxy: which version it was. */
export const originalProtocol = 'l5d-orig-proto';

/** An HTTP request, as its endpoint wants it, with what is counted of it (linkerd/app/outbound/src/http/endpoint.rs). */
export function sendHttp(runtime: Runtime, call: EndpointCall): Attempt {
  const { request, endpoint } = call;
  const isUpgraded = endpoint.isHttp2 && request.protocol === 'HTTP/1.1';
  const sent = isUpgraded ? upgraded(request) : request;
  const outcome = exchange(runtime, { ...call, request: sent }, connectionTo(runtime, call));
  const { elapsed } = outcome;
  if (outcome.type === 'response') {
    const response = downgraded(outcome.response, request);
    const found = classify(response);
    record(runtime, call, { response, class: found, elapsed });
    return { type: 'response', response, class: found, elapsed };
  }
  const { failure } = outcome;
  const isUnreachable = isConnectFailure(failure) && connectsAhead(call);
  if (!isUnreachable) {
    // An endpoint's own stack answers for it, so that its failures are seen.
    const status = failure.reason === 'timeout' ? 504 : 502;
    const response: HttpResponse = { status, headers: [], body: '', protocol: request.protocol };
    record(runtime, call, { response, class: classify(response), elapsed });
  }
  return { type: 'failure', failure, isUnreachable, elapsed };
}

/** Counted, and told to who looks. */
function record(
  runtime: Runtime,
  call: EndpointCall,
  {
    response,
    class: found,
    elapsed,
  }: Pick<Attempt & { type: 'response' }, 'response' | 'class' | 'elapsed'>,
): void {
  const { metrics, tap, memo } = runtime;
  const { request, endpoint, start, authority = '' } = call;
  const { status } = response;
  const { isFailure, grpcStatus = '' } = found;
  const { transport, http } = labelsOf(runtime, call);
  const series = memo.http(endpoint, `${authority} ${status} ${isFailure} ${grpcStatus}`, () =>
    httpSeries(metrics, http, status, found),
  );
  series.requests.add();
  series.responses.add();
  series.latency.observe(elapsed);
  countBytes(runtime, call, transport, response);
  if (!tap.isWatched()) return;
  const tls = clientTlsTap(endpoint, isLocal(runtime, endpoint));
  tap.tell({
    direction: 'outbound',
    time: start,
    request,
    response,
    elapsed,
    source: { address: call.source, labels: {} },
    destination: { address: endpoint.address, labels: { ...endpoint.labels, ...tls } },
    routeLabels: call.routeLabels,
  });
}

function countBytes(
  { metrics, memo }: Runtime,
  { request, endpoint, authority = '' }: EndpointCall,
  transport: string,
  response: HttpResponse,
): void {
  const written = memo.counter(endpoint, `write ${authority}`, () =>
    metrics.counter('tcp_write_bytes_total', transport),
  );
  const read = memo.counter(endpoint, `read ${authority}`, () =>
    metrics.counter('tcp_read_bytes_total', transport),
  );
  written.add(requestBytes(request));
  read.add(responseBytes(response));
}

/** HTTP/2 needs its connection first; HTTP/1's is opened for the request. */
function connectsAhead({ endpoint, request }: EndpointCall): boolean {
  return endpoint.isHttp2 || request.protocol === 'HTTP/2';
}

export function isConnectFailure({ reason, ...failure }: Failure): boolean {
  if (reason === 'refused' || reason === 'no-route' || reason === 'tls') return true;
  return reason === 'timeout' && !('connected' in failure && failure.connected === true);
}

/** Bytes to an endpoint: to its proxy's own port, behind a header that says where to, when it is known to read that. */
export function sendOpaque(runtime: Runtime, call: EndpointCall): Outcome {
  const { metrics } = runtime;
  const { endpoint, request } = call;
  const { opaqueTransportPort: port } = endpoint;
  const isDirect = port !== undefined && endpoint.tlsIdentity !== undefined;
  const connection = connectionTo(runtime, call);
  const outcome = exchange(
    runtime,
    isDirect
      ? {
          ...call,
          request: withTransportHeader(request, endpoint.address.port),
          endpoint: { ...endpoint, address: { ip: endpoint.address.ip, port } },
        }
      : call,
    connection,
  );
  const { transport } = labelsOf(runtime, call);
  metrics.count('tcp_write_bytes_total', transport, requestBytes(request));
  if (outcome.type === 'response')
    metrics.count('tcp_read_bytes_total', transport, responseBytes(outcome.response));
  // A connection of bytes ends with them.
  runtime.connections.drop(keyOf(call));
  return outcome;
}

/** What an inbound proxy reads first on a connection to its own port. */
function withTransportHeader(request: HttpRequest, port: number): HttpRequest {
  return { ...request, headers: [[opaqueTransport, String(port)], ...request.headers] };
}

function upgraded(request: HttpRequest): HttpRequest {
  const headers = [...request.headers, [originalProtocol, request.protocol] as const];
  return { ...request, protocol: 'HTTP/2', headers };
}

function downgraded(response: HttpResponse, { protocol }: HttpRequest): HttpResponse {
  return response.protocol === protocol ? response : { ...response, protocol };
}

function isLocal({ stack }: Runtime, { address }: Endpoint): boolean {
  return address.ip === stack.ip;
}

function keyOf({ endpoint, authority = '' }: EndpointCall): string {
  return `dst ${addressText(endpoint.address)} ${authority}`;
}

function connectionTo(runtime: Runtime, call: EndpointCall): Standing {
  return runtime.connections.use(keyOf(call), labelsOf(runtime, call).transport, call.start);
}

interface EndpointLabels {
  readonly http: string;
  readonly transport: string;
}

/** By endpoint and authority: an endpoint is the same value until it changes. */
const known = new WeakMap<Endpoint, Map<string, EndpointLabels>>();

function labelsOf(runtime: Runtime, { endpoint, authority = '' }: EndpointCall): EndpointLabels {
  const ofEndpoint = known.get(endpoint) ?? new Map<string, EndpointLabels>();
  known.set(endpoint, ofEndpoint);
  const found = ofEndpoint.get(authority);
  if (found) return found;
  const rest = [
    ...(authority === '' ? [] : [`authority="${authority}"`]),
    targetLabels(endpoint.address),
    clientTlsLabels(endpoint, isLocal(runtime, endpoint)),
    ...(Object.keys(endpoint.labels).length === 0 ? [] : [printLabels(endpoint.labels, 'dst_')]),
  ].join(',');
  const labels = {
    http: `direction="outbound",${rest}`,
    transport: `direction="outbound",peer="dst",${rest}`,
  };
  ofEndpoint.set(authority, labels);
  return labels;
}

/** On the connection that stands, or on a new one when that has broken. */
function exchange(runtime: Runtime, call: EndpointCall, connection: Standing): Outcome {
  const { clock, stack, credentials } = runtime;
  const { endpoint, request, next, start, timeoutMs } = call;
  const { tlsIdentity } = endpoint;
  const isSecure = tlsIdentity !== undefined && !isLocal(runtime, endpoint);
  const alpn = endpoint.opaqueTransportPort === endpoint.address.port ? opaqueTransport : undefined;
  connection.tls ??= isSecure ? clientTls(credentials, tlsIdentity, alpn) : undefined;
  const options: ExchangeOptions = {
    elapsed: start - clock.now(),
    tls: connection.tls,
    source: { ip: stack.ip, port: connection.via?.source.port ?? runtime.sourcePort() },
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
  const { via } = connection;
  const first = next(request, endpoint.address, via ? { ...options, via } : options);
  const isBroken =
    via !== undefined && first.type === 'failure' && first.failure.reason === 'reset';
  const outcome = isBroken ? next(request, endpoint.address, options) : first;
  connection.via = outcome.type === 'response' ? outcome.via : undefined;
  return giveUp(outcome, runtime.options.connectTimeoutMs);
}

/** Whoever does not answer at all is not waited for as long as TCP would. */
function giveUp(outcome: Outcome, connectTimeoutMs: number): Outcome {
  const isTooLate =
    outcome.type === 'failure' &&
    outcome.elapsed > connectTimeoutMs &&
    isConnectFailure(outcome.failure);
  if (!isTooLate) return outcome;
  return { type: 'failure', failure: { reason: 'timeout' }, elapsed: connectTimeoutMs };
}
