import type { Address, Connection, HttpRequest, Outcome } from './http.ts';
import type { ClientTls, ServerTls } from './tls.ts';

/**
 * The network as one pod (or node, or the learner's machine) sees it.
 *
 * An exchange is a value: it is computed at once, hop by hop, and says how long it took. A hop that waits adds to
 * `elapsed`; a client that times out cuts it. Nothing is in flight when an event ends, so a cluster can be saved at any instant.
 */
export interface Stack {
  readonly ip: string;
  /** Names of its pod or node, for logs and for proxies. */
  readonly host: string;
  readonly dns: Resolver;
  /** Addresses of a name, by /etc/hosts, the search list and the cluster's DNS; empty when there is none. */
  resolve: (name: string) => readonly string[];
  /** Through its outbound hook, the wire, the destination's inbound hook, to the server that listens there. */
  exchange: (request: HttpRequest, to: Address, options?: ExchangeOptions) => Outcome;
  /** Serves a port; a port already served throws. Returns how to stop. */
  listen: (port: number, server: Server, options?: ListenOptions) => () => void;
  listening: () => readonly number[];
  /** What a sidecar does: every connection that leaves or enters goes through it, but for loopback. */
  intercept: (hooks: Hooks) => () => void;
}

/** /etc/resolv.conf, and what stands behind it. */
export interface Resolver {
  /** Undefined where there is no name server. */
  readonly server: string | undefined;
  readonly search: readonly string[];
  /** One query for a complete name, without a final dot. */
  query: (name: string) => DnsAnswer;
}

export type DnsAnswer =
  | {
      readonly code: 'NOERROR';
      readonly addresses: readonly string[];
      readonly aliases: readonly string[];
    }
  | { readonly code: 'NXDOMAIN' | 'SERVFAIL' | 'TIMEOUT' };

export interface ExchangeOptions {
  /**
   * Milliseconds from the clock's now to the start of this call: a server that calls another one hands on
   * `connection.time - clock.now()`, plus what it has taken itself. The outcome's `elapsed` does not count them.
   */
  elapsed?: number;
  /** Gives up after that long, in all. */
  timeoutMs?: number;
  /** TLS from this client: undefined is plain text. */
  tls?: ClientTls | undefined;
  /** On a connection that stands already: no handshake, and the endpoint chosen then. */
  via?: Connection | undefined;
  /** Another source than the stack's own address and next port. */
  source?: Address;
}

export interface ListenOptions {
  /** Every address when left out. */
  address?: string;
  tls?: ServerTls;
  /** What it speaks: HTTP when left out. A `tcp` server is given the client's bytes as a body, whatever they are. */
  speaks?: 'http' | 'grpc' | 'tcp';
}

/** Answers a request; what it takes goes into the outcome's `elapsed`, counted from the request's arrival. */
export type Server = (request: HttpRequest, connection: Connection) => Outcome;

export interface Hooks {
  /** `to` is what the client asked for, before kube-proxy. `options` are the client's own. */
  outbound?: (request: HttpRequest, to: Address, next: Next, options: ExchangeOptions) => Outcome;
  inbound?: (request: HttpRequest, connection: Connection, next: Next) => Outcome;
  /** Ends TLS that comes in, in the server's place. Undefined leaves it to the listener; `pass` to whom the hook hands it on. */
  terminate?: (hello: ClientTls, connection: Connection) => ServerTls | 'pass' | undefined;
}

/**
 * Goes on as if the hook were not there. Without `options` what came goes on as it came, its TLS included; with them,
 * in plain text unless they say `tls`.
 */
export type Next = (request: HttpRequest, to: Address, options?: ExchangeOptions) => Outcome;
