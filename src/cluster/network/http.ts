import type { TlsPeer } from './tls.ts';

/** One request on its way. A value: whoever changes it makes a new one. */
export interface HttpRequest {
  readonly method: string;
  /** Host and port as the client named them: the Host header, or :authority. */
  readonly authority: string;
  /** With its query. */
  readonly path: string;
  /** Lower-case names, in order; one name may stand twice. `host` is not among them. */
  readonly headers: Headers;
  readonly body: string;
  readonly protocol: Protocol;
  /** gRPC is HTTP/2 with these: the method is the path, the body a JSON rendering of the message. */
  readonly grpc?: boolean;
}

/**
 * TCP is a conversation that is not HTTP, or not known to be: the body is what the client sends, the response's body
 * what it gets back, the other fields are empty. With an empty body it is a connection and no more: a probe, `nc -z`,
 * a TLS handshake.
 */
type Protocol = 'HTTP/1.1' | 'HTTP/2' | 'TCP';

export type Headers = readonly (readonly [name: string, value: string])[];

export interface HttpResponse {
  readonly status: number;
  /** Names as the server writes them: `Content-Type` from Go, `content-type` from Envoy. */
  readonly headers: Headers;
  readonly body: string;
  readonly protocol: Protocol;
  /** gRPC: code and message. */
  readonly trailers?: Headers;
}

/** What became of a connection attempt or of a request. `elapsed` is virtual milliseconds from the start of the attempt. */
export type Outcome =
  | {
      readonly type: 'response';
      readonly response: HttpResponse;
      readonly elapsed: number;
      /** Milliseconds until the connection stood, and until TLS did. */
      readonly connected?: number;
      readonly secured?: number;
      /** What the client knows of its peer. */
      readonly tls?: TlsPeer | undefined;
      /** The connection used, which may be used again: `ExchangeOptions.via`. */
      readonly via?: Connection | undefined;
    }
  | { readonly type: 'failure'; readonly failure: Failure; readonly elapsed: number };

/** As a client sees them: connect(2) refused, timed out or without route; then reset, closed, or a TLS alert. */
export type Failure =
  | {
      readonly reason: 'refused' | 'timeout' | 'no-route' | 'reset' | 'closed';
      /** A timeout after the connection stood: the answer did not come. */
      readonly connected?: boolean;
    }
  /** The peer sent bytes that are not HTTP. */
  | { readonly reason: 'not-http' }
  | { readonly reason: 'unresolved'; readonly host: string }
  /** `detail` as OpenSSL words it: `wrong version number`, `tlsv1 alert …`. */
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
