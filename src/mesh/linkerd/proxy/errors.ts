import { header, httpDate } from '#cluster/network/headers.ts';
import type { Failure, Headers, HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import { withSources } from './log.ts';

/** Why a proxy answers by itself (linkerd/app/core/src/errors/respond.rs). */
export interface ProxyError {
  /** From the outermost to the cause; all of them, joined, are the message. */
  readonly causes: readonly string[];
  readonly status: number;
  readonly grpcStatus: number;
  /** The connection cannot be used any more. */
  readonly closes: boolean;
  /** What metrics call it: `failfast`; of routes: `FAIL_FAST`. */
  readonly kind: ErrorKind;
  readonly location?: string;
}

type ErrorKind =
  | 'failfast'
  | 'timeout'
  | 'unauthorized'
  | 'not-found'
  | 'rate-limited'
  | 'policy'
  | 'connect'
  | 'unexpected';

type Made = Pick<ProxyError, 'status' | 'grpcStatus' | 'closes' | 'kind'>;

const made = {
  failFast: { status: 504, grpcStatus: 4, closes: true, kind: 'failfast' },
  timeout: { status: 504, grpcStatus: 4, closes: true, kind: 'timeout' },
  badGateway: { status: 502, grpcStatus: 14, closes: true, kind: 'connect' },
  permissionDenied: { status: 403, grpcStatus: 7, closes: false, kind: 'unauthorized' },
  notFound: { status: 404, grpcStatus: 5, closes: false, kind: 'not-found' },
  rateLimited: { status: 429, grpcStatus: 8, closes: false, kind: 'rate-limited' },
} satisfies Record<string, Made>;

export function proxyError(name: keyof typeof made, ...causes: readonly string[]): ProxyError {
  return { ...made[name], causes };
}

/** What a route's filter answers in the place of the backend. */
export function filterError(
  { status, grpcStatus, location }: { status: number; grpcStatus: number; location?: string },
  message: string,
): ProxyError {
  const kind = 'policy' as const;
  return {
    causes: [message],
    status,
    grpcStatus,
    closes: false,
    kind,
    ...(location !== undefined && { location }),
  };
}

/** With who met it before the others. What an endpoint's own stack answers is told by nobody else. */
export function within(context: readonly string[], error: ProxyError): ProxyError {
  if (error.kind === 'connect') return error;
  return { ...error, causes: [...context, ...error.causes] };
}

/** A failed connection as hyper tells it. */
export function connectCauses(failure: Failure): readonly string[] {
  return ['client error (Connect)', osError(failure)];
}

export function osError(failure: Failure): string {
  switch (failure.reason) {
    case 'refused':
      return 'Connection refused (os error 111)';
    case 'no-route':
      return 'No route to host (os error 113)';
    case 'reset':
      return 'Connection reset by peer (os error 104)';
    case 'timeout':
      return 'connect timed out after 1s';
    case 'closed':
      return 'unexpected end of file';
    case 'tls':
      return failure.detail;
    case 'unresolved':
      return `no record found for name: ${failure.host}`;
    case 'not-http':
      return 'invalid HTTP version parsed';
  }
}

export function isGrpc({ protocol, headers }: HttpRequest): boolean {
  return (
    protocol === 'HTTP/2' &&
    header({ headers }, 'content-type')?.startsWith('application/grpc') === true
  );
}

interface Answering {
  readonly request: HttpRequest;
  /** Tells the client why: to meshed peers only, on the way in. */
  readonly tells: boolean;
  readonly time: number;
}

/** The answer to a request that met an error. */
export function errorResponse(
  error: ProxyError,
  { request, tells, time }: Answering,
): HttpResponse {
  const message = error.causes.join(': ');
  const isHttp1 = request.protocol === 'HTTP/1.1';
  const date = ['date', httpDate(time)] as const;
  const told: Headers = [
    ...(tells ? [['l5d-proxy-error', message] as const] : []),
    ...(error.closes && isHttp1 ? [['connection', 'close'] as const] : []),
    ...(tells && error.closes ? [['l5d-proxy-connection', 'close'] as const] : []),
  ];
  if (isGrpc(request)) {
    const headers: Headers = [
      ['content-length', '0'],
      ['content-type', 'application/grpc'],
      ['grpc-status', String(error.grpcStatus)],
      ...(tells ? [['grpc-message', message] as const] : []),
      ...told,
      date,
    ];
    return { status: 200, headers, body: '', protocol: 'HTTP/2' };
  }
  return {
    status: error.status,
    headers: [
      ['content-length', '0'],
      ...told,
      ...(error.location === undefined ? [] : [['location', error.location] as const]),
      date,
    ],
    body: '',
    protocol: request.protocol,
  };
}

/** `HTTP/1.1 request failed error=…`. */
export function failureMessage(error: ProxyError, request: HttpRequest): string {
  const version = request.protocol === 'HTTP/2' ? 'HTTP/2.0' : 'HTTP/1.1';
  const what = isGrpc(request) ? 'gRPC' : version;
  return `${what} request failed error=${withSources(error.causes)}`;
}
