import type { Address, Outcome } from '#cluster/network/http.ts';
import type { ExchangeOptions } from '#cluster/network/stack.ts';
import type { OutboundPolicy, TransportRoute } from '#mesh/linkerd/proxy-api.ts';
import { addressText, referenceLabels, routeReferenceLabels } from './labels.ts';
import type { Runtime } from './runtime.ts';

/** A connection of bytes or of TLS, by the route that an EgressNetwork has for it. */
interface Connecting {
  readonly policy: OutboundPolicy | undefined;
  readonly options: Pick<ExchangeOptions, 'tls'>;
  readonly source: Address;
  readonly to: Address;
  readonly start: number;
}

/** Let through or hung up on, and counted (linkerd/app/outbound/src/opaq/logical, tls/logical). */
export function byTransportRoute(
  runtime: Runtime,
  connecting: Connecting,
  connect: () => Outcome,
): Outcome {
  const { policy, options } = connecting;
  const protocol = policy?.protocol;
  const routes = protocol?.type === 'detect' ? protocol.transport : undefined;
  if (!policy || !routes) return connect();
  const name = options.tls ? 'tls' : 'tcp';
  const route = routes[name];
  const { metrics } = runtime;
  const labels = [
    referenceLabels('parent', policy.parent),
    routeReferenceLabels(route.metadata),
    ...(options.tls ? ['hostname=""'] : []),
  ].join(',');
  metrics.count(`outbound_${name}_route_open`, labels);
  const outcome = route.isForbidden ? refused : connect();
  if (route.isForbidden) report(runtime, connecting, route);
  const error = route.isForbidden ? 'forbidden' : outcome.type === 'failure' ? 'unexpected' : '';
  metrics.count(`outbound_${name}_route_close`, `${labels},error="${error}"`);
  return outcome;
}

const refused: Outcome = { type: 'failure', failure: { reason: 'closed' }, elapsed: 0.1 };

function report(
  { log }: Runtime,
  { options, source, to, start }: Connecting,
  { metadata: { kind, name } }: TransportRoute,
): void {
  const cause = `forbidden ${options.tls ? 'TLS' : 'TCP'} route`;
  const ofRoute = `route ${kind}.${name}: ${cause}`;
  const server = addressText(to);
  log.write({
    level: 'INFO',
    spans: 'outbound',
    target: 'linkerd_app_core::serve',
    message: `Connection closed error=logical service ${server}: ${ofRoute} error.sources=[${ofRoute}, ${cause}] client.addr=${addressText(source)} server.addr=${server}`,
    time: start,
  });
}
