import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Address, Connection, Failure, HttpRequest, Outcome } from './http.ts';
import { latency, toMicroseconds } from './latency.ts';
import { isLoopback, listenerAt, nextSourcePort, type Listener, type Place } from './place.ts';
import type { Route, Routes } from './routes.ts';
import { serve } from './serve.ts';
import type { ExchangeOptions, Hooks, Next } from './stack.ts';
import { shakeHands, type ClientTls, type Hands, type ServerTls, type TlsPeer } from './tls.ts';

/** What every exchange goes by. */
export interface Wire {
  readonly clock: Clock;
  readonly random: Random;
  readonly routes: Routes;
  /** Told of every message once it is over: what it set off comes before it. */
  readonly watchers: Set<(hop: Hop) => void>;
}

/** A message on the wire, after the sender's proxy and before the receiver's. */
export interface Hop {
  readonly from: Pick<Place, 'kind' | 'ip' | 'namespace' | 'name'>;
  /** As asked, before kube-proxy; where it went is in a response's `via`. */
  readonly to: Address;
  readonly request: HttpRequest;
  /** What the sender encrypts with. */
  readonly tls: ClientTls | undefined;
  readonly outcome: Outcome;
}

/** An exchange as its client sees it: through its own hooks, then over the wire. */
export function exchange(
  wire: Wire,
  from: Place,
  { request, to }: Message,
  options: ExchangeOptions = {},
): Outcome {
  const leave = (depth: number, message: Message, given: ExchangeOptions): Outcome => {
    const hook = from.hooks[depth]?.outbound;
    if (depth < 0) return send(wire, from, message, given);
    if (!hook) return leave(depth - 1, message, given);
    const next: Next = (request, to, changed) =>
      leave(depth - 1, { request, to }, changed ?? given);
    return withoutVia(hook(message.request, message.to, next, given));
  };
  const depth = isLoopback(to.ip) ? -1 : from.hooks.length - 1;
  return cut(leave(depth, { request, to }, options), options.timeoutMs);
}

/** The client's connection ends in its own proxy: which endpoint it reaches is the proxy's affair. */
function withoutVia(outcome: Outcome): Outcome {
  return outcome.type === 'response' ? { ...outcome, via: undefined } : outcome;
}

export interface Message {
  readonly request: HttpRequest;
  readonly to: Address;
}

/** Over the wire, seen by those who watch it. */
function send(wire: Wire, from: Place, message: Message, options: ExchangeOptions): Outcome {
  const outcome = carry(wire, from, message, options);
  for (const tell of wire.watchers) tell({ from, ...message, tls: options.tls, outcome });
  return outcome;
}

/** kube-proxy, the route, TLS, then whatever is at the other end. */
function carry(
  wire: Wire,
  from: Place,
  { request, to }: Message,
  options: ExchangeOptions,
): Outcome {
  const { via } = options;
  const route = wire.routes.find(from, via?.destination ?? to);
  if (route.type === 'failure') return { ...route, type: 'failure' };
  const way = latency(from, route.place, wire.random);
  const connected = via ? 0 : toMicroseconds(2 * way);
  const start = wire.clock.now() + (options.elapsed ?? 0);
  const connection: Connection = {
    source: via?.source ??
      options.source ?? { ip: route.source ?? from.ip, port: nextSourcePort(from) },
    destination: route.address,
    time: start + connected + way,
  };
  if (!canConnect(route)) return fail({ reason: via ? 'reset' : 'refused' }, 2 * way);
  const secured = secure(route, connection, options);
  if (typeof secured === 'string')
    return fail({ reason: 'tls', detail: secured }, connected + 2 * way);
  const handshake = options.tls && !via ? toMicroseconds(4 * way) : 0;
  const arrived: Connection = {
    ...connection,
    time: connection.time + handshake,
    tls: secured?.ofClient,
  };
  const outcome = enter(wire, route, { request, connection: arrived });
  const elapsed = toMicroseconds(connected + handshake + 2 * way + outcome.elapsed);
  if (outcome.type === 'failure')
    return { ...outcome, failure: afterConnect(outcome.failure), elapsed };
  const times = options.tls
    ? { connected, secured: toMicroseconds(connected + handshake) }
    : { connected };
  const tls = secured === unopened ? outcome.tls : secured?.ofServer;
  return { ...outcome, elapsed, ...times, via: connection, tls };
}

type Found = Extract<Route, { type: 'found' }>;

interface Arrival {
  readonly request: HttpRequest;
  readonly connection: Connection;
}

