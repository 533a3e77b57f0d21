import { header } from '#cluster/network/headers.ts';
import type { Headers, HttpRequest } from '#cluster/network/http.ts';
import type { LocalReply } from './local-reply.ts';
import type { CorsPolicy } from './routes.ts';
import { matchesString } from './string-matcher.ts';

/** The request's origin where the policy lets it in. */
export function allowedOrigin(policy: CorsPolicy, request: HttpRequest): string | undefined {
  if (policy.filterEnabled?.defaultValue.numerator === 0) return undefined;
  const origin = header(request, 'origin');
  if (origin === undefined) return undefined;
  const isAllowed = (policy.allowOriginStringMatch ?? []).some(
    (matcher) => ('exact' in matcher && matcher.exact === '*') || matchesString(matcher, origin),
  );
  return isAllowed ? origin : undefined;
}

export function isPreflight(request: HttpRequest): boolean {
  return (
    request.method === 'OPTIONS' && header(request, 'access-control-request-method') !== undefined
  );
}

/** What an actual response says to its browser. */
export function corsHeaders(policy: CorsPolicy, origin: string): Headers {
  return [
    ['access-control-allow-origin', origin],
    ...given('access-control-allow-credentials', policy.allowCredentials ? 'true' : undefined),
    ...given('access-control-expose-headers', policy.exposeHeaders),
  ];
}

/** The answer to the question that a browser asks first (source/extensions/filters/http/cors/cors_filter.cc). */
export function preflightReply(policy: CorsPolicy, origin: string): LocalReply {
  return {
    status: 200,
    body: '',
    details: 'cors_response',
    headers: [
      ['access-control-allow-origin', origin],
      ...given('access-control-allow-credentials', policy.allowCredentials ? 'true' : undefined),
      ...given('access-control-allow-methods', policy.allowMethods),
      ...given('access-control-allow-headers', policy.allowHeaders),
      ...given('access-control-max-age', policy.maxAge),
    ],
  };
}

function given(name: string, value: string | undefined): Headers {
  return value === undefined || value === '' ? [] : [[name, value]];
}
