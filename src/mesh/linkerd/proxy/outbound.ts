import type { Restore } from '#cluster/clock/clock.ts';
import type { Address, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { ExchangeOptions, Hooks, Next } from '#cluster/network/stack.ts';
import type { Backend, Endpoint } from '#mesh/linkerd/proxy-api.ts';
import { type Balancers, createBalancers } from './balancers.ts';
import type { Discovery } from './control.ts';
import { errorResponse, failureMessage, within, type ProxyError } from './errors.ts';
import { addressText, targetLabels } from './labels.ts';
import type { Gauge } from './metrics-text.ts';
import { forward, plainEndpoint, type BackendResult } from './outbound-backend.ts';
import { sendOpaque } from './outbound-endpoint.ts';
import { chooseBackend, routeByPolicy } from './outbound-policy.ts';
import { routeByProfile, routedProfile } from './outbound-profile.ts';
import { byTransportRoute } from './outbound-transport.ts';
import { createRetryBudgets } from './retry-budget.ts';
import { requestBytes, responseBytes, type Runtime } from './runtime.ts';

/** What leaves a pod: port 4140 of its proxy (linkerd/app/outbound). */
export interface Outbound {
  readonly hook: NonNullable<Hooks['outbound']>;
  /** Endpoints of the balancers that are in use. */
  gauges: () => readonly Gauge[];
  save: () => Restore;
}

/** From the client to the proxy in its own pod, in milliseconds. */
const loopbackMs = 0.05;
/** A connection whose target nobody can tell anything of is given up after that long. */
const discoveryMs = 3000;

interface Leaving {
  readonly request: HttpRequest;
  readonly to: Address;
  readonly next: Next;
  readonly options: ExchangeOptions;
  readonly start: number;
  readonly source: Address;
}

export function createOutbound(runtime: Runtime): Outbound {
  const { clock, stack, random } = runtime;
  const balancers = createBalancers(random);
  const budgets = createRetryBudgets();

  const http = (leaving: Leaving, discovery: Discovery): Outcome => {
    const { request, to, next, start, source } = leaving;
    const spans = `outbound:proxy{addr=${addressText(to)}}`;
    const call = { request, start, next, source, spans };
    const { profile, policy } = discovery;
    const routed = routedProfile(profile);
    const result = routed
      ? routeByProfile({ runtime, balancers, budgets }, routed, to.port, call)
      : policy
        ? routeByPolicy(runtime, balancers, policy, { ...call, routeLabels: {} })
        : forward(runtime, profile?.endpoint ?? plainEndpoint(to), {
            ...call,
            routeLabels: {},
            accrual: undefined,
            timeoutMs: undefined,
          });
    return answer(runtime, leaving, spans, result);
  };

  return {
    hook: (request, to, next, options) => {
      // Whoever speaks to its own pod does so over loopback, which is not redirected.
      if (to.ip === stack.ip) return next(request, to, options);
      const start = clock.now() + (options.elapsed ?? 0);
      const source = { ip: stack.ip, port: options.source?.port ?? runtime.sourcePort() };
      const leaving: Leaving = { request, to, next, options, start, source };
      const discovery = runtime.control.discover(to);
      if (!discovery)
        return { type: 'failure', failure: { reason: 'closed' }, elapsed: discoveryMs };
      const isHttp = request.protocol !== 'TCP' && !options.tls && !isOpaque(discovery);
      const outcome = isHttp
        ? http(leaving, discovery)
        : opaque(runtime, balancers, leaving, discovery);
      countClient(runtime, leaving, outcome);
      return outcome.type === 'response' ? { ...outcome, connected: loopbackMs } : outcome;
    },
    gauges: () =>
      balancers.used().flatMap(({ authority, labels, balancer }) => {
        const endpoints = runtime.control.endpoints(authority)?.addresses ?? [];
        const ready = balancer.ready(endpoints, clock.now()).length;
        const gauge = (state: string, value: number): Gauge => ({
          family: 'outbound_http_balancer_endpoints',
          labels: `endpoint_state="${state}",${labels}`,
          value,
        });
        return [gauge('ready', ready), gauge('pending', endpoints.length - ready)];
      }),
    save: () => {
      const restores = [balancers.save(), budgets.save()];
      return () => {
        for (const restore of restores) restore();
      };
    },
  };
}

function isOpaque({ profile, policy }: Discovery): boolean {
  const type = policy?.protocol.type;
  return profile?.isOpaque === true || type === 'opaque' || type === 'tls';
}

/** The application's own connection. */
function countClient(
  { connections, metrics, options, memo, control }: Runtime,
  { to, start, request }: Leaving,
  outcome: Outcome,
): void {
  const key = `src ${addressText(to)}`;
  const labels = memo.labels(
    control,
    key,
    () =>
      `direction="outbound",peer="src",${targetLabels(to)},tls="no_identity",no_tls_reason="loopback"`,
  );
  connections.use(key, labels, start);
  metrics.count('tcp_read_bytes_total', labels, requestBytes(request));
  if (outcome.type === 'response')
    metrics.count('tcp_write_bytes_total', labels, responseBytes(outcome.response));
  if (request.protocol === 'TCP' || options.opaquePorts.includes(to.port)) connections.drop(key);
}

/** The response, or what the proxy answers in its place. */
function answer(
  runtime: Runtime,
  { request, to, source, start }: Leaving,
  spans: string,
  result: BackendResult,
): Outcome {
  const { elapsed } = result;
  if (result.type === 'response') return { type: 'response', response: result.response, elapsed };
  const error = within([`logical service ${addressText(to)}`], result.error);
  const time = start + elapsed;
  report(runtime, {
    error,
    request,
    spans: `${spans}:rescue{client.addr=${addressText(source)}}`,
    time,
  });
  const { tellsErrors } = runtime.options;
  const response = errorResponse(error, { request, tells: tellsErrors, time });
  return { type: 'response', response, elapsed };
}

interface Reported {
  readonly error: ProxyError;
  readonly request: HttpRequest;
  readonly spans: string;
  readonly time: number;
}

function report({ log, metrics }: Runtime, { error, request, spans, time }: Reported): void {
  metrics.count('outbound_http_errors_total', `error="${errorLabel(error)}"`);
  log.write({
    level: 'INFO',
    spans,
    target: 'linkerd_app_core::errors::respond',
    message: failureMessage(error, request),
    time,
  });
}

function errorLabel({ kind }: ProxyError): string {
  if (kind === 'failfast') return 'failfast';
  return kind === 'timeout' ? 'response timeout' : 'unexpected';
}

/** Bytes, or TLS of the application's own. */
function opaque(
  runtime: Runtime,
  balancers: Balancers,
  leaving: Leaving,
  discovery: Discovery,
): Outcome {
  const connecting = { ...leaving, policy: discovery.policy };
  return byTransportRoute(runtime, connecting, () =>
    connect(runtime, balancers, leaving, discovery),
  );
}

/** To whoever is at the other end. */
function connect(
  runtime: Runtime,
  balancers: Balancers,
  leaving: Leaving,
  { profile, policy }: Discovery,
): Outcome {
  const backends = policy ? backendsOf(policy.protocol) : [];
  const backend = chooseBackend(backends, runtime.random);
  const chosen = backend
    ? endpointOf(runtime, balancers, backend, leaving.start)
    : { endpoint: profile?.endpoint ?? plainEndpoint(leaving.to), authority: undefined };
  const { request, next, options, start, source } = leaving;
  if (!chosen) return { type: 'failure', failure: { reason: 'closed' }, elapsed: discoveryMs };
  // The handshake of an application's own TLS is its own affair: it passes as it came.
  if (options.tls) return next(request, chosen.endpoint.address);
  return sendOpaque(runtime, { ...chosen, request, next, start, source, routeLabels: {} });
}

function backendsOf(protocol: NonNullable<Discovery['policy']>['protocol']): readonly Backend[] {
  return 'backends' in protocol
    ? protocol.backends
    : protocol.routes.flatMap(({ backends }) => backends).slice(0, 1);
}

function endpointOf(
  { control }: Runtime,
  balancers: Balancers,
  { dispatcher }: Backend,
  time: number,
): { endpoint: Endpoint; authority: string | undefined } | undefined {
  if (dispatcher.type === 'fail') return undefined;
  if (dispatcher.type === 'forward')
    return {
      endpoint: dispatcher.endpoint ?? plainEndpoint(dispatcher.address),
      authority: undefined,
    };
  const { authority } = dispatcher;
  const endpoints = control.endpoints(authority)?.addresses ?? [];
  const endpoint = balancers.of(authority).choose(endpoints, time);
  return endpoint && { endpoint, authority };
}
