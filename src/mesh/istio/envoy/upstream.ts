import type {
  Address,
  Failure,
  HttpRequest,
  HttpResponse,
  Outcome,
} from '#cluster/network/http.ts';
import type { ExchangeOptions } from '#cluster/network/stack.ts';
import type { TlsPeer, ClientTls } from '#cluster/network/tls.ts';
import type { UpstreamCluster } from './cluster-manager.ts';
import type { Downstream } from './downstream.ts';
import { milliseconds } from './duration.ts';
import type { Host } from './host.ts';
import { hostState } from './host-state.ts';
import { introduce, introduced } from './peer-exchange.ts';
import { sealedHello, sealedPeer, sealRequest } from './sealed-tls.ts';

export interface Call {
  readonly cluster: UpstreamCluster;
  readonly host: Host;
  readonly request: HttpRequest;
  readonly downstream: Downstream;
  /** Since the request came. */
  readonly elapsed: number;
  readonly now: number;
  readonly tls: ClientTls | undefined;
  readonly source: Address;
  /** Envoy waits that long for the response. */
  readonly timeoutMs: number | undefined;
  readonly nesting: Nesting;
}

/** Calls of one proxy inside each other: a route that leads back to where it starts is followed at once, to the last connection. */
export interface Nesting {
  depth: number;
  /** There is no port left to connect from, until all is over. */
  isFull: boolean;
}

/** Far more than any path through a mesh, far less than the ports of a host: each takes its part of the stack. */
const deepest = 24;

/** What became of one attempt; `elapsed` is the attempt's own. */
export type Attempt =
  | {
      readonly type: 'response';
      readonly response: HttpResponse;
      readonly elapsed: number;
      readonly tls: TlsPeer | undefined;
    }
  | ({ readonly type: 'reset'; readonly elapsed: number } & Reset)
  | { readonly type: 'timeout'; readonly elapsed: number };

export interface Reset {
  /** Envoy's words: `remote connection failure`. */
  readonly reason: ResetReason;
  readonly transportFailure?: string;
  /** What client and server could not agree on, in TLS that this proxy does not open. */
  readonly handshake?: string;
}

type ResetReason =
  | 'remote connection failure'
  | 'connection timeout'
  | 'connection termination'
  | 'protocol error'
  | 'overflow';

/** One request to one host. */
export function callHost(call: Call): Attempt {
  const { nesting } = call;
  if (nesting.depth >= deepest) nesting.isFull = true;
  if (nesting.isFull) return { type: 'reset', elapsed: 0, ...noPortLeft };
  nesting.depth += 1;
  const attempt = connect(call);
  nesting.depth -= 1;
  if (nesting.depth === 0) nesting.isFull = false;
  return attempt;
}

/** And what its cluster counts of it. */
function connect(call: Call): Attempt {
  const { cluster, host, downstream, elapsed, now } = call;
  const options = {
    elapsed: downstream.time - now + elapsed,
    tls: call.tls,
    source: call.source,
    ...(call.timeoutMs !== undefined && { timeoutMs: call.timeoutMs }),
  };
  const outcome = send(call, options);
  const isPassed = downstream.sealed !== undefined && call.tls === undefined;
  const attempt = limit(
    isPassed ? readPassed(outcome, cluster) : read(outcome, cluster),
    call.timeoutMs,
  );
  const end = downstream.time + elapsed + attempt.elapsed;
  const state = hostState(cluster.state, host.key);
  state.ends = [...state.ends, end];
  state.counts.cx_total += 1;
  state.counts.rq_total += 1;
  if (attempt.type === 'timeout') state.counts.rq_timeout += 1;
  if (attempt.type === 'reset') countReset(attempt.reason, state.counts);
  return attempt;
}