/** Through the hooks of the other end, to what listens there. */
function enter(wire: Wire, { place, address }: Found, arrival: Arrival): Outcome {
  const hooks = isLoopback(address.ip) ? [] : place.hooks;
  const go = (depth: number, { request, connection }: Arrival): Outcome => {
    if (depth < 0) return deliver(place, { request, connection });
    const hook = hooks[depth]?.inbound;
    if (!hook) return go(depth - 1, { request, connection });
    const next: Next = (changed, to, given) => {
      const onward = given
        ? reconnect(wire, place, connection, { to, options: given })
        : { connection: { ...connection, destination: to } };
      if (typeof onward === 'string') return fail({ reason: 'tls', detail: onward }, 0);
      const outcome = go(depth - 1, { request: changed, connection: onward.connection });
      return cut(withPeer(outcome, onward.ofServer), given?.timeoutMs);
    };
    return hook(request, connection, next);
  };
  return go(hooks.length - 1, arrival);
}

/** A proxy's own connection to what it stands before. */
function reconnect(
  wire: Wire,
  place: Place,
  connection: Connection,
  { to, options }: { to: Address; options: ExchangeOptions },
): { connection: Connection; ofServer?: TlsPeer } | string {
  const time = options.elapsed === undefined ? connection.time : wire.clock.now() + options.elapsed;
  const onward: Connection = { source: options.source ?? connection.source, destination: to, time };
  if (!options.tls) return { connection: onward };
  const tls = listenerAt(place, to.ip, to.port)?.tls;
  const hands = tls ? shakeHands(options.tls, tls) : 'wrong version number';
  if (typeof hands === 'string') return hands;
  return { connection: { ...onward, tls: hands.ofClient }, ofServer: hands.ofServer };
}

function withPeer(outcome: Outcome, tls: TlsPeer | undefined): Outcome {
  return tls && outcome.type === 'response' ? { ...outcome, tls } : outcome;
}

function deliver(place: Place, { request, connection }: Arrival): Outcome {
  const { ip, port } = connection.destination;
  const listener = listenerAt(place, isLoopback(ip) ? ip : place.ip, port);
  return listener ? serve(listener, request, connection) : fail({ reason: 'refused' }, 0);
}

function secure(
  { place, address }: Found,
  connection: Connection,
  { tls }: ExchangeOptions,
): Partial<Hands> | string | undefined {
  if (!tls) return undefined;
  const server =
    terminator(place.hooks, address, connection, tls) ?? listenerOf(place, address)?.tls;
  if (server === 'pass') return unopened;
  return server ? shakeHands(tls, server) : 'wrong version number';
}

/** The hands are shaken further on. */
const unopened: Partial<Hands> = {};

function terminator(
  hooks: readonly Hooks[],
  { ip }: Address,
  connection: Connection,
  hello: NonNullable<ExchangeOptions['tls']>,
): ServerTls | 'pass' | undefined {
  if (isLoopback(ip)) return undefined;
  return hooks.map(({ terminate }) => terminate?.(hello, connection)).findLast((tls) => tls);
}

function listenerOf(place: Place, { ip, port }: Address): Listener | undefined {
  return listenerAt(place, isLoopback(ip) ? ip : place.ip, port);
}

/** A proxy accepts every connection: only then does it see whether there is somebody behind it. */
function canConnect({ place, address }: Found): boolean {
  const isIntercepted = !isLoopback(address.ip) && place.hooks.some(({ inbound }) => inbound);
  return isIntercepted || listenerOf(place, address) !== undefined;
}

/** Behind a proxy that accepted the connection, a refusal is a reset to the client. */
function afterConnect(failure: Failure): Failure {
  if (failure.reason === 'refused' || failure.reason === 'no-route') return { reason: 'reset' };
  return failure.reason === 'timeout' ? { reason: 'timeout', connected: true } : failure;
}

function fail(failure: Failure, elapsed: number): Outcome {
  return { type: 'failure', failure, elapsed: toMicroseconds(elapsed) };
}

/** What a client that waits no longer than that sees. */
export function cut(outcome: Outcome, timeoutMs: number | undefined): Outcome {
  if (timeoutMs === undefined || outcome.elapsed <= timeoutMs) return outcome;
  const isConnected =
    outcome.type === 'response' ||
    ('connected' in outcome.failure && outcome.failure.connected === true);
  return fail({ reason: 'timeout', ...(isConnected && { connected: true }) }, timeoutMs);
}
