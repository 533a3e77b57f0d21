import type { Random } from '#cluster/clock/random.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import { pathOnly } from './header-matcher.ts';
import { setHeader } from './header-mutation.ts';
import { compileRegex } from './regex.ts';
import type { RedirectAction, Route, RouteAction, RouteMatch, WeightedCluster } from './routes.ts';

/** Which cluster a route's action chooses; of weighted ones, by chance. */
export function chooseCluster(action: RouteAction, random: Random): WeightedCluster | undefined {
  if (action.cluster !== undefined) return { name: action.cluster, weight: 1 };
  const clusters = action.weightedClusters?.clusters ?? [];
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  let mark = random.below(total);
  return clusters.find(({ weight }) => (mark -= weight) < 0);
}

interface Rewrite {
  readonly prefixRewrite?: string | undefined;
  readonly regexRewrite?: RouteAction['regexRewrite'];
}

/** The path with what the route makes of it; the query stays. */
function rewritePath(match: RouteMatch, rewrite: Rewrite, path: string): string {
  const only = pathOnly(path);
  const rest = path.slice(only.length);
  const { prefixRewrite, regexRewrite } = rewrite;
  if (prefixRewrite) return prefixRewrite + only.slice(matchedLength(match, only)) + rest;
  if (regexRewrite) {
    const { pattern, substitution } = regexRewrite;
    return compileRegex(pattern.regex).replace(only, substitution) + rest;
  }
  return path;
}

function matchedLength(match: RouteMatch, path: string): number {
  if ('prefix' in match) return match.prefix.length;
  if ('pathSeparatedPrefix' in match) return match.pathSeparatedPrefix.length;
  return path.length;
}

/** As the upstream gets it: rewritten, and what it was kept in a header. */
export function rewriteRequest(
  route: Route,
  action: RouteAction,
  hostRewrite: string | undefined,
  request: HttpRequest,
): HttpRequest {
  const path = rewritePath(route.match, action, request.path);
  const authority = hostRewrite ?? action.hostRewriteLiteral ?? request.authority;
  if (path === request.path && authority === request.authority) return request;
  const headers =
    path === request.path
      ? request.headers
      : setHeader(request.headers, 'x-envoy-original-path', request.path);
  return { ...request, path, authority, headers };
}

const redirectStatuses = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
} as const;

export function redirectStatus({ responseCode }: RedirectAction): number {
  return redirectStatuses[responseCode ?? 'MOVED_PERMANENTLY'];
}

/** Where a redirect sends the client (RouteEntryImplBase::newUri). */
export function redirectLocation(
  match: RouteMatch,
  redirect: RedirectAction,
  request: HttpRequest,
  scheme: string,
): string {
  const to = redirect.schemeRedirect ?? scheme;
  const [host, port] = splitPort(redirect.hostRedirect ?? request.authority);
  const kept = redirect.portRedirect ?? (redirect.hostRedirect === undefined ? port : undefined);
  const isDefault = kept !== undefined && Number(kept) === (to === 'https' ? 443 : 80);
  // A change of scheme drops the port that was the old scheme's default.
  const isStale =
    redirect.portRedirect === undefined && to !== scheme && (kept === '80' || kept === '443');
  const suffix = kept === undefined || isDefault || isStale ? '' : `:${kept}`;
  const path = redirect.pathRedirect ?? rewritePath(match, redirect, request.path);
  return `${to}://${host}${suffix}${path}`;
}

function splitPort(authority: string): [host: string, port?: string] {
  const found = /^(.*):(\d+)$/.exec(authority);
  return found ? [found[1] ?? '', found[2] ?? ''] : [authority];
}
