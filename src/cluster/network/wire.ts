import { byteLength, header, reasonPhrase } from './headers.ts';
import type { Headers, HttpRequest, HttpResponse } from './http.ts';

/** What stands at the start of the trailers that a gRPC response has: they are written with its headers. */
const trailerPrefix = 'grpc-';

/** A message found at the start of some bytes, and how many bytes it took. */
interface Parsed<M> {
  message: M;
  length: number;
}

/** What the bytes are so far: `more` is to come, or they are no HTTP. */
export type ParseResult<M> = Parsed<M> | 'more' | 'not-http';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** An HTTP/1.x request from its bytes; or a gRPC one, which stands there as if its frames were text. */
export function parseRequest(bytes: Uint8Array): ParseResult<HttpRequest> {
  const head = parseHead(bytes);
  if (typeof head === 'string') return head;
  const start = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/(1\.[01]|2)$/.exec(head.start);
  if (!start) return 'not-http';
  const [, method = '', target = '', version] = start;
  const body = parseBody(bytes, head, 0);
  if (!body) return 'more';
  const message: HttpRequest = {
    method,
    authority: header(head, 'host') ?? '',
    path: target.replace(/^http:\/\/[^/]+/, '') || '/',
    headers: head.headers
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => name !== 'host' && name !== 'transfer-encoding'),
    body: body.text,
    ...(version === '2' ? { protocol: 'HTTP/2', grpc: true } : { protocol: 'HTTP/1.1' }),
  };
  return { message, length: body.end };
}

/**
 * An HTTP/1.x response from its bytes; without a length its body ends where the connection does, at `isEnd`. The answer
 * to a HEAD has the length of a body that does not come.
 */
export function parseResponse(
  bytes: Uint8Array,
  isEnd = false,
  method = 'GET',
): ParseResult<HttpResponse> {
  const head = parseHead(bytes);
  if (typeof head === 'string') return head;
  const start = /^HTTP\/(1\.[01]|2) (\d{3})(?: .*)?$/.exec(head.start);
  if (!start) return 'not-http';
  const status = Number(start[2]);
  const isEmpty = method === 'HEAD' || status < 200 || status === 204 || status === 304;
  const untilEnd = isEnd ? bytes.length - head.end : undefined;
  const body = isEmpty ? { text: '', end: head.end } : parseBody(bytes, head, untilEnd);
  if (!body) return 'more';
  const isTrailer = ([name]: Headers[number]): boolean => name.startsWith(trailerPrefix);
  const message: HttpResponse = {
    status,
    headers: head.headers.filter((field) => !isTrailer(field)),
    body: body.text,
    ...(start[1] === '2'
      ? { protocol: 'HTTP/2', trailers: head.headers.filter(isTrailer) }
      : { protocol: 'HTTP/1.1' }),
  };
  return { message, length: body.end };
}

export function renderRequest(request: HttpRequest): Uint8Array {
  if (request.protocol === 'TCP') return encoder.encode(request.body);
  const needsLength = request.body !== '' && header(request, 'content-length') === undefined;
  const headers: Headers = [
    ['Host', request.authority],
    ...request.headers,
    ...(needsLength ? [['Content-Length', String(byteLength(request.body))] as const] : []),
  ];
  return encoder.encode(
    `${request.method} ${request.path} ${request.grpc ? 'HTTP/2' : 'HTTP/1.1'}\r\n${renderHeaders(headers.map(([name, value]) => [headerCase(name), value]))}\r\n${request.body}`,
  );
}

/** `head` leaves the body out but not its length, as the answer to a HEAD. */
export function renderResponse(response: HttpResponse, options?: { head?: boolean }): Uint8Array {
  if (response.protocol === 'TCP') return encoder.encode(response.body);
  const isChunked = header(response, 'transfer-encoding')?.toLowerCase() === 'chunked';
  const needsLength =
    response.status >= 200 && !isChunked && header(response, 'content-length') === undefined;
  const headers: Headers = [
    ...response.headers,
    ...(response.protocol === 'HTTP/2' ? (response.trailers ?? []) : []),
    ...(needsLength ? [['Content-Length', String(byteLength(response.body))] as const] : []),
  ];
  const body = isChunked ? chunks(response.body) : response.body;
  return encoder.encode(
    `${statusLine(response)}\r\n${renderHeaders(headers)}\r\n${options?.head ? '' : body}`,
  );
}

/** All of it in one chunk, and the last one. */
function chunks(body: string): string {
  const first = body === '' ? '' : `${byteLength(body).toString(16)}\r\n${body}\r\n`;
  return `${first}0\r\n\r\n`;
}

/** `HTTP/1.1 200 OK`, or `HTTP/2 200 ` as curl writes it. */
export function statusLine(response: HttpResponse): string {
  if (response.protocol === 'HTTP/2') return `HTTP/2 ${response.status} `;
  return `HTTP/1.1 ${response.status} ${reasonPhrase(response.status)}`;
}

function renderHeaders(headers: Headers): string {
  return headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

/** Request names travel in lower case; on an HTTP/1.1 wire most clients write them so: `User-Agent`. */
function headerCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

interface Head {
  start: string;
  headers: Headers;
  end: number;
}

function parseHead(bytes: Uint8Array): Head | 'more' | 'not-http' {
  const end = endOfHead(bytes);
  if (end < 0) {
    const first = bytes[0];
    const isToken = first === undefined || (first > 0x20 && first < 0x7f);
    return isToken && bytes.length < 65_536 ? 'more' : 'not-http';
  }
  const lines = decoder.decode(bytes.subarray(0, end)).trimEnd().split(/\r?\n/);
  const headers: (readonly [string, string])[] = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon < 1) return 'not-http';
    headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
  return { start: lines[0] ?? '', headers, end };
}

function endOfHead(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) {
    if (bytes[at + 1] === 10) return at + 2;
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return at + 3;
  }
  return -1;
}

function parseBody(
  bytes: Uint8Array,
  head: Head,
  fallback: number | undefined,
): { text: string; end: number } | undefined {
  const coding = header(head, 'transfer-encoding');
  if (coding?.toLowerCase() === 'chunked') return parseChunks(bytes, head.end);
  const declared = header(head, 'content-length');
  const length = declared === undefined ? fallback : Number(declared);
  if (length === undefined || bytes.length < head.end + length) return undefined;
  const end = head.end + length;
  return { text: decoder.decode(bytes.subarray(head.end, end)), end };
}

function parseChunks(bytes: Uint8Array, from: number): { text: string; end: number } | undefined {
  let text = '';
  for (let at = from; ;) {
    const lineEnd = bytes.indexOf(10, at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(decoder.decode(bytes.subarray(at, lineEnd)), 16);
    if (Number.isNaN(size)) return undefined;
    const start = lineEnd + 1;
    if (bytes.length < start + size + 2) return undefined;
    if (size === 0) return { text, end: start + 2 };
    text += decoder.decode(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
