import type { Container } from '#cluster/kubelet/image.ts';
import { byteLength, header } from '#cluster/network/headers.ts';
import type { Connection, Headers, HttpRequest } from '#cluster/network/http.ts';
import { canonical, clientIp, parseQuery, splitPath } from '#workloads/url.ts';

export interface Call {
  request: HttpRequest;
  connection: Connection;
  container: Container;
}

export function headersOf(request: HttpRequest): Record<string, string[]> {
  const byName = new Map<string, string[]>();
  const isPlain = header(request, 'content-length') === undefined && request.body !== '';
  const all: Headers = [
    ...request.headers,
    ['host', request.authority],
    ...(isPlain ? [['content-length', String(byteLength(request.body))] as const] : []),
  ];
  for (const [name, value] of all) {
    const key = canonical(name);
    byName.set(key, [...(byName.get(key) ?? []), value]);
  }
  return Object.fromEntries([...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function argsOf(request: HttpRequest): Record<string, readonly string[]> {
  return Object.fromEntries(parseQuery(splitPath(request.path).query));
}

/** As its noBodyResponse. */
export function withoutBody({ request, connection }: Call): object {
  const scheme = header(request, 'x-forwarded-proto') ?? (connection.tls ? 'https' : 'http');
  return {
    args: argsOf(request),
    headers: headersOf(request),
    method: request.method,
    origin: clientIp(request, connection),
    url: `${scheme}://${request.authority}${request.path}`,
  };
}

/** As its bodyResponse. */
export function withBody(call: Call): object {
  const { body } = call.request;
  const type = header(call.request, 'content-type')?.split(';')[0];
  const form =
    type === 'application/x-www-form-urlencoded' ? Object.fromEntries(parseQuery(body)) : {};
  const isText = body === '' || (type !== undefined && textTypes.includes(type));
  const data = isText ? body : `data:${type ?? 'application/octet-stream'};base64,${encode(body)}`;
  return {
    ...withoutBody(call),
    data,
    files: {},
    form,
    json: type === 'application/json' ? parse(body) : null,
  };
}

const textTypes = [
  'text/html',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json',
  'multipart/form-data',
];

function encode(text: string): string {
  const binary = Array.from(new TextEncoder().encode(text), (byte) =>
    String.fromCharCode(byte),
  ).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure;
    return null;
  }
}
