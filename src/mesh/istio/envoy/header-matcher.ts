import { header } from '#cluster/network/headers.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import type { HeaderMatcher, QueryParameterMatcher } from './matchers.ts';
import { matchesString } from './string-matcher.ts';

/** True where the request's header is as the matcher wants it; values of one name are joined by a comma. */
export function matchesHeader(matcher: HeaderMatcher, request: HttpRequest): boolean {
  const value = headerValue(request, matcher.name.toLowerCase());
  return acceptsHeader(matcher, value) !== (matcher.invertMatch ?? false);
}

function acceptsHeader(matcher: HeaderMatcher, value: string | undefined): boolean {
  if ('presentMatch' in matcher) return (value !== undefined) === matcher.presentMatch;
  // A header that is not there matches nothing, and `invertMatch` turns that round.
  const text = value ?? (matcher.treatMissingHeaderAsEmpty ? '' : undefined);
  return text !== undefined && matchesString(matcher.stringMatch, text);
}

/** Of a header, or of a pseudo header: `:method`, `:path`, `:authority`, `:scheme`. */
export function headerValue(request: HttpRequest, name: string): string | undefined {
  if (name === 'host' || name === ':authority') return request.authority;
  if (name === ':path') return request.path;
  if (name === ':method') return request.method;
  if (name === ':scheme') return header(request, 'x-forwarded-proto') ?? 'http';
  const values = request.headers.filter(([key]) => key === name);
  return values.length > 1 ? values.map(([, value]) => value).join(',') : values[0]?.[1];
}

/** The first value of the parameter of that name. */
export function matchesQuery(matcher: QueryParameterMatcher, path: string): boolean {
  const value = queryParameter(path, matcher.name);
  if (matcher.stringMatch) return value !== undefined && matchesString(matcher.stringMatch, value);
  return (value !== undefined) === (matcher.presentMatch ?? true);
}

export function queryParameter(path: string, name: string): string | undefined {
  const [, query = ''] = splitOnce(path, '?');
  for (const pair of query.split('&')) {
    const [key, value = ''] = splitOnce(pair, '=');
    if (key === name) return value;
  }
  return undefined;
}

/** The path without query and fragment. */
export function pathOnly(path: string): string {
  const end = path.search(/[?#]/);
  return end < 0 ? path : path.slice(0, end);
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
