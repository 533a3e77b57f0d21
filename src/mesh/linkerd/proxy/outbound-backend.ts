import type { HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import type { Next } from '#cluster/network/stack.ts';
import type { Backend, Endpoint, Labels } from '#mesh/linkerd/proxy-api.ts';
import type { FailureAccrual } from './balancer.ts';
import type { Balancers } from './balancers.ts';
import { connectCauses, osError, proxyError, within, type ProxyError } from './errors.ts';
import { injectedFailure } from './filters.ts';
import { addressText } from './labels.ts';
import { isConnectFailure, sendHttp, type Attempt } from './outbound-endpoint.ts';
import type { Runtime } from './runtime.ts';
import type { Class } from './classify.ts';

/** A request on its way to one of a route's backends. */
export interface BackendCall {
  readonly request: HttpRequest;
  readonly start: number;
  readonly timeoutMs: number | undefined;
  readonly next: Next;
  readonly source: { readonly ip: string; readonly port: number };
  readonly routeLabels: Labels;
  readonly accrual: FailureAccrual;
  /** `outbound:proxy{addr=10.96.1.2:80}`. */
  readonly spans: string;
}

export type BackendResult =
  | {
      readonly type: 'response';
      readonly response: HttpResponse;
      readonly class: Class;
      readonly elapsed: number;
    }
  | { readonly type: 'error'; readonly error: ProxyError; readonly elapsed: number };

/** To wherever the backend says: a balancer, an address, nowhere. */
export function callBackend(
  runtime: Runtime,
  balancers: Balancers,
  { dispatcher, metadata }: Backend,
  call: BackendCall,
): BackendResult {
  switch (dispatcher.type) {
    case 'fail': {
      const failure = { status: 500, message: dispatcher.message };
      return { type: 'error', error: injectedFailure(failure, call.request), elapsed: 0 };
    }
    case 'forward': {
      const endpoint = dispatcher.endpoint ?? plainEndpoint(dispatcher.address);
      return forward(runtime, endpoint, call);
    }
    case 'balancer': {
      const name = `${metadata.kind}.${metadata.namespace ?? ''}.${metadata.name}:${metadata.port ?? ''}`;
      return balance(runtime, balancers, { authority: dispatcher.authority, name }, call);
    }
  }
}

/** Of an address that nobody knows anything of. */
export function plainEndpoint(address: Endpoint['address']): Endpoint {
  return { address, weight: 10_000, labels: {}, isHttp2: false };
}

export function forward(runtime: Runtime, endpoint: Endpoint, call: BackendCall): BackendResult {
  const attempt = sendHttp(runtime, { ...call, endpoint, authority: undefined });
  return resultOf(endpoint, call, attempt);
}

interface BalancedService {
  readonly authority: string;
  /** `Service.emojivoto.web-svc:80`. */
  readonly name: string;
}

/** Connections to proxies are opened before they are needed: an endpoint that cannot be reached is left out, and another one chosen. */
export function balance(
  runtime: Runtime,
  balancers: Balancers,
  { authority, name }: BalancedService,
  call: BackendCall,
): BackendResult {
  const balancer = balancers.of(authority);
  const endpoints = runtime.control.endpoints(authority)?.addresses ?? [];
  let spent = 0;
  for (let tries = 0; tries <= endpoints.length; tries += 1) {
    const start = call.start + spent;
    const endpoint = balancer.choose(endpoints, start);
    if (!endpoint) break;
    const timeoutMs = call.timeoutMs === undefined ? undefined : call.timeoutMs - spent;
    const attempt = sendHttp(runtime, { ...call, start, timeoutMs, endpoint, authority });
    if (attempt.type === 'failure' && attempt.isUnreachable) {
      balancer.recordUnreachable(endpoint, start + attempt.elapsed);
      warn(runtime, `${call.spans}:${serviceSpan(name)}`, endpoint, { attempt, time: start });
      spent += attempt.elapsed;
      continue;
    }
    balancer.leaveFailFast();
    const { elapsed } = attempt;
    const isFailure = attempt.type === 'failure' || attempt.class.isFailure;
    balancer.record(endpoint, { start, elapsed, isFailure }, call.accrual);
    return later(resultOf(endpoint, call, attempt), spent);
  }
  const start = call.start + spent;
  const waited = balancer.failFastAfter(start);
  if (waited > 0) {
    runtime.log.write({
      level: 'INFO',
      spans: `${call.spans}:${serviceSpan(name)}`,
      target: 'linkerd_proxy_balance_queue::worker',
      message: 'Unavailable; entering failfast timeout=3.0',
      time: start + waited,
    });
  }
  const error = within([name], proxyError('failFast', 'service in fail-fast'));
  return { type: 'error', error, elapsed: spent + Math.max(waited, 0.05) };
}

/** `Service.emojivoto.web-svc:80` as spans have it. */
function serviceSpan(name: string): string {
  const [, namespace = '', service = '', port = ''] =
    /^[^.]*\.([^.]*)\.(.*):(\d*)$/.exec(name) ?? [];
  return `service{ns=${namespace} name=${service} port=${port}}`;
}

function later(result: BackendResult, ms: number): BackendResult {
  return ms === 0 ? result : { ...result, elapsed: result.elapsed + ms };
}

function resultOf(
  { address }: Endpoint,
  { timeoutMs }: BackendCall,
  attempt: Attempt,
): BackendResult {
  const { elapsed } = attempt;
  if (attempt.type === 'response') {
    const { response } = attempt;
    return { type: 'response', response, class: attempt.class, elapsed };
  }
  const { failure } = attempt;
  const isTimeout = failure.reason === 'timeout' && timeoutMs !== undefined;
  if (isTimeout) return { type: 'error', error: proxyError('timeout'), elapsed };
  const causes = isConnectFailure(failure)
    ? connectCauses(failure)
    : ['client error (SendRequest)', osError(failure)];
  const error = proxyError('badGateway', `endpoint ${addressText(address)}`, ...causes);
  return { type: 'error', error, elapsed };
}

function warn(
  { log }: Runtime,
  spans: string,
  { address }: Endpoint,
  { attempt, time }: { attempt: Attempt & { type: 'failure' }; time: number },
): void {
  const cause = osError(attempt.failure);
  log.write({
    level: 'WARN',
    spans: `${spans}:endpoint{addr=${addressText(address)}}`,
    target: 'linkerd_reconnect',
    message: `Failed to connect error=${cause}`,
    time: time + attempt.elapsed,
  });
}
