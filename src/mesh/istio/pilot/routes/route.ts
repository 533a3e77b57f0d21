import type { Route, RouteAction, WeightedCluster } from '#mesh/istio/envoy/routes.ts';
import { duration } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import { configMetadata } from '#mesh/istio/pilot/clusters/metadata.ts';
import type { Service } from '#mesh/istio/pilot/model/service.ts';
import type {
  HttpDestination,
  HttpMatch,
  HttpRoute,
  VirtualService,
} from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { destinationCluster } from './destination.ts';
import { corsPolicy, httpFault, perHundred, perMillion } from './faults.ts';
import { destinationHash } from './hash-policy.ts';
import { headerOperations, type Operations } from './headers.ts';
import { isCatchAll, routeMatch } from './match.ts';
import { redirect } from './redirect.ts';
import { retryPolicy } from './retry.ts';
import { isFor } from './source-match.ts';

/** For whom routes are made. */
export interface RouteContext {
  readonly build: Build;
  readonly port: number;
  /** `mesh`, or `namespace/name` of the Gateway. */
  readonly gateway: string;
  readonly isTls: boolean;
  readonly serviceOf: (hostname: string) => Service | undefined;
}

/** In order, up to the first that takes everything: pilot/pkg/networking/core/route/route.go BuildHTTPRoutesForVirtualService (v1.31). */
export function routesOf(config: VirtualService, context: RouteContext): readonly Route[] {
  const routes: Route[] = [];
  for (const rule of config.spec.http ?? []) {
    const matches = rule.match?.length ? rule.match : [undefined];
    for (const match of matches) {
      if (!isReached(match, context)) continue;
      const route = routeOf(config, rule, match, context);
      routes.push(route);
      if (isCatchAll(route.match)) return routes;
    }
    if (!rule.match?.length) return routes;
  }
  return routes;
}

/** Conditions that are about where the route is, not about the request. Naming gateways leaves the client aside. */
function isReached(match: HttpMatch | undefined, { build, port, gateway }: RouteContext): boolean {
  if (!match) return true;
  if (match.port && match.port !== port) return false;
  return match.gateways?.length ? match.gateways.includes(gateway) : isFor(match, build.node);
}

function routeOf(
  config: VirtualService,
  rule: HttpRoute,
  match: HttpMatch | undefined,
  context: RouteContext,
): Route {
  const byElement = config.gatewaySemantics === true;
  const own = headerOperations(rule.headers);
  const { action, headers } = actionOf(rule, { own, byElement, match, context });
  const name = match?.name ? `${rule.name ?? ''}.${match.name}` : (rule.name ?? '');
  const envoyMatch = routeMatch(match, byElement);
  const filters = perRouteFilters(rule);
  return {
    ...(name === '' ? {} : { name }),
    match: envoyMatch,
    ...action,
    metadata: configMetadata('virtual-service', config),
    decorator: { operation: operation(envoyMatch, action.route, { config, port: context.port }) },
    ...(filters ? { typedPerFilterConfig: filters } : {}),
    ...headers,
  };
}

interface Parts {
  readonly own: Operations;
  readonly byElement: boolean;
  readonly match: HttpMatch | undefined;
  readonly context: RouteContext;
}

type Action = Pick<Route, 'route' | 'redirect' | 'directResponse'>;

function actionOf(
  rule: HttpRoute,
  parts: Parts,
): { action: Action; headers: Operations['headers'] } {
  const { own, byElement, context } = parts;
  if (rule.redirect) {
    return {
      action: { redirect: redirect(rule.redirect, context, byElement) },
      headers: own.headers,
    };
  }
  if (rule.directResponse) {
    const { status, body } = rule.directResponse;
    const inlineString = body?.string ?? (body?.bytes === undefined ? undefined : atob(body.bytes));
    return {
      action: {
        directResponse: {
          status,
          ...(inlineString === undefined ? {} : { body: { inlineString } }),
        },
      },
      headers: own.headers,
    };
  }
  const [only, ...others] = rule.route ?? [];
  const single = only && others.length === 0 ? headerOperations(only.headers) : undefined;
  return {
    action: { route: routeAction(rule, parts, single) },
    headers: single ? joined(own.headers, single.headers) : own.headers,
  };
}

/** The rule's own operations before those of its only destination. */
function joined(a: Operations['headers'], b: Operations['headers']): Operations['headers'] {
  const keys = [
    'requestHeadersToAdd',
    'requestHeadersToRemove',
    'responseHeadersToAdd',
    'responseHeadersToRemove',
  ] as const;
  return Object.fromEntries(
    keys.flatMap((key) => {
      const all = [...(a[key] ?? []), ...(b[key] ?? [])];
      return all.length > 0 ? [[key, all]] : [];
    }),
  );
}

