import type { HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import { admit } from './circuit-breaker.ts';
import type { UpstreamCluster } from './cluster-manager.ts';
import type { Cluster } from './config.ts';
import { requestHash } from './consistent-hash.ts';
import { milliseconds } from './duration.ts';
import type { Host } from './host.ts';
import { hostState } from './host-state.ts';
import { chooseHost } from './load-balancer.ts';
import type { LocalReply } from './local-reply.ts';
import { reportOutcome } from './outlier-detection.ts';
import { backOff, isRetriable } from './retry-policy.ts';
import type { RouteAction } from './routes.ts';
import type { Runtime } from './runtime.ts';
import { flag, type StreamInfo } from './stream-info.ts';
import { callHost, type Attempt, type Reset } from './upstream.ts';
import { upstreamAlpn } from './upstream-alpn.ts';

/** Where a request goes, once its route is known. */
export interface Target {
  readonly cluster: UpstreamCluster;
  readonly action: RouteAction;
  readonly request: HttpRequest;
  /** `istio.alpn` is among the filters: it says which HTTP comes inside mutual TLS. */
  readonly overridesAlpn: boolean;
}

export type Routed =
  | { readonly type: 'response'; readonly response: HttpResponse }
  | ({ readonly type: 'local' } & LocalReply);

/** 15 s where a route says nothing. */
const defaultTimeoutMs = 15_000;

/** Sends a request to a host of its cluster, again where it may, until the route's time is over (source/common/router/router.cc). */
export function routeRequest(runtime: Runtime, stream: StreamInfo, target: Target): Routed {
  const { action, cluster } = target;
  const timeout = milliseconds(action.timeout) ?? defaultTimeoutMs;
  const deadline = timeout > 0 ? stream.elapsed + timeout : Infinity;
  const tries = { retries: action.retryPolicy?.numRetries ?? 1, tried: new Set<string>() };
  for (;;) {
    stream.attempts += 1;
    const host = pickHost(runtime, stream, target, tries.tried);
    if (!host) return noHealthyUpstream(stream, cluster);
    tries.tried.add(host.key);
    const { attempt, isLate } = tryHost(runtime, stream, { ...target, host, deadline });
    if (attempt.type === 'response') cluster.stats.add(`upstream_rq_${attempt.response.status}`);
    const policy = action.retryPolicy;
    const mayRetry =
      policy !== undefined && !isLate && !runtime.nesting.isFull && isRetriable(policy, attempt);
    if (mayRetry && stream.attempts <= tries.retries) {
      cluster.stats.add('upstream_rq_retry');
      stream.elapsed += backOff(policy, stream.attempts, runtime.random);
      if (stream.elapsed < deadline) continue;
      stream.elapsed = deadline;
      return timedOut(stream, 'response_timeout');
    }
    if (mayRetry && tries.retries > 0) {
      flag(stream, 'URX');
      cluster.stats.add('upstream_rq_retry_limit_exceeded');
    }
    return conclude(stream, attempt, isLate);
  }
}

function pickHost(
  { random }: Runtime,
  { downstream, elapsed }: StreamInfo,
  { cluster, action, request }: Target,
  tried: ReadonlySet<string>,
): Host | undefined {
  const { config, state } = cluster;
  const hosts = cluster.hosts(downstream.local);
  const hash =
    action.hashPolicy && requestHash(action.hashPolicy, request, { source: downstream.remote });
  const choose = () =>
    chooseHost(config, hosts, state, { time: downstream.time + elapsed, random, hash });
  let host = choose();
  // `previous_hosts` draws again as often as it is told, and takes what it gets at last.
  const again = action.retryPolicy?.retryHostPredicate
    ? Number(action.retryPolicy.hostSelectionRetryMaxAttempts ?? 1)
    : 0;
  for (let draw = 0; draw < again && host && tried.has(host.key); draw += 1) host = choose();
  return host;
}

interface Try extends Target {
  readonly host: Host;
  readonly deadline: number;
}

function tryHost(
  runtime: Runtime,
  stream: StreamInfo,
  { cluster, host, action, deadline, ...target }: Try,
): { attempt: Attempt; isLate: boolean } {
  const { clock, source, tls } = runtime;
  const { config, state, stats } = cluster;
  const { downstream } = stream;
  stream.upstreamHost = host.address;
  stream.upstreamMetadata = host.metadata;
  const admission = admit(config, state, downstream.time + stream.elapsed, cluster.isHttp2);
  if (admission === 'overflow') {
    stats.add('upstream_rq_pending_overflow');
    return { attempt: { type: 'reset', elapsed: 0, reason: 'overflow' }, isLate: false };
  }
  stream.elapsed += admission.wait;
  const left = deadline - stream.elapsed;
  const perTry = milliseconds(action.retryPolicy?.perTryTimeout) ?? 0;
  const patience = Math.min(left, perTry > 0 ? perTry : Infinity);
  const local = source(config.upstreamBindConfig?.sourceAddress.address);
  stream.upstreamLocal = local;
  const request = withProtocol(target.request, cluster, stream.attempts);
  const alpn = upstreamAlpn(config, request, target.overridesAlpn);
  const hello = tls.client(host.transportSocket, { alpn, serverName: autoSni(config, request) });
  stream.ownIdentity = hello?.identity;
  const attempt = callHost({
    cluster,
    host,
    request,
    downstream,
    elapsed: stream.elapsed,
    now: clock.now(),
    nesting: runtime.nesting,
    tls: hello,
    source: local,
    timeoutMs: patience === Infinity ? undefined : patience,
  });
  stream.elapsed += attempt.elapsed;
  if (attempt.type === 'response') stream.upstreamIdentity = attempt.tls?.peerIdentity;
  // Each request has a connection of its own: it waits for it, if only for a moment.
  for (const name of ['upstream_cx_total', 'upstream_rq_pending_total', 'upstream_rq_total'])
    stats.add(name);
  judge(cluster, host, attempt, stream);
  return { attempt, isLate: attempt.type === 'timeout' && stream.elapsed >= deadline };
}

/** The request's host, where the cluster takes the server's name from it. */
function autoSni(
  { typedExtensionProtocolOptions: options }: Cluster,
  { authority }: HttpRequest,
): string | undefined {
  const http = options?.['envoy.extensions.upstreams.http.v3.HttpProtocolOptions'];
  return http?.upstreamHttpProtocolOptions?.autoSni ? authority.replace(/:\d+$/, '') : undefined;
}

/** HTTP/2 where the cluster speaks it; and how often the request was tried, where the virtual host wants it told. */
function withProtocol(
  request: HttpRequest,
  cluster: UpstreamCluster,
  attempts: number,
): HttpRequest {
  const protocol = cluster.isHttp2 || request.grpc ? 'HTTP/2' : 'HTTP/1.1';
  const isTold = request.headers.some(([name]) => name === 'x-envoy-attempt-count');
  if (protocol === request.protocol && (!isTold || attempts === 1)) return request;
  const headers = isTold
    ? request.headers.map(([name, value]) =>
        name === 'x-envoy-attempt-count'
          ? ([name, String(attempts)] as const)
          : ([name, value] as const),
      )
    : request.headers;
  return { ...request, protocol, headers };
}

/** Tells outlier detection, and counts for `/clusters`. */
function judge(cluster: UpstreamCluster, host: Host, attempt: Attempt, stream: StreamInfo): void {
  const { config, state, stats } = cluster;
  const known = hostState(state, host.key);
  if (attempt.type === 'response') {
    const isError = attempt.response.status >= 500;
    known.counts[isError ? 'rq_error' : 'rq_success'] += 1;
  }
  if (!config.outlierDetection) return;
  const verdict =
    attempt.type === 'response'
      ? { status: attempt.response.status }
      : attempt.type === 'timeout'
        ? ('timeout' as const)
        : ('reset' as const);
  const time = stream.downstream.time + stream.elapsed;
  const hosts = cluster.hosts(stream.downstream.local).length;
  const cause = reportOutcome(config.outlierDetection, state, known, { verdict, time, hosts });
  if (cause === undefined) return;
  stats.add('outlier_detection.ejections_enforced_total');
  stats.add(`outlier_detection.ejections_enforced_${cause}`);
}

function conclude(stream: StreamInfo, attempt: Attempt, isLate: boolean): Routed {
  switch (attempt.type) {
    case 'response':
      stream.details = 'via_upstream';
      return {
        type: 'response',
        response: withServiceTime(attempt.response, attempt.elapsed),
      };
    case 'timeout':
      return timedOut(stream, isLate ? 'response_timeout' : 'upstream_per_try_timeout');
    case 'reset':
      return failed(stream, attempt);
  }
}

function withServiceTime(response: HttpResponse, elapsed: number): HttpResponse {
  const headers = response.headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== 'x-envoy-upstream-service-time');
  const time = String(Math.floor(elapsed));
  return { ...response, headers: [...headers, ['x-envoy-upstream-service-time', time]] };
}

