import type { HttpResponse } from '#cluster/network/http.ts';
import type { Backend, Metadata, OutboundPolicy, OutboundRoute } from '#mesh/linkerd/proxy-api.ts';
import type { Random } from '#cluster/clock/random.ts';
import { header } from '#cluster/network/headers.ts';
import type { Balancers } from './balancers.ts';
import { grpcStatusOf } from './classify.ts';
import { proxyError, within, type ProxyError } from './errors.ts';
import { applyFilters, applyResponseFilters } from './filters.ts';
import { referenceLabels, routeReferenceLabels } from './labels.ts';
import { callBackend, type BackendCall, type BackendResult } from './outbound-backend.ts';
import { overrideRoute } from './request-overrides.ts';
import { findRoute } from './route-match.ts';
import type { Runtime } from './runtime.ts';

type LogicalCall = Omit<BackendCall, 'accrual' | 'timeoutMs'>;

/** Routes of a Service, an EgressNetwork or nobody's: the most specific one decides (linkerd/app/outbound/src/http/logical/policy). */
export function routeByPolicy(
  runtime: Runtime,
  balancers: Balancers,
  policy: OutboundPolicy,
  call: LogicalCall,
): BackendResult {
  const { protocol } = policy;
  const routes = 'routes' in protocol ? protocol.routes : [];
  const matched = findRoute(routes, call.request);
  if (!matched) return { type: 'error', error: proxyError('notFound', 'no route'), elapsed: 0 };
  const route = overrideRoute(matched.route, call.request);
  const isGrpcRoute = protocol.type === 'grpc';
  const counting = countingOf(policy.parent, route.metadata, isGrpcRoute);
  const filtered = applyFilters(route.filters, call.request, matched.prefix);
  const result: BackendResult =
    'error' in filtered
      ? { type: 'error', error: filtered.error, elapsed: 0 }
      : callWithRetries(
          runtime,
          balancers,
          { policy, route, counting },
          {
            ...call,
            request: filtered.request,
          },
        );
  countStatus(runtime, counting, result);
  if (result.type === 'response')
    return { ...result, response: applyResponseFilters(route.filters, result.response) };
  return { ...result, error: within([`route ${routeName(route.metadata)}`], result.error) };
}

interface Counting {
  readonly labels: string;
  readonly prefix: 'outbound_grpc_route' | 'outbound_http_route';
}

const countings = new WeakMap<Metadata, WeakMap<Metadata, Counting>>();

function countingOf(parent: Metadata, route: Metadata, isGrpcRoute: boolean): Counting {
  const ofParent = countings.get(parent) ?? new WeakMap<Metadata, Counting>();
  countings.set(parent, ofParent);
  const known = ofParent.get(route);
  if (known) return known;
  const counting: Counting = {
    labels: `${referenceLabels('parent', parent)},${routeReferenceLabels(route)}`,
    prefix: isGrpcRoute ? 'outbound_grpc_route' : 'outbound_http_route',
  };
  ofParent.set(route, counting);
  return counting;
}

/** `default.http`, `HTTPRoute.shop.canary`. */
function routeName({ kind, namespace, name }: Metadata): string {
  return namespace === undefined || namespace === ''
    ? `${kind}.${name}`
    : `${kind}.${namespace}.${name}`;
}

interface Routed {
  readonly policy: OutboundPolicy;
  readonly route: OutboundRoute;
  readonly counting: Counting;
}

function callWithRetries(
  runtime: Runtime,
  balancers: Balancers,
  { policy, route, counting }: Routed,
  call: LogicalCall,
): BackendResult {
  const { retry, timeouts } = route;
  const { requestMs = Number.POSITIVE_INFINITY } = timeouts;
  const perTry = Math.min(retry?.timeoutMs ?? requestMs, timeouts.responseMs ?? requestMs);
  let spent = 0;
  for (let tries = 0; ; tries += 1) {
    const limit = Math.min(perTry, requestMs - spent);
    const result = callOnce(
      runtime,
      balancers,
      { policy, route, counting },
      {
        ...call,
        start: call.start + spent,
        timeoutMs: Number.isFinite(limit) ? limit : undefined,
      },
    );
    spent += result.elapsed;
    const isOver = spent >= requestMs;
    if (isOver) return { type: 'error', error: deadline(requestMs), elapsed: requestMs };
    if (tries > 0 && result.type === 'response' && !isRetryable(route, result))
      runtime.metrics.count(`${counting.prefix}_retry_successes`, counting.labels);
    if (!isRetryable(route, result)) return { ...timedOut(result, limit), elapsed: spent };
    if (tries >= (retry?.limit ?? 0)) {
      runtime.metrics.count(`${counting.prefix}_retry_limit_exceeded`, counting.labels);
      return { ...timedOut(result, limit), elapsed: spent };
    }
    runtime.metrics.count(`${counting.prefix}_retry_requests`, counting.labels);
  }
}

/** A request that took longer than one try may. */
function timedOut(result: BackendResult, limit: number): BackendResult {
  const isUnnamed = result.type === 'error' && result.error.kind === 'timeout';
  const message = `timed out waiting for response headers: ${seconds(limit)}`;
  return isUnnamed ? { ...result, error: proxyError('timeout', message) } : result;
}

function deadline(requestMs: number): ProxyError {
  return proxyError('timeout', `stream deadline met: ${seconds(requestMs)}`);
}

/** As Rust's Debug writes a Duration: `1.5s`, `250ms`. */
function seconds(ms: number): string {
  return ms >= 1000 ? `${ms / 1000}s` : `${ms}ms`;
}

