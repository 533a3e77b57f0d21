import type { TlsPeer } from './tls.ts';

/** One request on its way. A value: whoever changes it makes a new one. */
export interface HttpRequest {
  readonly method: string;
  /** Host and port as the client named them: the Host header, or :authority. */
  readonly authority: string;
  /** With its query. */
  readonly path: string;
  /** Lower-case names, in order; one name may stand twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** gRPC is HTTP/2 with these: the method is the path, the body a JSON rendering of the message. */
  readonly grpc?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly protocol: 'HTTP/1.1' | 'HTTP/2';
  /** gRPC: code and message. */
  readonly trailers?: readonly (readonly [name: string, value: string])[];
}

/** What became of a connection attempt or of a request. `elapsed` is virtual milliseconds from the start of the attempt. */
export type Outcome =
  | { readonly type: 'response'; readonly response: HttpResponse; readonly elapsed: number }
  | { readonly type: 'failure'; readonly failure: Failure; readonly elapsed: number };

/** As a client sees them: connect(2) refused, timed out or without route; then reset, closed, or a TLS alert. */
export type Failure =
  | { readonly reason: 'refused' | 'timeout' | 'no-route' | 'reset' | 'closed' }
  | { readonly reason: 'unresolved'; readonly host: string }
  | { readonly reason: 'tls'; readonly detail: string };

/** The two ends of the connection that a request came by. */
export interface Connection {
  readonly source: Address;
  readonly destination: Address;
  /** Time at which the request arrives: the clock's now, plus what the path has taken so far. */
  readonly time: number;
  readonly tls?: TlsPeer | undefined;
}

export interface Address {
  readonly ip: string;
  readonly port: number;
}