function timedOut(stream: StreamInfo, details: string): Routed {
  flag(stream, 'UT');
  return { type: 'local', status: 504, body: 'upstream request timeout', details };
}

function noHealthyUpstream(stream: StreamInfo, { stats }: UpstreamCluster): Routed {
  stats.add('upstream_cx_none_healthy');
  flag(stream, 'UH');
  const body = 'no healthy upstream';
  return { type: 'local', status: 503, body, details: 'no_healthy_upstream' };
}

const resetFlags: Readonly<Record<Reset['reason'], string>> = {
  'remote connection failure': 'UF',
  'connection timeout': 'UF',
  'connection termination': 'UC',
  'protocol error': 'UPE',
  overflow: 'UO',
};

function failed(stream: StreamInfo, { reason, transportFailure }: Reset): Routed {
  flag(stream, resetFlags[reason]);
  if (transportFailure !== undefined) stream.transportFailure = transportFailure;
  const latest = stream.attempts > 1 ? 'retried and the latest reset reason' : 'reset reason';
  const why =
    transportFailure === undefined ? '' : `, transport failure reason: ${transportFailure}`;
  const more = transportFailure === undefined ? '' : `|${transportFailure}`;
  const isOverflow = reason === 'overflow';
  return {
    type: 'local',
    status: reason === 'protocol error' ? 502 : 503,
    body: `upstream connect error or disconnect/reset before headers. ${latest}: ${reason}${why}`,
    details: `upstream_reset_before_response_started{${`${reason}${more}`.replaceAll(' ', '_')}}`,
    ...(isOverflow && { headers: [['x-envoy-overloaded', 'true']] }),
  };
}
