import { loaded, policies } from '#mesh/istio/late-parts.ts';
import { parseRequest, renderResponse } from '#cluster/network/wire.ts';
import type { Address, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { ClientTls, TlsPeer } from '#cluster/network/tls.ts';
import { writeAccessLog } from './access-log.ts';
import type { FilterChain, FilterDisabled, Listener } from './config.ts';
import { serveHttp } from './connection-manager.ts';
import type { Downstream, UpstreamWire } from './downstream.ts';
import { findFilterChain } from './filter-chain-match.ts';
import type { HttpConnectionManager } from './network-filters.ts';
import type { RbacFilter } from './rbac.ts';
import type { Runtime } from './runtime.ts';
import { createStreamInfo, flag, type StreamInfo } from './stream-info.ts';
import { proxyTcp } from './tcp-proxy.ts';

/** A connection as it comes to a listener, and what is said on it. */
export interface Arrival {
  readonly request: HttpRequest;
  readonly remote: Address;
  readonly local: Address;
  readonly time: number;
  /** What a client of TLS said first. */
  readonly hello?: ClientTls | undefined;
  /** Agreed with this proxy. */
  readonly tls?: TlsPeer | undefined;
  readonly patience?: number | undefined;
  readonly wire: UpstreamWire;
}

/** The chain for a connection; undefined closes it. */
export function chainFor(
  listener: Listener,
  {
    request,
    remote,
    local,
    hello,
  }: Pick<Arrival, 'remote' | 'local' | 'hello'> & { request?: HttpRequest },
): FilterChain | undefined {
  const isOpen = (name: string) => isInspected(listener, name, local.port);
  const isTls = hello !== undefined && isOpen('envoy.filters.listener.tls_inspector');
  const applications = isTls
    ? (hello.alpn ?? '').split(',').filter((name) => name !== '')
    : request && !hello && isOpen('envoy.filters.listener.http_inspector')
      ? inspectHttp(request)
      : [];
  return findFilterChain(listener, {
    destinationIp: local.ip,
    destinationPort: local.port,
    sourceIp: remote.ip,
    serverName: isTls ? hello.serverName : '',
    transport: isTls ? 'tls' : 'raw_buffer',
    applications,
  });
}

function isInspected(listener: Listener, name: string, port: number): boolean {
  const filter = listener.listenerFilters?.find((each) => each.name === name);
  return (
    filter !== undefined && !(filter.filterDisabled && isDisabled(filter.filterDisabled, port))
  );
}

function isDisabled(rule: FilterDisabled, port: number): boolean {
  if ('orMatch' in rule) return rule.orMatch.rules.some((each) => isDisabled(each, port));
  if ('notMatch' in rule) return !isDisabled(rule.notMatch, port);
  const { start, end } = rule.destinationPortRange;
  return port >= start && port < end;
}

function inspectHttp({ protocol, body }: HttpRequest): readonly string[] {
  if (protocol === 'HTTP/2') return ['h2c'];
  if (protocol === 'HTTP/1.1') return ['http/1.1'];
  return /^[A-Z]+ \S+ HTTP\/1\.1\r?\n/.test(body) ? ['http/1.1'] : [];
}

/** What a listener makes of a connection: its chain's filters, one after the other. */
export function serveConnection(runtime: Runtime, listener: Listener, arrival: Arrival): Outcome {
  const chain = chainFor(listener, arrival);
  if (!chain) return refuse(runtime, listener, arrival);
  const isOpened = chain.transportSocket?.name === 'envoy.transport_sockets.tls';
  // It expects a handshake, and gets something else.
  if (isOpened && !arrival.hello) return reset;
  const downstream: Downstream = {
    listener,
    remote: arrival.remote,
    local: arrival.local,
    time: arrival.time,
    tls: isOpened ? arrival.tls : undefined,
    identity: isOpened ? runtime.tls.identity(chain.transportSocket) : undefined,
    serverName: arrival.hello?.serverName ?? '',
    sealed: isOpened ? undefined : arrival.hello,
    patience: arrival.patience,
    wire: arrival.wire,
  };
  return runChain(runtime, chain, downstream, arrival.request);
}

const reset: Outcome = { type: 'failure', failure: { reason: 'reset' }, elapsed: 0 };

/** No chain is for it: the connection is closed, and the listener's own log says so. */
export function refuse(
  runtime: Runtime,
  listener: Listener,
  { remote, local, time, hello, wire }: Omit<Arrival, 'request'>,
): Outcome {
  const stream = createStreamInfo(
    {
      listener,
      remote,
      local,
      time,
      tls: undefined,
      identity: undefined,
      serverName: hello?.serverName ?? '',
      sealed: hello,
      patience: undefined,
      wire,
    },
    0,
  );
  flag(stream, 'NR');
  stream.details = 'filter_chain_not_found';
  runtime.stats
    .scope(
      `listener.${listener.address.socketAddress.address}_${listener.address.socketAddress.portValue}.`,
    )
    .add('no_filter_chain_match');
  for (const log of listener.accessLog ?? []) writeAccessLog(log, stream, runtime.log);
  return reset;
}

function runChain(
  runtime: Runtime,
  chain: FilterChain,
  downstream: Downstream,
  request: HttpRequest,
): Outcome {
  let denied: string | undefined;
  const counted = chain.filters.find((filter) => filter.name === 'istio.stats');
  for (const filter of chain.filters) {
    switch (filter.name) {
      case 'envoy.filters.network.rbac':
        denied ??= denial(runtime, filter.typedConfig, downstream);
        break;
      case 'envoy.filters.network.http_connection_manager':
        if (denied !== undefined) return reset;
        return speakHttp(runtime, filter.typedConfig, downstream, request);
      case 'envoy.filters.network.tcp_proxy': {
        if (denied === undefined)
          return proxyTcp(runtime, { proxy: filter.typedConfig, counted }, downstream, request);
        const stream = createStreamInfo(downstream, 0);
        stream.terminationDetails = denied;
        stream.cluster = filter.typedConfig.cluster ?? '';
        logAll(filter.typedConfig.accessLog, stream, runtime);
        return reset;
      }
      case 'envoy.filters.network.sni_cluster':
      case 'istio.metadata_exchange':
      case 'istio.stats':
        break;
    }
  }
  return reset;
}

function logAll(logs: Listener['accessLog'], stream: StreamInfo, { log }: Runtime): void {
  for (const each of logs ?? []) writeAccessLog(each, stream, log);
}

/** Why network RBAC ends the connection. */
function denial(
  { stats }: Runtime,
  filter: RbacFilter,
  { remote, local, time, tls }: Downstream,
): string | undefined {
  const verdict = loaded(policies).evaluateRbac(filter, {
    connection: { source: remote, destination: local, time, tls },
    destinationPort: local.port,
    remoteIp: remote.ip,
    metadata: {},
  });
  const scope = stats.scope(`${filter.statPrefix ?? ''}rbac.`);
  if (filter.rules) scope.add(verdict.allowed ? 'allowed' : 'denied');
  if (verdict.shadow)
    scope.add(
      `${filter.shadowRulesStatPrefix ?? ''}${verdict.shadow.allowed ? 'shadow_allowed' : 'shadow_denied'}`,
    );
  if (verdict.allowed) return undefined;
  return `rbac_access_denied_matched_policy[${verdict.policy ?? 'none'}]`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An HTTP codec: requests come as such, or as the bytes of one. */
function speakHttp(
  runtime: Runtime,
  manager: HttpConnectionManager,
  downstream: Downstream,
  request: HttpRequest,
): Outcome {
  // A TLS record is no HTTP.
  if (downstream.sealed)
    return {
      type: 'failure',
      failure: { reason: 'tls', detail: 'wrong version number' },
      elapsed: 0,
    };
  if (request.protocol !== 'TCP') return serveHttp(runtime, manager, downstream, request);
  const parsed = parseRequest(encoder.encode(request.body));
  if (request.body === '' || parsed === 'more') return bytes('', 0);
  if (parsed === 'not-http') return bytes(badRequest, 0);
  const outcome = serveHttp(runtime, manager, downstream, parsed.message);
  if (outcome.type === 'failure') return outcome;
  const head = parsed.message.method === 'HEAD';
  return bytes(decoder.decode(renderResponse(outcome.response, { head })), outcome.elapsed);
}

/** What the HTTP/1 codec sends before it closes. */
const badRequest = 'HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';

function bytes(body: string, elapsed: number): Outcome {
  return { type: 'response', response: { status: 0, headers: [], body, protocol: 'TCP' }, elapsed };
}
