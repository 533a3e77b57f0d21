import { reasonPhrase } from '#cluster/network/headers.ts';
import type { Headers, HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import type { Filter } from '#mesh/linkerd/proxy-api.ts';
import { filterError, isGrpc, type ProxyError } from './errors.ts';

type HeaderFilter = Extract<Filter, { type: 'request-headers' | 'response-headers' }>;

/** The request as a route's filters leave it, or what one of them answers (linkerd/http/route/src/http/filter). */
export function applyFilters(
  filters: readonly Filter[],
  request: HttpRequest,
  prefix?: string,
): { readonly request: HttpRequest } | { readonly error: ProxyError } {
  let changed = request;
  for (const filter of filters) {
    switch (filter.type) {
      case 'request-headers':
        changed = { ...changed, headers: applyHeaders(filter, changed.headers) };
        break;
      case 'redirect': {
        const location = locationOf(filter, changed, prefix);
        const where = { status: filter.status, grpcStatus: 5, location };
        return { error: filterError(where, 'redirected') };
      }
      case 'failure':
        return { error: injectedFailure(filter, request) };
      case 'response-headers':
        break;
    }
  }
  return { request: changed };
}

export function applyResponseFilters(
  filters: readonly Filter[],
  response: HttpResponse,
): HttpResponse {
  let changed = response;
  for (const filter of filters)
    if (filter.type === 'response-headers')
      changed = { ...changed, headers: applyHeaders(filter, changed.headers) };
  return changed;
}

export function injectedFailure(
  { status, message }: { readonly status: number; readonly message: string },
  request: HttpRequest,
): ProxyError {
  const what = isGrpc(request) ? 'gRPC' : 'HTTP';
  return filterError(
    { status, grpcStatus: 9 },
    `${what} request configured to fail with ${status} ${reasonPhrase(status)}: ${message}`,
  );
}

function applyHeaders({ set, add, remove }: HeaderFilter, headers: Headers): Headers {
  const gone = new Set([...set.map(([name]) => name), ...remove].map((name) => name.toLowerCase()));
  return [
    ...headers.filter(([name]) => !gone.has(name.toLowerCase())),
    ...[...add, ...set].map(([name, value]) => [name.toLowerCase(), value] as const),
  ];
}

type Redirect = Extract<Filter, { type: 'redirect' }>;

function locationOf(redirect: Redirect, request: HttpRequest, prefix = '/'): string {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(request.authority) ?? [];
  const scheme = redirect.scheme ?? 'http';
  const toPort = redirect.port ?? (redirect.scheme === undefined ? port : undefined);
  const standard = scheme === 'https' ? 443 : 80;
  const portText = toPort === undefined || Number(toPort) === standard ? '' : `:${toPort}`;
  const path = redirect.path ? pathOf(redirect.path, request.path, prefix) : request.path;
  return `${scheme}://${redirect.host ?? host}${portText}${path}`;
}

function pathOf(path: NonNullable<Redirect['path']>, original: string, prefix: string): string {
  const [, plain = '', query = ''] = /^([^?]*)(.*)$/s.exec(original) ?? [];
  if (path.type === 'full') return `${path.value}${query}`;
  const rest = plain.slice(prefix.replace(/\/$/, '').length);
  return `${`${path.value.replace(/\/$/, '')}${rest}` || '/'}${query}`;
}
