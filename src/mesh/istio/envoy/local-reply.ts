import type { Headers, HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import { byteLength } from '#cluster/network/headers.ts';

/** An answer that the proxy makes itself. */
export interface LocalReply {
  readonly status: number;
  readonly body: string;
  /** `route_not_found`, `fault_filter_abort`. */
  readonly details: string;
  readonly flag?: string;
  readonly headers?: Headers;
}

/** To a gRPC client the status goes into trailers, and HTTP says 200. */
export function renderReply(reply: LocalReply, request: HttpRequest): HttpResponse {
  const { status, body, headers = [] } = reply;
  const { protocol } = request;
  if (isGrpc(request)) {
    const trailers: Headers = [
      ['grpc-status', String(grpcStatus(status))],
      ...(body === '' ? [] : [['grpc-message', body] as const]),
    ];
    const own: Headers = [['content-type', 'application/grpc'], ...headers];
    return { status: 200, headers: own, body: '', protocol, trailers };
  }
  const described: Headers =
    body === ''
      ? headers
      : [['content-length', String(byteLength(body))], ['content-type', 'text/plain'], ...headers];
  return { status, headers: described, body: request.method === 'HEAD' ? '' : body, protocol };
}

function isGrpc(request: HttpRequest): boolean {
  return (
    request.grpc === true ||
    request.headers.some(
      ([name, value]) => name === 'content-type' && value.startsWith('application/grpc'),
    )
  );
}

/** source/common/grpc/status.cc */
function grpcStatus(status: number): number {
  return grpcStatuses[status] ?? 2;
}

const grpcStatuses: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};
