import type { Random } from '#cluster/clock/random.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import { happens } from './fraction.ts';
import { matchesHeader, matchesQuery, pathOnly } from './header-matcher.ts';
import { matchesMetadata } from './metadata-matcher.ts';
import type { RbacFacts } from './rbac-facts.ts';
import { compileRegex } from './regex.ts';
import type { Route, RouteConfiguration, RouteMatch, VirtualHost } from './routes.ts';

/** A route configuration made ready to be asked. */
export interface RouteTable {
  virtualHost: (authority: string) => VirtualHost | undefined;
}

/**
 * By domain, as Envoy's RouteMatcher does (source/common/router/config_impl.cc): the exact one, then the longest `*.suffix`,
 * then the longest `prefix.*`, then `*`. Upper and lower case are the same.
 */
export function createRouteTable(config: RouteConfiguration): RouteTable {
  const exact = new Map<string, VirtualHost>();
  const suffixes = new Map<string, VirtualHost>();
  const prefixes = new Map<string, VirtualHost>();
  let any: VirtualHost | undefined;
  for (const host of config.virtualHosts) {
    for (const each of host.domains) {
      const domain = each.toLowerCase();
      if (domain === '*') any ??= host;
      else if (domain.startsWith('*')) addFirst(suffixes, domain.slice(1), host);
      else if (domain.endsWith('*')) addFirst(prefixes, domain.slice(0, -1), host);
      else addFirst(exact, domain, host);
    }
  }
  const bySuffix = longestFirst(suffixes);
  const byPrefix = longestFirst(prefixes);
  return {
    virtualHost: (authority) => {
      const lower = authority.toLowerCase();
      const name = config.ignorePortInHostMatching ? withoutPort(lower) : lower;
      return (
        exact.get(name) ??
        bySuffix.find(([suffix]) => name.length > suffix.length && name.endsWith(suffix))?.[1] ??
        byPrefix.find(([prefix]) => name.length > prefix.length && name.startsWith(prefix))?.[1] ??
        any
      );
    },
  };
}

function addFirst(hosts: Map<string, VirtualHost>, domain: string, host: VirtualHost): void {
  if (!hosts.has(domain)) hosts.set(domain, host);
}

function longestFirst(hosts: ReadonlyMap<string, VirtualHost>) {
  return [...hosts].toSorted(([a], [b]) => b.length - a.length);
}

function withoutPort(authority: string): string {
  return authority.replace(/:\d+$/, '');
}

/** The first route of the virtual host that takes the request. */
export function findRoute(
  host: VirtualHost,
  { request, metadata = {} }: Pick<RouteFacts, 'request'> & Partial<RouteFacts>,
  random: Random,
): Route | undefined {
  const facts = { request, metadata, path: pathOnly(request.path) };
  return host.routes.find(({ match }) => matchesRoute(match, facts, random));
}

interface RouteFacts {
  readonly request: HttpRequest;
  /** What filters have found out: the claims of a token. */
  readonly metadata: RbacFacts['metadata'];
  readonly path: string;
}

function matchesRoute(
  match: RouteMatch,
  { request, metadata, path }: RouteFacts,
  random: Random,
): boolean {
  return (
    matchesPath(match, path) &&
    (match.headers ?? []).every((matcher) => matchesHeader(matcher, request)) &&
    (match.queryParameters ?? []).every((matcher) => matchesQuery(matcher, request.path)) &&
    (match.dynamicMetadata ?? []).every(
      (matcher) => matchesMetadata(matcher, metadata) !== (matcher.invert ?? false),
    ) &&
    (match.grpc === undefined || request.grpc === true) &&
    (match.runtimeFraction === undefined || happens(match.runtimeFraction.defaultValue, random))
  );
}

function matchesPath(match: RouteMatch, path: string): boolean {
  if ('safeRegex' in match) return compileRegex(match.safeRegex.regex).matches(path);
  const fold = match.caseSensitive === false ? lower : same;
  const text = fold(path);
  if ('path' in match) return text === fold(match.path);
  if ('prefix' in match) return text.startsWith(fold(match.prefix));
  const prefix = fold(match.pathSeparatedPrefix);
  return text === prefix || text.startsWith(`${prefix}/`);
}

function lower(text: string): string {
  return text.toLowerCase();
}

function same(text: string): string {
  return text;
}
