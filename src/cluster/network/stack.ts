import type { Address, Connection, HttpRequest, Outcome } from './http.ts';

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
  /** Addresses of a name, by the search list of its resolv.conf and the cluster's DNS; empty when there is none. */
  resolve: (name: string) => readonly string[];
  /** Through its outbound hook, the wire, the destination's inbound hook, to the server that listens there. */
  exchange: (request: HttpRequest, to: Address, options?: ExchangeOptions) => Outcome;
  /** Serves a port; a port already served throws. Returns how to stop. */
  listen: (port: number, server: Server, options?: { address?: string }) => () => void;
  listening: () => readonly number[];
  /** What a sidecar does: every connection that leaves or enters goes through it. */
  intercept: (hooks: Hooks) => () => void;
}

export interface ExchangeOptions {
  /** Milliseconds that the path has taken before this call: a server that calls another one hands its own on. */
  elapsed?: number;
  /** Gives up after that long, in all. */
  timeoutMs?: number;
  /** TLS from this client: undefined is plain text. */
  tls?: { serverName: string; alpn?: string; identity?: string } | undefined;
}

/** Answers a request; what it takes goes into the outcome's `elapsed`, counted from the request's arrival. */
export type Server = (request: HttpRequest, connection: Connection) => Outcome;

export interface Hooks {
  outbound?: (request: HttpRequest, to: Address, next: Next) => Outcome;
  inbound?: (request: HttpRequest, connection: Connection, next: Next) => Outcome;
}

/** Goes on as if the hook were not there. */
export type Next = (request: HttpRequest, to: Address, options?: ExchangeOptions) => Outcome;
