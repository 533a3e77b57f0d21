import type { Address, Connection, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Hooks, Next } from '#cluster/network/stack.ts';
import type { ClientTls, ServerTls } from '#cluster/network/tls.ts';
import type { Listener } from './config.ts';
import type { UpstreamWire } from './downstream.ts';
import { chainFor, refuse, serveConnection } from './listener.ts';
import type { ListenerIndex } from './listener-index.ts';
import type { Runtime } from './runtime.ts';
import { connectionReset } from './tls-context.ts';

const outboundPort = 15_001;
const inboundPort = 15_006;

/** What istio-iptables leaves alone on the way in: `-d 15090,15021,15020`. */
const untouchedPorts: readonly number[] = [15_090, 15_021, 15_020];

/** Before its first configuration nothing listens on 15001 and 15006. */
const notListening: Outcome = { type: 'failure', failure: { reason: 'refused' }, elapsed: 0.05 };

/** From the client to the proxy in its own pod, in milliseconds. */
const loopbackMs = 0.05;

/** A sidecar in the path of its pod: what iptables redirects to it. */
export function createHooks(
  runtime: Runtime,
  listeners: () => ListenerIndex | undefined,
): Required<Hooks> {
  // Between the proxy's own call to its own pod and its arrival nothing else happens.
  let isOwnCall = false;
  const isLeftAlone = ({ source, destination }: Connection): boolean =>
    untouchedPorts.includes(destination.port) || (source.ip === runtime.ip && !isOwnCall);
  const tls = createTermination(runtime, () => listeners()?.virtual(inboundPort));

  return {
    outbound: (request, to, next, options) => {
      if (to.ip === runtime.ip) return next(request, to, options);
      const index = listeners();
      const virtual = index?.virtual(outboundPort);
      if (!index || !virtual) return notListening;
      const calling: Next = (...call) => {
        isOwnCall = call[1].ip === runtime.ip;
        const outcome = next(...call);
        isOwnCall = false;
        return outcome;
      };
      const outcome = serveConnection(runtime, index.at(to) ?? virtual, {
        request,
        remote: { ip: runtime.ip, port: runtime.source().port },
        local: to,
        time: runtime.clock.now() + (options.elapsed ?? 0),
        hello: options.tls,
        patience: options.timeoutMs,
        wire: {
          send: calling,
          pass: (sent, host, more) => calling(sent, host, { ...more, tls: options.tls }),
        },
      });
      return connected(outcome);
    },
    inbound: (request, connection, next) => {
      const isLeft = isLeftAlone(connection);
      isOwnCall = false;
      if (isLeft) return next(request, connection.destination);
      const listener = listeners()?.virtual(inboundPort);
      if (!listener) return notListening;
      return serveConnection(runtime, listener, {
        ...arrivalOf(request, connection, tls.helloOf(connection)),
        wire: { send: next, pass: (sent, host) => next(sent, host) },
      });
    },
    terminate: (hello, connection) =>
      isLeftAlone(connection) ? undefined : tls.terminate(hello, connection),
  };
}

/** The connection stands as soon as the proxy has taken it. */
function connected(outcome: Outcome): Outcome {
  return outcome.type === 'response' ? { ...outcome, connected: loopbackMs } : outcome;
}

interface Termination {
  terminate: (hello: ClientTls, connection: Connection) => ServerTls | 'pass' | undefined;
  /** What the client of a connection that has just come said first. */
  helloOf: (connection: Connection) => ClientTls | undefined;
}

/** TLS that ends in this proxy; what it does not open is `unopened`. The handshake comes just before the request, so that one hello is all there is to remember. */
export function createTermination(
  runtime: Runtime,
  listenerAt: (to: Address) => Listener | undefined,
  unopened?: 'pass',
): Termination {
  let last: { readonly source: Address; readonly hello: ClientTls } | undefined;
  return {
    terminate: (hello, connection) => {
      const { source, destination } = connection;
      last = { source, hello };
      const listener = listenerAt(destination);
      if (!listener) return undefined;
      const arrival = { remote: source, local: destination, hello, time: connection.time };
      const chain = chainFor(listener, arrival);
      if (chain) return runtime.tls.server(chain.transportSocket) ?? unopened;
      refuse(runtime, listener, { ...arrival, wire: nowhere });
      return { refusal: connectionReset };
    },
    helloOf: ({ source }) => {
      const hello = last?.source === source ? last.hello : undefined;
      last = undefined;
      return hello;
    },
  };
}

export function arrivalOf(
  request: HttpRequest,
  { source, destination, time, tls }: Connection,
  hello: ClientTls | undefined,
): Omit<Parameters<typeof serveConnection>[2], 'wire'> {
  return { request, remote: source, local: destination, time, hello, tls };
}

/** Who is refused goes no further. */
const nowhere = plainWire(() => notListening);

/** A gateway's own way out: its stack, without any redirection. */
export function plainWire(exchange: UpstreamWire['send'], hello?: ClientTls): UpstreamWire {
  return {
    send: exchange,
    pass: (request, to, options) => exchange(request, to, { ...options, tls: hello }),
  };
}
