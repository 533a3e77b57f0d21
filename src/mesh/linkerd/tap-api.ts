import type { Address } from '#cluster/network/http.ts';
import type { Labels } from './proxy-api.ts';

/** What passes a proxy, told as it passes (linkerd2-proxy-api tap.proto): port 4190 of every proxy. */
export interface TapServer {
  /** Events of exchanges from now on, in order of their time; what the viewer does not want it drops itself. Returns how to stop. */
  observe: (onEvent: (event: TapEvent) => void) => () => void;
}

export interface TapEvent {
  /** Milliseconds since 1970 at which it happened. */
  readonly time: number;
  readonly direction: 'inbound' | 'outbound';
  readonly source: TapPeer;
  readonly destination: TapPeer;
  /** Of the outbound route, or of the profile's. */
  readonly routeLabels: Labels;
  /** `base` counts proxies' taps, `stream` requests. */
  readonly id: { readonly base: number; readonly stream: number };
  readonly event: TapHttp;
}

export interface TapPeer {
  readonly address: Address;
  /** `pod`, `deployment`, `tls`, `client_id`, `server_id`… as the proxy knows them. */
  readonly labels: Labels;
}

export type TapHttp =
  | {
      readonly type: 'requestInit';
      readonly method: string;
      readonly scheme: string;
      readonly authority: string;
      /** Without its query. */
      readonly path: string;
      readonly headers: readonly (readonly [string, string])[];
    }
  | {
      readonly type: 'responseInit';
      readonly status: number;
      readonly sinceRequestMicros: number;
      readonly headers: readonly (readonly [string, string])[];
    }
  | {
      readonly type: 'responseEnd';
      readonly sinceRequestMicros: number;
      readonly sinceResponseMicros: number;
      readonly bytes: number;
      readonly grpcStatus?: number;
      readonly trailers: readonly (readonly [string, string])[];
    };
