import { header } from '#cluster/network/headers.ts';
import type { HttpRequest } from '#cluster/network/http.ts';
import type { HttpMatch, RequestMatch, RouteMatch, ValueMatch } from '#mesh/linkerd/proxy-api.ts';

/** A route that a request takes, and what of its path a prefix matched. */
interface Matched<R> {
  readonly route: R;
  readonly prefix: string | undefined;
}

/** The most specific route wins; among equals, the first (linkerd/http/route/src/lib.rs). */
export function findRoute<R extends RouteMatch>(
  routes: readonly R[],
  request: HttpRequest,
): Matched<R> | undefined {
  let best: { rank: Rank; matched: Matched<R> } | undefined;
  for (const route of routes) {
    const host = hostRank(route.hosts, request);
    if (host === undefined) continue;
    for (const match of route.matches.length === 0 ? [anything] : route.matches) {
      const rank = requestRank(match, request);
      if (!rank) continue;
      const whole = [...host, ...rank];
      if (best && !isHigher(whole, best.rank)) continue;
      const prefix = match.path?.type === 'prefix' ? match.path.value : undefined;
      best = { rank: whole, matched: { route, prefix } };
    }
  }
  return best?.matched;
}

/** Compared number by number. */
type Rank = readonly number[];

const anything: HttpMatch = { headers: [], queryParams: [] };

function isHigher(rank: Rank, than: Rank): boolean {
  const at = rank.findIndex((value, index) => value !== than[index]);
  return at >= 0 && (rank[at] ?? 0) > (than[at] ?? 0);
}

/** An exact name over a suffix, a longer one over a shorter. */
function hostRank(hosts: readonly string[], { authority }: HttpRequest): Rank | undefined {
  if (hosts.length === 0) return [0, 0];
  const name = authority.replace(/:\d+$/, '').toLowerCase();
  let best: Rank | undefined;
  for (const host of hosts) {
    const isSuffix = host.startsWith('*.');
    const isMatch = isSuffix ? name.endsWith(host.slice(1)) : name === host.toLowerCase();
    const rank = [isSuffix ? 1 : 2, host.length];
    if (isMatch && (!best || isHigher(rank, best))) best = rank;
  }
  return best;
}

function requestRank(match: HttpMatch, request: HttpRequest): Rank | undefined {
  const [path = '', query = ''] = request.path.split('?', 2);
  const pathRank = rankOfPath(match.path, path);
  if (!pathRank) return undefined;
  if (match.method !== undefined && match.method !== request.method) return undefined;
  const hasHeaders = match.headers.every((wanted) =>
    matchesValue(wanted, header(request, wanted.name.toLowerCase())),
  );
  if (!hasHeaders) return undefined;
  if (match.queryParams.length > 0) {
    const params = new URLSearchParams(query);
    const hasParams = match.queryParams.every((wanted) =>
      matchesValue(wanted, params.get(wanted.name) ?? undefined),
    );
    if (!hasParams) return undefined;
  }
  const method = match.method === undefined ? 0 : 1;
  return [...pathRank, match.headers.length, match.queryParams.length, method];
}

/** An exact path, then a regular expression, then a prefix; longer ones first. */
function rankOfPath(match: HttpMatch['path'], path: string): Rank | undefined {
  if (!match) return [0, 0];
  const { type, value } = match;
  switch (type) {
    case 'exact':
      return path === value ? [3, value.length] : undefined;
    case 'regex':
      return regexOf(value).test(path) ? [2, value.length] : undefined;
    case 'prefix': {
      const prefix = value.replace(/\/$/, '');
      const isMatch = path === prefix || path.startsWith(`${prefix}/`);
      return isMatch ? [1, prefix.length] : undefined;
    }
  }
}

function matchesValue({ type, value }: ValueMatch, actual: string | undefined): boolean {
  if (actual === undefined) return false;
  return type === 'exact' ? actual === value : regexOf(value).test(actual);
}

const regexes = new Map<string, RegExp>();

/** The whole text must match. One that this engine cannot read matches nothing. */
function regexOf(source: string): RegExp {
  const known = regexes.get(source);
  if (known) return known;
  const regex = compile(`^(?:${source})$`);
  regexes.set(source, regex);
  return regex;
}

function compile(source: string): RegExp {
  try {
    return new RegExp(source, 's');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return /(?!)/;
  }
}

/** The condition of a ServiceProfile's route: the path is matched without its query (linkerd/service-profiles). */
export function matchesRequest(match: RequestMatch, request: HttpRequest): boolean {
  if ('pathRegex' in match)
    return regexOf(match.pathRegex).test(request.path.replace(/\?.*$/s, ''));
  if ('method' in match) return match.method === request.method;
  if ('not' in match) return !matchesRequest(match.not, request);
  return 'all' in match
    ? match.all.every((part) => matchesRequest(part, request))
    : match.any.some((part) => matchesRequest(part, request));
}
