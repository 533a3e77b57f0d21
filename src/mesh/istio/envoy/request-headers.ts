import type { Address, Headers, HttpRequest } from '#cluster/network/http.ts';
import type { Random } from '#cluster/clock/random.ts';
import { forwardedClientCert } from './client-cert-header.ts';
import type { Downstream } from './downstream.ts';
import { setHeader } from './header-mutation.ts';
import type { HttpConnectionManager } from './network-filters.ts';

/** Of one hop only. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding']);

/** What only Envoys say to each other: an edge takes it away from strangers. */
const internal = new Set([
  'x-envoy-decorator-operation',
  'x-envoy-downstream-service-cluster',
  'x-envoy-downstream-service-node',
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-upstream-alt-stat-name',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-force-trace',
  'x-envoy-ip-tags',
  'x-envoy-original-url',
  'x-envoy-hedge-on-per-try-timeout',
]);

/**
 * What a connection manager makes of a request's headers before anything looks at them (source/common/http/conn_manager_utility.cc).
 * An address is internal only where the configuration says so, and istiod does not: whoever uses the remote address is an edge.
 */
export function receiveRequest(
  manager: HttpConnectionManager,
  downstream: Downstream,
  request: HttpRequest,
  random: Random,
): HttpRequest {
  const isEdge = manager.useRemoteAddress === true;
  let headers: Headers = request.headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !hopByHop.has(name) && !(isEdge && internal.has(name)));
  const scheme = downstream.tls ? 'https' : 'http';
  if (isEdge) {
    headers = appendHeader(headers, 'x-forwarded-for', downstream.remote.ip);
    headers = setHeader(headers, 'x-forwarded-proto', scheme);
    headers = setHeader(headers, 'x-envoy-external-address', downstream.remote.ip);
  } else if (!has(headers, 'x-forwarded-proto')) {
    headers = [...headers, ['x-forwarded-proto', scheme]];
  }
  if (manager.generateRequestId !== false && (isEdge || !has(headers, 'x-request-id')))
    headers = setHeader(headers, 'x-request-id', random.uuid());
  headers = forwardedClientCert(manager, downstream, headers);
  return { ...request, headers, path: normalizePath(manager, request.path) };
}

function has(headers: Headers, name: string): boolean {
  return headers.some(([key]) => key === name);
}

function appendHeader(headers: Headers, name: string, value: string): Headers {
  const known = headers.find(([key]) => key === name)?.[1];
  return setHeader(headers, name, known === undefined ? value : `${known},${value}`);
}

/** RFC 3986's dot segments, and doubled slashes where the manager merges them. */
function normalizePath(manager: HttpConnectionManager, path: string): string {
  const needs = manager.normalizePath === true && /\/\.{1,2}(?:[/?#]|$)|\\/.test(path);
  const plain = needs ? withoutDots(path) : path;
  if (manager.mergeSlashes !== true) return plain;
  const end = plain.search(/[?#]/);
  const only = end < 0 ? plain : plain.slice(0, end);
  return only.replaceAll(/\/{2,}/g, '/') + plain.slice(only.length);
}

function withoutDots(path: string): string {
  const end = path.search(/[?#]/);
  const only = (end < 0 ? path : path.slice(0, end)).replaceAll('\\', '/');
  const kept: string[] = [];
  const segments = only.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if (isLast && (segment === '.' || segment === '..')) kept.push('');
  }
  return `/${kept.join('/')}${end < 0 ? '' : path.slice(end)}`;
}

/** Where the request comes from: the trusted hop of X-Forwarded-For, else the other end of the connection. */
export function remoteAddress(
  manager: HttpConnectionManager,
  { remote }: Downstream,
  request: HttpRequest,
): Address {
  const forwarded = request.headers.find(([name]) => name === 'x-forwarded-for')?.[1];
  const hops = (forwarded ?? '').split(',').map((each) => each.trim());
  const trusted = manager.xffNumTrustedHops ?? 0;
  // An edge has just put the connection's own address last.
  if (forwarded === undefined || (manager.useRemoteAddress && trusted === 0)) return remote;
  const ip = hops[Math.max(hops.length - 1 - trusted, 0)] ?? '';
  return { ip: ip === '' ? remote.ip : ip, port: 0 };
}
