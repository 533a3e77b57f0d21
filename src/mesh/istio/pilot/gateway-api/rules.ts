import { type Fields, textOf } from '#cluster/api/json.ts';
import { has, messages, number, optional, text } from '#mesh/istio/pilot/model/fields.ts';
import type {
  HttpDestination,
  HttpMatch,
  HttpRoute,
  StringMatch,
} from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import { type BackendContext, backendOf } from './backends.ts';
import { applyFilters } from './filters.ts';
import { grpcMatch } from './grpc-match.ts';
import type { Refusal } from './references.ts';

export interface Rules {
  readonly routes: readonly HttpRoute[];
  /** The last backend that is not to be had. */
  readonly refusal?: Refusal;
}

/** The rules of an HTTPRoute or a GRPCRoute, one for each of their matches. */
export function rulesOf(spec: Fields, name: string, context: BackendContext): Rules {
  const made = messages(spec, 'rules').map((rule, index) =>
    ruleOf(rule ?? {}, `${context.route.namespace}.${name}.${index}`, context),
  );
  const refusal = made.findLast((each) => each.refusal)?.refusal;
  return { routes: made.flatMap(({ routes }) => routes), ...(refusal && { refusal }) };
}

function ruleOf(rule: Fields, position: string, context: BackendContext): Rules {
  const name = has(rule, 'name') ? text(rule, 'name') : position;
  const filtered = applyFilters({ name }, messages(rule, 'filters'), context);
  const backends = backendsOf(rule, context);
  const base = withTimeouts(withRetries(filtered.route, optional(rule, 'retry')), rule);
  const route: HttpRoute =
    backends.destinations.length > 0
      ? { ...base, route: backends.destinations }
      : base.redirect
        ? base
        : { ...base, directResponse: { status: 500 } };
  const matches = messages(rule, 'matches');
  const refusal = filtered.refusal ?? backends.refusal;
  return {
    routes:
      matches.length > 0
        ? matches.map((match) => ({ ...route, match: [matchOf(match ?? {}, context)] }))
        : [route],
    ...(refusal && { refusal }),
  };
}

function backendsOf(rule: Fields, context: BackendContext) {
  const refs = messages(rule, 'backendRefs').flatMap((ref) => (ref ? [ref] : []));
  const weighted = refs.filter((ref) => weightOf(ref) > 0);
  const found = weighted.map((ref) => ({ ref, ...backendOf(ref, context) }));
  const destinations = found.flatMap(({ ref, destination }): HttpDestination[] => {
    const to = destination ?? { host: 'internal.cluster.local', subset: 'invalid' };
    const { route } = applyFilters({}, messages(ref, 'filters'), context);
    return [
      {
        destination: to,
        ...(weighted.length > 1 && { weight: weightOf(ref) }),
        ...(route.headers && { headers: route.headers }),
      },
    ];
  });
  return { destinations, refusal: found.findLast((each) => each.refusal)?.refusal };
}

function weightOf(ref: Fields): number {
  return has(ref, 'weight') ? number(ref, 'weight') : 1;
}

function withTimeouts(route: HttpRoute, rule: Fields): HttpRoute {
  const timeouts = optional(rule, 'timeouts');
  if (!timeouts) return route;
  const [request, backend] = [text(timeouts, 'request'), text(timeouts, 'backendRequest')];
  const retries =
    backend !== '' && route.retries ? { ...route.retries, perTryTimeout: backend } : route.retries;
  const timeout = request !== '' ? request : backend !== '' && !route.retries ? backend : undefined;
  return { ...route, ...(timeout && { timeout }), ...(retries && { retries }) };
}

function withRetries(route: HttpRoute, retry: Fields | undefined): HttpRoute {
  if (!retry) return route;
  const codes = Array.isArray(retry['codes']) ? retry['codes'].map(String) : [];
  const attempts = has(retry, 'attempts') ? number(retry, 'attempts') : 2;
  const retryOn = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', ...codes];
  const backoff = text(retry, 'backoff');
  return {
    ...route,
    retries:
      attempts === 0
        ? { attempts }
        : { attempts, retryOn: retryOn.join(','), ...(backoff !== '' && { backoff }) },
  };
}

function matchOf(match: Fields, { route }: BackendContext): HttpMatch {
  const uri = route.kind === 'GRPCRoute' ? grpcMatch(optional(match, 'method')) : pathMatch(match);
  const headers = namedMatches(match, 'headers');
  const queryParams = namedMatches(match, 'queryParams');
  const method = route.kind === 'GRPCRoute' ? '' : text(match, 'method');
  return {
    ...(uri && { uri }),
    ...(headers && { headers }),
    ...(queryParams && { queryParams }),
    ...(method !== '' && { method: { exact: method } }),
  };
}

function pathMatch(match: Fields): StringMatch | undefined {
  const path = optional(match, 'path');
  if (!path) return undefined;
  const value = has(path, 'value') ? text(path, 'value') : '/';
  if (text(path, 'type') === 'Exact') return { exact: value };
  if (text(path, 'type') === 'RegularExpression') return { regex: value };
  return { prefix: value === '/' ? value : value.replace(/\/$/, '') };
}

/** Of headers and of parameters: the first of two with one name holds. */
function namedMatches(match: Fields, key: string): Record<string, StringMatch> | undefined {
  const all = messages(match, key).flatMap((each) => (each ? [each] : []));
  if (all.length === 0) return undefined;
  return Object.fromEntries(
    all.toReversed().map((each) => {
      const value = textOf(each['value']);
      const isRegex = text(each, 'type') === 'RegularExpression';
      return [text(each, 'name'), isRegex ? { regex: value } : { exact: value }];
    }),
  );
}
