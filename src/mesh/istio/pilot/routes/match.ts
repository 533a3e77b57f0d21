import type {
  HeaderMatcher,
  QueryParameterMatcher,
  StringMatcher,
} from '#mesh/istio/envoy/matchers.ts';
import type { MetadataMatcher, ValueMatcher } from '#mesh/istio/envoy/rbac.ts';
import type { RouteMatch } from '#mesh/istio/envoy/routes.ts';
import type { HttpMatch, StringMatch } from '#mesh/istio/pilot/model/virtual-service-spec.ts';

/** pilot/pkg/networking/core/route/route.go TranslateRouteMatch (v1.31). Paths of the Gateway API match by element. */
export function routeMatch(match: HttpMatch | undefined, byElement: boolean): RouteMatch {
  if (!match) return { prefix: '/' };
  const claims = [
    ...claimMatchers(match.headers, false),
    ...claimMatchers(match.withoutHeaders, true),
  ];
  const headers = [...headerMatchers(match), ...pseudoHeaders(match)];
  const queryParameters = Object.entries(match.queryParams ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]): QueryParameterMatcher => {
      const stringMatch = stringMatcher(value);
      return stringMatch ? { name, stringMatch } : { name, presentMatch: true };
    });
  return {
    ...pathMatch(match.uri, byElement),
    caseSensitive: match.ignoreUriCase !== true,
    ...(headers.length > 0 ? { headers } : {}),
    ...(queryParameters.length > 0 ? { queryParameters } : {}),
    ...(claims.length > 0 ? { dynamicMetadata: claims } : {}),
  };
}

type PathMatch =
  | { prefix: string }
  | { path: string }
  | { pathSeparatedPrefix: string }
  | { safeRegex: { regex: string } };

function pathMatch(uri: StringMatch | undefined, byElement: boolean): PathMatch {
  if (uri?.exact !== undefined) return { path: uri.exact };
  if (uri?.regex !== undefined) return { safeRegex: { regex: uri.regex } };
  const prefix = uri?.prefix ?? '/';
  return byElement && prefix !== '/'
    ? { pathSeparatedPrefix: prefix.replace(/\/$/, '') }
    : { prefix };
}

function headerMatchers({ headers = {}, withoutHeaders = {} }: HttpMatch): HeaderMatcher[] {
  const wanted = Object.entries(headers)
    .filter(([name]) => !claimOf(name))
    .map(([name, value]) => headerMatcher(name, value));
  const unwanted = Object.entries(withoutHeaders)
    .filter(([name]) => !claimOf(name))
    .map(([name, value]): HeaderMatcher => {
      const matcher = headerMatcher(name, value);
      return 'presentMatch' in matcher
        ? { ...matcher, invertMatch: true }
        : { ...matcher, invertMatch: true, treatMissingHeaderAsEmpty: true };
    });
  return [...wanted, ...unwanted].toSorted((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
}

function pseudoHeaders({ method, authority, scheme }: HttpMatch): readonly HeaderMatcher[] {
  return [
    ...(method ? [headerMatcher(':method', method)] : []),
    ...(authority ? [headerMatcher(':authority', authority)] : []),
    ...(scheme ? [headerMatcher(':scheme', scheme)] : []),
  ];
}

function headerMatcher(name: string, value: StringMatch): HeaderMatcher {
  const stringMatch = stringMatcher(value);
  return stringMatch ? { name, stringMatch } : { name, presentMatch: true };
}

/** Undefined where anything will do: no value given, or `regex: "*"`, which is no regular expression and means this. */
export function stringMatcher({ exact, prefix, regex }: StringMatch): StringMatcher | undefined {
  if (exact !== undefined) return { exact };
  if (prefix !== undefined) return { prefix };
  return regex === undefined || regex === '*' ? undefined : { safeRegex: { regex } };
}

/** `@request.auth.claims.group.id` or `@request.auth.claims[group][id]`: the path of a claim of the caller's token. */
function claimOf(header: string): readonly string[] | undefined {
  const [, rest] = /^@request\.auth\.claims(.+)$/i.exec(header) ?? [];
  if (rest === undefined) return undefined;
  if (rest.startsWith('.')) return rest.slice(1).split('.');
  const keys = [...rest.matchAll(/\[([^[\]]+)\]/g)].map(([, key = '']) => key);
  return keys.length > 0 ? keys : undefined;
}

function claimMatchers(
  headers: Readonly<Record<string, StringMatch>> = {},
  invert: boolean,
): readonly (MetadataMatcher & { invert?: boolean })[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const claim = claimOf(name);
    if (!claim) return [];
    const text: ValueMatcher = { stringMatch: stringMatcher(value) ?? { prefix: '' } };
    return [
      {
        filter: 'envoy.filters.http.jwt_authn',
        path: ['payload', ...claim].map((key) => ({ key })),
        value: { orMatch: { valueMatchers: [text, { listMatch: { oneOf: text } }] } },
        ...(invert ? { invert } : {}),
      },
    ];
  });
}

/** Nothing after it is ever reached: no condition but a path that is every path. */
export function isCatchAll(match: RouteMatch): boolean {
  const isEveryPath =
    ('prefix' in match && match.prefix === '/') ||
    ('pathSeparatedPrefix' in match && match.pathSeparatedPrefix === '/') ||
    ('safeRegex' in match && match.safeRegex.regex === '.*');
  return isEveryPath && !match.headers && !match.queryParameters && !match.dynamicMetadata;
}
