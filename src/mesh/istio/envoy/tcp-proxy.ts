import { byteLength } from '#cluster/network/headers.ts';
import type { HttpRequest, HttpResponse, Outcome } from '#cluster/network/http.ts';
import { renderRequest, renderResponse } from '#cluster/network/wire.ts';
import { writeAccessLog } from './access-log.ts';
import { admit } from './circuit-breaker.ts';
import type { Downstream } from './downstream.ts';
import { countConnection } from './istio-metrics.ts';
import type { StatsFilter } from './istio-stats.ts';
import { chooseHost } from './load-balancer.ts';
import type { TcpProxy } from './network-filters.ts';
import { introduce, introduced, peerExchange } from './peer-exchange.ts';
import type { Runtime } from './runtime.ts';
import { sealedHello, sealResponse } from './sealed-tls.ts';
import { createStreamInfo, flag, type StreamInfo } from './stream-info.ts';
import type { Scope } from './stats.ts';
import { callHost, type Attempt } from './upstream.ts';

/** Hands a connection on to one host of a cluster, whatever is said on it (source/common/tcp_proxy/tcp_proxy.cc). */
export function proxyTcp(
  runtime: Runtime,
  { proxy, counted }: { proxy: TcpProxy; counted: StatsFilter | undefined },
  downstream: Downstream,
  request: HttpRequest,
): Outcome {
  const stream = createStreamInfo(downstream, 0);
  const peer = downstream.tls?.alpn === peerExchange ? introduced(request) : undefined;
  if (peer) stream.peer = peer;
  introduce(request, runtime.workload);
  const name = proxy.cluster ?? drawCluster(proxy, runtime);
  stream.cluster = name ?? '';
  const outcome = connect(runtime, stream, name, request);
  const scope = runtime.stats.scope(`tcp.${proxy.statPrefix}.`);
  scope.add('downstream_cx_total');
  scope.add('downstream_cx_rx_bytes_total', stream.bytesReceived);
  scope.add('downstream_cx_tx_bytes_total', stream.bytesSent);
  if (counted) countConnection(runtime, counted, stream);
  for (const log of proxy.accessLog ?? []) writeAccessLog(log, stream, runtime.log);
  return outcome;
}

function drawCluster({ weightedClusters }: TcpProxy, { random }: Runtime): string | undefined {
  const clusters = weightedClusters?.clusters ?? [];
  let mark = random.below(clusters.reduce((sum, { weight }) => sum + weight, 0));
  return clusters.find(({ weight }) => (mark -= weight) < 0)?.name;
}

function connect(
  runtime: Runtime,
  stream: StreamInfo,
  name: string | undefined,
  request: HttpRequest,
): Outcome {
  const { clock, clusters, random, source, tls } = runtime;
  const { downstream } = stream;
  const cluster = name === undefined ? undefined : clusters.find(name);
  if (!cluster) return close(stream, 'NC');
  const { config, state, stats } = cluster;
  stream.clusterMetadata = config.metadata;
  const hosts = cluster.hosts(downstream.local);
  const host = chooseHost(config, hosts, state, { time: downstream.time, random });
  if (!host) return close(stream, 'UH');
  if (admit(config, state, downstream.time, false) === 'overflow') {
    stats.add('upstream_cx_overflow');
    return close(stream, 'UO');
  }
  stream.upstreamHost = host.address;
  stream.upstreamLocal = source(config.upstreamBindConfig?.sourceAddress.address);
  stream.upstreamMetadata = host.metadata;
  stream.attempts = 1;
  stats.add('upstream_cx_total');
  const hello = tls.client(host.transportSocket);
  const attempt = callHost({
    cluster,
    host,
    request,
    downstream,
    elapsed: 0,
    now: clock.now(),
    nesting: runtime.nesting,
    tls: hello,
    source: stream.upstreamLocal,
    timeoutMs: undefined,
  });
  stream.elapsed = attempt.elapsed;
  if (attempt.type !== 'response') return fail(stream, attempt, stats);
  stream.bytesReceived = wireBytes(request);
  stream.bytesSent = wireBytes(attempt.response);
  const { response, elapsed, tls: peer } = attempt;
  stream.ownIdentity = hello?.identity;
  stream.upstreamIdentity = hello && peer?.peerIdentity;
  // To the proxy that sealed it the app's own TLS goes back inside; to the client it is its own.
  if (peer && sealedHello(request))
    return { type: 'response', response: sealResponse(response, peer), elapsed };
  return { type: 'response', response, elapsed, ...(downstream.sealed && { tls: peer }) };
}

/** Of what passes unread: a message of HTTP has a head too. */
function wireBytes(message: HttpRequest | HttpResponse): number {
  if (message.protocol === 'TCP') return byteLength(message.body);
  const bytes =
    'method' in message ? renderRequest(message) : renderResponse(message, { head: false });
  return bytes.length;
}

function fail(
  stream: StreamInfo,
  attempt: Exclude<Attempt, { type: 'response' }>,
  stats: Scope,
): Outcome {
  const { elapsed } = stream;
  if (attempt.type === 'timeout')
    return { type: 'failure', failure: { reason: 'timeout', connected: true }, elapsed };
  if (attempt.handshake !== undefined)
    return { type: 'failure', failure: { reason: 'tls', detail: attempt.handshake }, elapsed };
  if (attempt.transportFailure !== undefined) stream.transportFailure = attempt.transportFailure;
  // Only a connection that could not be made has a flag: what ends later just ends.
  if (attempt.reason === 'connection termination' || attempt.reason === 'protocol error')
    return { type: 'failure', failure: { reason: 'reset' }, elapsed };
  stats.add('upstream_cx_connect_fail');
  flag(stream, 'UF');
  return close(stream, 'URX');
}

/** The client's connection stood, and ends without a word. */
function close(stream: StreamInfo, reason: string): Outcome {
  flag(stream, reason);
  return { type: 'failure', failure: { reason: 'closed' }, elapsed: stream.elapsed };
}