function routeAction(
  rule: HttpRoute,
  { own, byElement, match, context }: Parts,
  single: Operations | undefined,
): RouteAction {
  const { build, port, serviceOf } = context;
  const timeout = rule.timeout === undefined ? '0s' : duration(rule.timeout);
  const authority = rule.rewrite?.authority || own.authority || single?.authority;
  const destinations = rule.route ?? [];
  const hashes = destinations.map((to) => destinationHash(build, to.destination, serviceOf));
  const hashPolicy = hashes.flatMap((hash) => hash ?? []);
  const mirrors = mirrorPolicies(rule, context);
  const retries = rule.retries ?? build.mesh.defaultHttpRetryPolicy;
  const isHashed = destinations.length === 1 && hashPolicy.length > 0;
  const [only] = destinations;
  return {
    ...(only && destinations.length === 1
      ? { cluster: destinationCluster(only.destination, serviceOf(only.destination.host), port) }
      : { weightedClusters: { clusters: weightedClusters(destinations, context) } }),
    ...(byElement ? { clusterNotFoundResponseCode: 'INTERNAL_SERVER_ERROR' as const } : {}),
    ...rewrite(rule, match, byElement),
    ...(authority ? { hostRewriteLiteral: authority } : {}),
    timeout,
    ...retryPolicy(retries, isHashed),
    ...(mirrors.length > 0 ? { requestMirrorPolicies: mirrors } : {}),
    ...(hashPolicy.length > 0 ? { hashPolicy } : {}),
    maxGrpcTimeout: timeout,
  };
}

function weightedClusters(
  destinations: readonly HttpDestination[],
  { port, serviceOf }: RouteContext,
): readonly WeightedCluster[] {
  return destinations
    .filter(({ weight = 0 }) => weight > 0)
    .map(({ destination, weight = 0, headers }) => {
      const operations = headerOperations(headers);
      return {
        name: destinationCluster(destination, serviceOf(destination.host), port),
        weight,
        ...operations.headers,
        ...(operations.authority ? { hostRewriteLiteral: operations.authority } : {}),
      };
    });
}

/** The Gateway API takes a prefix off where it is replaced by `/`; Envoy alone would leave `//`. */
function rewrite({ rewrite: given }: HttpRoute, match: HttpMatch | undefined, byElement: boolean) {
  const regex = given?.uriRegexRewrite;
  if (regex) {
    return {
      regexRewrite: {
        pattern: { regex: regex.match ?? '' },
        substitution: regex.rewrite ?? '',
      },
    };
  }
  if (!given?.uri) return {};
  if (!byElement || given.uri !== '/') return { prefixRewrite: given.uri };
  const prefix = (match?.uri?.prefix ?? '').replace(/\/$/, '');
  const quoted = prefix.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
  return {
    regexRewrite: {
      pattern: { regex: `^${quoted}(/?)(.*)` },
      substitution: String.raw`/\2`,
    },
  };
}

type Mirror = NonNullable<RouteAction['requestMirrorPolicies']>[number];

function mirrorPolicies(rule: HttpRoute, { port, serviceOf }: RouteContext): readonly Mirror[] {
  const one = rule.mirrorPercentage
    ? perMillion(rule.mirrorPercentage)
    : perHundred(rule.mirrorPercent ?? 100);
  const all = [
    ...(rule.mirror ? [{ destination: rule.mirror, share: one }] : []),
    ...(rule.mirrors ?? []).map(({ destination, percentage }) => ({
      destination,
      share: percentage ? perMillion(percentage) : perHundred(100),
    })),
  ];
  return all
    .filter(({ share }) => share.numerator > 0)
    .map(({ destination, share }) => ({
      cluster: destinationCluster(destination, serviceOf(destination.host), port),
      runtimeFraction: { defaultValue: share },
      traceSampled: false,
    }));
}

function perRouteFilters({ fault, corsPolicy: cors }: HttpRoute): Route['typedPerFilterConfig'] {
  const faults = fault && httpFault(fault);
  if (!faults && !cors) return undefined;
  return {
    ...(faults ? { 'envoy.filters.http.fault': faults } : {}),
    ...(cors ? { 'envoy.filters.http.cors': corsPolicy(cors) } : {}),
  };
}

/** What a trace calls it: `reviews.default.svc.cluster.local:9080/*`. */
function operation(
  match: Route['match'],
  action: RouteAction | undefined,
  { config, port }: { config: VirtualService; port: number },
): string {
  const path = 'prefix' in match ? `${match.prefix}*` : pathText(match);
  const [, number, , host] = action?.cluster?.split('|') ?? [];
  return host === undefined ? `${config.name}:${port}${path}` : `${host}:${number ?? port}${path}`;
}

function pathText(match: Route['match']): string {
  if ('path' in match) return match.path;
  return 'safeRegex' in match ? match.safeRegex.regex : '/*';
}