/** TLS that is not opened here goes on as it came, or inside this proxy's own. */
function send({ downstream, request, host, tls }: Call, options: ExchangeOptions): Outcome {
  const { sealed, wire } = downstream;
  const inner = sealedHello(request);
  if (inner) return wire.send(request, host.address, { ...options, tls: inner });
  if (!sealed) return wire.send(request, host.address, options);
  if (!tls) return wire.pass(request, host.address, options);
  const inside = sealRequest(request, sealed);
  introduce(inside, introduced(request));
  const outcome = wire.send(inside, host.address, options);
  if (outcome.type === 'failure') return outcome;
  return { ...outcome, tls: sealedPeer(outcome.response) };
}

function countReset(reason: ResetReason, counts: Record<string, number>): void {
  const isConnect = reason === 'remote connection failure' || reason === 'connection timeout';
  const name = isConnect ? 'cx_connect_fail' : 'rq_error';
  counts[name] = (counts[name] ?? 0) + 1;
}

function limit(attempt: Attempt, timeoutMs: number | undefined): Attempt {
  return timeoutMs !== undefined && attempt.elapsed > timeoutMs
    ? { type: 'timeout', elapsed: timeoutMs }
    : attempt;
}

/** The hands were shaken by others. */
function readPassed(outcome: Outcome, cluster: UpstreamCluster): Attempt {
  if (outcome.type === 'response' || outcome.failure.reason !== 'tls')
    return read(outcome, cluster);
  const { failure, elapsed } = outcome;
  return { type: 'reset', elapsed, reason: 'connection termination', handshake: failure.detail };
}

function read(outcome: Outcome, cluster: UpstreamCluster): Attempt {
  const { elapsed } = outcome;
  if (outcome.type === 'response')
    return { type: 'response', response: outcome.response, elapsed, tls: outcome.tls };
  const { failure } = outcome;
  if (failure.reason !== 'timeout') return { type: 'reset', elapsed, ...resetOf(failure) };
  const connectTimeout = milliseconds(cluster.config.connectTimeout);
  return failure.connected || elapsed < connectTimeout
    ? { type: 'timeout', elapsed }
    : { type: 'reset', elapsed: connectTimeout, reason: 'connection timeout' };
}

function resetOf(failure: Exclude<Failure, { reason: 'timeout' }>): Reset {
  switch (failure.reason) {
    case 'refused':
      return unreachable('delayed connect error: Connection refused');
    case 'no-route':
      return unreachable('delayed connect error: No route to host');
    case 'unresolved':
      return unreachable('delayed connect error: Network is unreachable');
    case 'tls':
      return tlsReset(failure.detail);
    case 'not-http':
      return { reason: 'protocol error' };
    case 'reset':
    case 'closed':
      return { reason: 'connection termination' };
    case 'timeout':
      return { reason: 'connection timeout' };
  }
}

function unreachable(transportFailure: string): Reset {
  return { reason: 'remote connection failure', transportFailure };
}

const noPortLeft = unreachable('immediate connect error: Cannot assign requested address');

/** BoringSSL's reasons by what OpenSSL calls them: the number is the library's (16) times 2^24 plus this (include/openssl/ssl.h). */
const tlsReasons: readonly (readonly [start: string, reason: number, name: string])[] = [
  ['wrong version number', 247, 'WRONG_VERSION_NUMBER'],
  ['certificate verify failed', 125, 'CERTIFICATE_VERIFY_FAILED'],
  ['tlsv13 alert certificate required', 1116, 'TLSV1_ALERT_CERTIFICATE_REQUIRED'],
  ['tlsv1 alert unknown ca', 1048, 'TLSV1_ALERT_UNKNOWN_CA'],
];

function tlsReset(detail: string): Reset {
  const known = tlsReasons.find(([start]) => detail.startsWith(start));
  // The peer closed the connection without an alert.
  if (!known) return { reason: 'remote connection failure' };
  const [start, reason, name] = known;
  const more = detail.slice(start.length);
  return unreachable(
    `TLS_error:|${16 * 2 ** 24 + reason}:SSL routines:OPENSSL_internal:${name}${more}:TLS_error_end`,
  );
}
