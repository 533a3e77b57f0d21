import type { Address, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { ExchangeOptions } from '#cluster/network/stack.ts';
import type { ClientTls, TlsPeer } from '#cluster/network/tls.ts';
import type { Listener } from './config.ts';

/** A connection to this proxy, as the listener handed it on. */
export interface Downstream {
  readonly listener: Listener;
  readonly remote: Address;
  /** Where the client was going, before it was redirected here. */
  readonly local: Address;
  /** When the request arrived. */
  readonly time: number;
  /** What was agreed, where this proxy opened the connection. */
  readonly tls: TlsPeer | undefined;
  /** This proxy's own name in that TLS. */
  readonly identity: string | undefined;
  /** What the client named, opened or not. */
  readonly serverName: string;
  /** Of TLS that goes through unopened. */
  readonly sealed: ClientTls | undefined;
  /** The client gives up after that long. */
  readonly patience: number | undefined;
  readonly wire: UpstreamWire;
}

/** The way from this proxy to its upstreams. */
export interface UpstreamWire {
  /** In plain text, or with the TLS of the options. */
  send: (request: HttpRequest, to: Address, options: ExchangeOptions) => Outcome;
  /** As it came, its TLS unopened. */
  pass: (request: HttpRequest, to: Address, options: ExchangeOptions) => Outcome;
}