const grpcNames = [
  'ok',
  'cancelled',
  'unknown',
  'invalid-argument',
  'deadline-exceeded',
  'not-found',
  'already-exists',
  'permission-denied',
  'resource-exhausted',
  'failed-precondition',
  'aborted',
  'out-of-range',
  'unimplemented',
  'internal',
  'unavailable',
  'data-loss',
  'unauthenticated',
];

function isRetryable({ retry }: OutboundRoute, result: BackendResult): boolean {
  if (!retry) return false;
  if (result.type === 'error') {
    // A try that timed out may be made again, as may one that found nobody.
    const { kind, status } = result.error;
    return kind === 'timeout' || (kind !== 'policy' && matchesStatus(retry.statuses, status));
  }
  const code = grpcStatusOf(result.response);
  if (code !== undefined) return retry.grpcCodes.includes(grpcNames[code] ?? '');
  return matchesStatus(retry.statuses, result.response.status);
}

function matchesStatus(ranges: readonly { min: number; max: number }[], status: number): boolean {
  return ranges.some(({ min, max }) => min <= status && status <= max);
}

function callOnce(
  runtime: Runtime,
  balancers: Balancers,
  { policy, route, counting }: Routed,
  call: LogicalCall & Pick<BackendCall, 'timeoutMs'>,
): BackendResult {
  const backend = chooseBackend(route.backends, runtime.random);
  if (!backend) {
    const error = proxyError('failFast', 'service in fail-fast');
    return { type: 'error', error, elapsed: 0 };
  }
  const { memo, metrics } = runtime;
  const { prefix } = counting;
  const labels = memo.labels(backend, '', () =>
    [counting.labels, referenceLabels('backend', backend.metadata)].join(','),
  );
  memo
    .counter(backend, 'requests', () => metrics.counter(`${prefix}_backend_requests`, labels))
    .add();
  if (backend.dispatcher.type === 'balancer') {
    const name = memo.labels(backend, 'balancer', () =>
      [referenceLabels('parent', policy.parent), referenceLabels('backend', backend.metadata)].join(
        ',',
      ),
    );
    balancers.name(backend.dispatcher.authority, name);
  }
  const filtered = applyFilters(backend.filters, call.request);
  const result: BackendResult =
    'error' in filtered
      ? { type: 'error', error: filtered.error, elapsed: 0 }
      : callBackend(runtime, balancers, backend, {
          ...call,
          request: filtered.request,
          accrual: policy.failureAccrual,
        });
  const status = statusLabels(counting, result);
  memo
    .counter(backend, status, () =>
      metrics.counter(`${prefix}_backend_response_statuses`, `${labels},${status}`),
    )
    .add();
  memo
    .duration(backend, '', () =>
      metrics.histogram(`${prefix}_backend_response_duration_seconds`, labels),
    )
    .observe(result.elapsed / 1000);
  if (result.type === 'response')
    return { ...result, response: applyResponseFilters(backend.filters, result.response) };
  const { kind, namespace = '', name, port = '' } = backend.metadata;
  const isNamed = backend.dispatcher.type === 'balancer';
  const context = isNamed ? [`backend ${kind}.${namespace}.${name}:${port}`] : [];
  return { ...result, error: within(context, result.error) };
}

/** By their weights. */
export function chooseBackend<B extends Pick<Backend, 'weight'>>(
  backends: readonly B[],
  random: Random,
): B | undefined {
  if (backends.length < 2) return backends[0];
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  let drawn = random.next() * total;
  return backends.find(({ weight }) => {
    drawn -= weight;
    return drawn < 0;
  });
}

function countStatus({ memo, metrics }: Runtime, counting: Counting, result: BackendResult): void {
  const { prefix } = counting;
  const status = statusLabels(counting, result);
  memo
    .counter(counting, status, () =>
      metrics.counter(`${prefix}_request_statuses`, `${counting.labels},hostname="",${status}`),
    )
    .add();
  memo
    .duration(counting, '', () =>
      metrics.histogram(`${prefix}_request_duration_seconds`, `${counting.labels},hostname=""`),
    )
    .observe(result.elapsed / 1000);
}

const errorNames: Readonly<Record<ProxyError['kind'], string>> = {
  failfast: 'FAIL_FAST',
  timeout: 'REQUEST_TIMEOUT',
  unauthorized: 'UNKNOWN',
  'not-found': 'UNKNOWN',
  'rate-limited': 'UNKNOWN',
  policy: '',
  connect: 'UNKNOWN',
  unexpected: 'UNKNOWN',
};

function statusLabels({ prefix }: Counting, result: BackendResult): string {
  const isGrpc = prefix === 'outbound_grpc_route';
  const name = isGrpc ? 'grpc_status' : 'http_status';
  if (result.type === 'response') {
    const { response } = result;
    return `${name}="${isGrpc ? grpcText(response) : response.status}",error=""`;
  }
  const { kind, status } = result.error;
  // What a filter answers is an answer; what could not be connected to is one too, that the endpoint's own proxy stack made.
  const isAnswer = kind === 'policy' || kind === 'connect';
  return `${name}="${isAnswer ? status : ''}",error="${isAnswer ? '' : errorNames[kind]}"`;
}

function grpcText(response: HttpResponse): string {
  const text = header({ headers: response.trailers ?? [] }, 'grpc-status');
  const code = Number(text ?? header(response, 'grpc-status') ?? 2);
  return (grpcNames[code] ?? 'unknown').toUpperCase().replaceAll('-', '_');
}
