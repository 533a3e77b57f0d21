import type { DestinationProfile, Labels, ProfileRoute } from '#mesh/linkerd/proxy-api.ts';
import type { Balancers } from './balancers.ts';
import { classify, classLabels } from './classify.ts';
import { proxyError } from './errors.ts';
import { printLabels } from './labels.ts';
import { balance, type BackendCall, type BackendResult } from './outbound-backend.ts';
import { chooseBackend } from './outbound-policy.ts';
import type { RetryBudgets } from './retry-budget.ts';
import { matchesRequest } from './route-match.ts';
import type { Runtime } from './runtime.ts';

type ProfileCall = Omit<BackendCall, 'accrual' | 'timeoutMs' | 'routeLabels'>;

/** A ServiceProfile that says something of its routes or of where they go: it is used in the place of any policy. */
export function routedProfile(
  profile: DestinationProfile | undefined,
): DestinationProfile | undefined {
  if (!profile || profile.fullyQualifiedName === '') return undefined;
  return profile.routes.length + profile.destinationOverrides.length > 0 ? profile : undefined;
}

interface ProfileParts {
  readonly runtime: Runtime;
  readonly balancers: Balancers;
  readonly budgets: RetryBudgets;
}

/** linkerd/app/outbound/src/http/logical/profile.rs. */
export function routeByProfile(
  parts: ProfileParts,
  profile: DestinationProfile,
  port: number,
  call: ProfileCall,
): BackendResult {
  const { metrics } = parts.runtime;
  const dst = `${profile.fullyQualifiedName}:${port}`;
  const route = findProfileRoute(profile, call.request);
  const routeLabels = route?.labels ?? {};
  const labels = profileRouteLabels('outbound', dst, routeLabels);
  const headers = [...call.request.headers, ['l5d-dst-canonical', dst] as const];
  const routed = { ...call, routeLabels, request: { ...call.request, headers } };
  metrics.count('route_request_total', labels);
  const result = callWithRetries(parts, { profile, route, dst, labels }, routed);
  countResponse(parts.runtime, 'route_response_total', labels, result);
  if (result.type === 'response') {
    const status = `${labels},status_code="${result.response.status}"`;
    metrics.observe('route_response_latency_ms', status, result.elapsed);
  }
  return result;
}

interface Routed {
  readonly profile: DestinationProfile;
  readonly route: ProfileRoute | undefined;
  readonly dst: string;
  /** Of its metrics. */
  readonly labels: string;
}

/** As long as the time of the route and the budget of the profile last. */
function callWithRetries(
  { runtime, balancers, budgets }: ProfileParts,
  { profile, route, dst, labels }: Routed,
  call: Omit<BackendCall, 'accrual' | 'timeoutMs'>,
): BackendResult {
  const { metrics, random } = runtime;
  const limit = route?.timeoutMs;
  const budget = budgets.of(dst, profile.retryBudget);
  budget.deposit(call.start);
  let spent = 0;
  for (;;) {
    const authority = chooseBackend(profile.destinationOverrides, random)?.authority ?? dst;
    const service = { authority, name: nameOf(authority) };
    const timeoutMs = limit === undefined ? undefined : limit - spent;
    const attempt = { ...call, accrual: undefined, start: call.start + spent, timeoutMs };
    const result = classified(route, balance(runtime, balancers, service, attempt));
    spent += result.elapsed;
    metrics.count('route_actual_request_total', labels);
    countResponse(runtime, 'route_actual_response_total', labels, result);
    if (limit !== undefined && spent >= limit) {
      const error = proxyError('timeout', `HTTP response timeout after ${limit}ms`);
      return { type: 'error', error, elapsed: limit };
    }
    const isRetryable = route?.isRetryable && result.type === 'response' && result.class.isFailure;
    if (!isRetryable || !budget.withdraw(call.start + spent)) return { ...result, elapsed: spent };
    metrics.count('route_retryable_total', labels);
  }
}

/** `Service.shop.web:80` of `web.shop.svc.cluster.local:80`. */
function nameOf(authority: string): string {
  const [, name = '', namespace = '', port = ''] =
    /^([^.]*)\.([^.]*)\..*:(\d+)$/.exec(authority) ?? [];
  return `Service.${namespace}.${name}:${port}`;
}

export function findProfileRoute(
  { routes }: DestinationProfile,
  request: ProfileCall['request'],
): ProfileRoute | undefined {
  return routes.find(({ condition }) => matchesRequest(condition, request));
}

/** linkerd/app/core/src/metrics.rs, ProfileRouteLabels. */
export function profileRouteLabels(
  direction: 'inbound' | 'outbound',
  dst: string,
  routeLabels: Labels,
): string {
  const rest = printLabels(routeLabels, 'rt_');
  return `direction="${direction}",dst="${dst}"${rest === '' ? '' : `,${rest}`}`;
}

/** By the route's own classes. */
function classified(route: ProfileRoute | undefined, result: BackendResult): BackendResult {
  if (result.type === 'error' || !route) return result;
  return { ...result, class: classify(result.response, route.responseClasses) };
}

function countResponse(
  { metrics }: Runtime,
  name: 'route_response_total' | 'route_actual_response_total',
  labels: string,
  result: BackendResult,
): void {
  const end =
    result.type === 'response'
      ? `status_code="${result.response.status}",${classLabels(result.class)}`
      : `status_code="",${classLabels({ isFailure: true, grpcStatus: undefined }, result.error.kind === 'timeout' ? 'timeout' : 'unclassified')}`;
  metrics.count(name, `${labels},${end}`);
}
