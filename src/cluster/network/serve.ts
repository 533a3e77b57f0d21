import { respond } from './headers.ts';
import type { Connection, HttpRequest, HttpResponse, Outcome } from './http.ts';
import type { Listener } from './place.ts';
import { parseRequest, parseResponse, renderRequest, renderResponse } from './wire.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Hands a request to a listener, whichever of HTTP, gRPC and bare bytes either end speaks. */
export function serve(listener: Listener, request: HttpRequest, connection: Connection): Outcome {
  const speaks = listener.speaks ?? 'http';
  const isBytes = request.protocol === 'TCP';
  if (speaks === 'tcp')
    return isBytes
      ? listener.server(request, connection)
      : overBytes(listener, request, connection);
  if (isBytes) return request.body === '' ? bytes('') : fromBytes(listener, request, connection);
  if (lacksTls(listener, connection)) return plainToTls;
  // A gRPC server answers whatever comes with its SETTINGS frame.
  if (speaks === 'grpc' && request.protocol !== 'HTTP/2') return notHttp;
  return inProtocol(listener.server(request, connection), request);
}

function lacksTls({ tls }: Listener, connection: Connection): boolean {
  return tls !== undefined && tls.isOptional !== true && !connection.tls;
}

/** The client sends bytes to an HTTP server: a request, if they make one. */
function fromBytes(listener: Listener, request: HttpRequest, connection: Connection): Outcome {
  if (listener.speaks === 'grpc' || lacksTls(listener, connection)) return bytes('');
  const parsed = parseRequest(encoder.encode(request.body));
  if (parsed === 'more') return bytes('');
  if (parsed === 'not-http') return asBytes(badRequest, false);
  const outcome = listener.server(parsed.message, connection);
  return outcome.type === 'failure' ? outcome : asBytes(outcome, parsed.message.method === 'HEAD');
}

/** The client sends HTTP to a server that reads bytes. */
function overBytes(listener: Listener, request: HttpRequest, connection: Connection): Outcome {
  const body = decoder.decode(renderRequest(request));
  const outcome = listener.server({ ...request, protocol: 'TCP', body }, connection);
  if (outcome.type === 'failure') return outcome;
  if (outcome.response.body === '')
    return { ...outcome, type: 'failure', failure: { reason: 'closed' } };
  const parsed = parseResponse(encoder.encode(outcome.response.body), true, request.method);
  if (typeof parsed === 'string') return { ...notHttp, elapsed: outcome.elapsed };
  return { ...outcome, response: parsed.message };
}

function inProtocol(outcome: Outcome, request: HttpRequest): Outcome {
  if (outcome.type === 'failure' || request.protocol === outcome.response.protocol) return outcome;
  return { ...outcome, response: { ...outcome.response, protocol: request.protocol } };
}

function asBytes(outcome: Outcome & { type: 'response' }, head: boolean): Outcome {
  const body = decoder.decode(renderResponse(outcome.response, { head }));
  return { ...outcome, response: byteResponse(body) };
}

function bytes(body: string): Outcome {
  return { type: 'response', response: byteResponse(body), elapsed: 0 };
}

function byteResponse(body: string): HttpResponse {
  return { status: 0, headers: [], body, protocol: 'TCP' };
}

const notHttp = { type: 'failure', failure: { reason: 'not-http' }, elapsed: 0 } as const;
/** As Go's net/http. */
const badRequest = respond(
  400,
  [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Connection', 'close'],
  ],
  '400 Bad Request',
);
const plainToTls = respond(400, [], 'Client sent an HTTP request to an HTTPS server.\n');
