import { withHeader } from '#cluster/network/headers.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import { headerValue, queryParameter } from './header-matcher.ts';
import type { JwtProvider } from './jwt.ts';

/** A token found in a request, and the request without it. */
export interface FoundToken {
  readonly token: string;
  readonly remove: (request: HttpRequest) => HttpRequest;
}

/**
 * The tokens of a request where a provider looks for them, in the order in which they are tried: cookies, parameters, headers
 * (envoyproxy/envoy source/extensions/filters/http/jwt_authn/extractor.cc). Without a place, the two of RFC 6750.
 */
export function findTokens(provider: JwtProvider, request: HttpRequest): readonly FoundToken[] {
  const { fromHeaders = [], fromParams = [], fromCookies = [] } = provider;
  const isGiven = fromHeaders.length + fromParams.length + fromCookies.length > 0;
  const headers = isGiven ? fromHeaders : [{ name: 'authorization', valuePrefix: 'Bearer ' }];
  const parameters = isGiven ? fromParams : ['access_token'];
  return [
    ...fromCookies.flatMap((name) => inCookie(name, request)),
    ...parameters.flatMap((name) => inParameter(name, request)),
    ...headers.flatMap(({ name, valuePrefix = '' }) => inHeader(name, valuePrefix, request)),
  ];
}

function inHeader(name: string, prefix: string, request: HttpRequest): readonly FoundToken[] {
  const key = name.toLowerCase();
  const value = headerValue(request, key);
  const at = value?.indexOf(prefix) ?? -1;
  if (value === undefined || at < 0) return [];
  const rest = value.slice(at + prefix.length);
  const token = prefix ? (/[\w.-]+/.exec(rest)?.[0] ?? value) : value;
  return [{ token, remove: (from) => withoutHeader(from, key) }];
}

function inParameter(name: string, request: HttpRequest): readonly FoundToken[] {
  const token = queryParameter(request.path, name);
  if (token === undefined) return [];
  return [{ token, remove: (from) => ({ ...from, path: withoutParameter(from.path, name) }) }];
}

/** A cookie stays where it is. */
function inCookie(name: string, request: HttpRequest): readonly FoundToken[] {
  const cookies = (headerValue(request, 'cookie') ?? '').split(';').map((each) => each.trim());
  const token = cookies.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
  return token ? [{ token, remove: (from) => from }] : [];
}

export function withoutHeader(request: HttpRequest, name: string): HttpRequest {
  const headers = request.headers.filter(([key]) => key !== name);
  return headers.length === request.headers.length ? request : { ...request, headers };
}

export function withAddedHeader(request: HttpRequest, name: string, value: string): HttpRequest {
  return withHeader(withoutHeader(request, name), name, value);
}

function withoutParameter(path: string, name: string): string {
  const [base = '', query = ''] = path.split(/\?(.*)/s);
  const kept = query.split('&').filter((pair) => pair !== name && !pair.startsWith(`${name}=`));
  return kept.length > 0 ? `${base}?${kept.join('&')}` : base;
}
