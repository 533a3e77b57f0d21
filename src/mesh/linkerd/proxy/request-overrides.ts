import { header } from '#cluster/network/headers.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import type { OutboundRoute } from '#mesh/linkerd/proxy-api.ts';

/**
 * What a client asks for itself, where its route lets it: `l5d-timeout`, `l5d-response-timeout`, `l5d-retry-http`,
 * `l5d-retry-grpc`, `l5d-retry-limit`, `l5d-retry-timeout` (linkerd/app/outbound/src/http/logical/policy/route/extensions.rs).
 */
export function overrideRoute(route: OutboundRoute, request: HttpRequest): OutboundRoute {
  const isAsked = request.headers.some(([name]) => name.startsWith('l5d-'));
  if (!isAsked || !route.allowsL5dRequestHeaders) return route;
  const read = (name: string) => header(request, `l5d-${name}`);
  const timeouts = {
    ...route.timeouts,
    ...optional('requestMs', milliseconds(read('timeout'))),
    ...optional('responseMs', milliseconds(read('response-timeout'))),
  };
  const retry = retryOf(route, read);
  return { ...route, timeouts, ...(retry && { retry }) };
}

function retryOf(
  { retry }: OutboundRoute,
  read: (name: string) => string | undefined,
): OutboundRoute['retry'] {
  const [http, grpc] = [read('retry-http'), read('retry-grpc')];
  const limit = read('retry-limit');
  const timeoutMs = milliseconds(read('retry-timeout'));
  if (!retry && http === undefined && grpc === undefined) return undefined;
  return {
    statuses: http === undefined ? (retry?.statuses ?? []) : statuses(http),
    grpcCodes: grpc === undefined ? (retry?.grpcCodes ?? []) : words(grpc),
    limit: limit === undefined ? (retry?.limit ?? 1) : Number(limit),
    ...optional('timeoutMs', timeoutMs ?? retry?.timeoutMs),
  };
}

function optional<K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> {
  const made: Partial<Record<K, number>> = {};
  if (value !== undefined) made[key] = value;
  return made;
}

function words(text: string): readonly string[] {
  return text.split(',').map((word) => word.trim().toLowerCase());
}

const named: Readonly<Record<string, { min: number; max: number }>> = {
  '5xx': { min: 500, max: 599 },
  'gateway-error': { min: 502, max: 504 },
};

/** `5xx`, `gateway-error`, `503`, `500-504`. */
function statuses(text: string): readonly { min: number; max: number }[] {
  return words(text).flatMap((word) => {
    const [min, max = min] = word.split('-').map(Number);
    const range = min === undefined || max === undefined || Number.isNaN(min + max);
    return named[word] ?? (range ? [] : { min, max });
  });
}

/** `500ms`, `1s`. */
function milliseconds(text: string | undefined): number | undefined {
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text ?? '') ?? [];
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit ?? ''] ?? 1;
  return amount === undefined ? undefined : Number(amount) * factor;
}
