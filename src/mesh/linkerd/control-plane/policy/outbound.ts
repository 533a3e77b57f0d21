import type { Address } from '#cluster/network/http.ts';
import { opaquePortsOf } from '#mesh/linkerd/control-plane/destination/opaque-ports.ts';
import type { OutboundPolicy, OutboundProtocol, Workload } from '#mesh/linkerd/proxy-api.ts';
import { readAccrual, unlessInvalid } from './annotations.ts';
import type { Lookup } from './authorizations.ts';
import { serviceBackend } from './backends.ts';
import { egressPolicy } from './egress.ts';
import type { Service } from './kinds.ts';
import { attachedRoutes, defaultRoute, defaultsOf, detectTimeoutMs } from './outbound-routes.ts';

/** OutboundPolicies.Watch: of a Service's address, or of what lies outside the cluster (outbound/index.rs, edge-26.6.3). */
export function outboundPolicy(
  lookup: Lookup,
  target: Address,
  workload: Workload,
): OutboundPolicy | undefined {
  const service = lookup.index.servicesByIp.get(target.ip);
  if (!service) return egressPolicy(lookup, target, workload);
  return servicePolicy(lookup, { service, port: target.port, client: workload.namespace });
}

/** Of a Service, whatever its address. */
export function servicePolicy(lookup: Lookup, asked: Asked): OutboundPolicy {
  const { name, namespace = '', annotations = {} } = asked.service.metadata;
  const parent = { group: 'core', kind: 'Service', name, namespace, port: asked.port };
  const failureAccrual = unlessInvalid(() => readAccrual(annotations));
  return { parent, protocol: protocolOf(lookup, asked), ...(failureAccrual && { failureAccrual }) };
}

export interface Asked {
  readonly service: Service;
  readonly port: number;
  /** The client's namespace. */
  readonly client: string;
}

function protocolOf(lookup: Lookup, asked: Asked): OutboundProtocol {
  const { service, port } = asked;
  const { name, namespace = '' } = service.metadata;
  const backend = serviceBackend(lookup, { namespace, name, port });
  const appProtocol = service.spec?.ports?.find((each) => each.port === port)?.appProtocol;
  const isOpaque =
    appProtocol === 'linkerd.io/opaque' ||
    appProtocol === 'linkerd.io/tcp' ||
    opaquePortsOf(service, lookup.info.defaultOpaquePorts)(port);
  if (isOpaque) return { type: 'opaque', backends: [backend] };
  const parent = { kind: 'Service', namespace, name, port } as const;
  const fallback = { backend, ...defaultsOf(service) };
  const of = (isGrpc: boolean) =>
    attachedRoutes(lookup, { parent, fallback, isGrpc, client: asked.client });
  const grpc = of(true);
  if (grpc.length > 0) return { type: 'grpc', routes: grpc };
  const http = of(false);
  const routes = http.length > 0 ? http : [defaultRoute(fallback)];
  if (appProtocol === 'http') return { type: 'http1', routes };
  if (appProtocol === 'kubernetes.io/h2c') return { type: 'http2', routes };
  return { type: 'detect', timeoutMs: detectTimeoutMs, routes };
}
