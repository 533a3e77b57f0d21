import type { Clock, Restore } from '#cluster/clock/clock.ts';
import { header } from '#cluster/network/headers.ts';
import type { Headers, HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import type { TapEvent, TapHttp, TapServer } from '#mesh/linkerd/tap-api.ts';
import { grpcStatusOf } from './classify.ts';

/** Who looks at what passes; nobody, most of the time. */
export interface Tap extends TapServer {
  readonly isWatched: () => boolean;
  /** An exchange that passes, from its request on. */
  tell: (exchange: TappedExchange) => void;
  save: () => Restore;
}

interface TappedExchange extends Pick<
  TapEvent,
  'direction' | 'source' | 'destination' | 'routeLabels'
> {
  readonly time: number;
  readonly request: HttpRequest;
  /** Undefined when the connection broke. */
  readonly response: HttpResponse | undefined;
  readonly elapsed: number;
}

type Observer = (event: TapEvent) => void;

/** Each event is told at its time (linkerd/proxy/tap/src/grpc/server.rs). */
export function createTap(clock: Clock): Tap {
  let observers: ReadonlySet<Observer> = new Set();
  let bases = 0;
  let streams = 0;
  return {
    isWatched: () => observers.size > 0,
    observe: (onEvent) => {
      observers = new Set(observers).add(onEvent);
      bases += 1;
      return () => {
        observers = new Set([...observers].filter((other) => other !== onEvent));
      };
    },
    tell: ({ request, response, elapsed, time, ...rest }) => {
      if (observers.size === 0) return;
      const id = { base: bases, stream: streams };
      streams += 1;
      const plan = (event: TapHttp, at: number): void => {
        const told: TapEvent = { ...rest, time: at, id, event };
        clock.at(Math.floor(at), () => {
          for (const observer of observers) observer(told);
        });
      };
      plan(requestInit(request), time);
      if (!response) return;
      const micros = Math.round(elapsed * 1000);
      // The last byte follows the head at once: bodies here are small.
      const tail = Math.max(1, Math.round(response.body.length / 100));
      plan(responseInit(response, micros), time + elapsed);
      plan(responseEnd(response, micros, tail), time + elapsed + tail / 1000);
    },
    save: () => {
      const saved = { observers, bases, streams };
      return () => {
        ({ observers, bases, streams } = saved);
      };
    },
  };
}

function requestInit({ method, authority, path, headers }: HttpRequest): TapHttp {
  return {
    type: 'requestInit',
    method,
    scheme: 'http',
    authority,
    path: path.replace(/\?.*$/s, ''),
    headers: pseudo(
      [
        [':method', method],
        [':path', path],
        [':authority', authority],
      ],
      headers,
    ),
  };
}

function pseudo(first: Headers, headers: Headers): Headers {
  return [...first, ...headers];
}

function responseInit({ status, headers }: HttpResponse, sinceRequestMicros: number): TapHttp {
  return {
    type: 'responseInit',
    status,
    sinceRequestMicros,
    headers: pseudo([[':status', String(status)]], headers),
  };
}

function responseEnd(response: HttpResponse, micros: number, tail: number): TapHttp {
  const { body, trailers = [] } = response;
  const grpcStatus = isGrpcResponse(response) ? grpcStatusOf(response) : undefined;
  return {
    type: 'responseEnd',
    sinceRequestMicros: micros + tail,
    sinceResponseMicros: tail,
    bytes: body.length,
    ...(grpcStatus !== undefined && { grpcStatus }),
    trailers,
  };
}

function isGrpcResponse(response: HttpResponse): boolean {
  return header(response, 'content-type')?.startsWith('application/grpc') === true;
}
