import type { Container } from '#cluster/kubelet/image.ts';
import type { Failure, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Stack } from '#cluster/network/stack.ts';
import type { ClientTls } from '#cluster/network/tls.ts';
import { interceptionOf } from '#mesh/interception.ts';
import type { MeshHost } from './mesh.ts';

/** A service of the control plane as a client names it. */
export interface Upstream {
  /** `linkerd-dst-headless.linkerd.svc.cluster.local.` */
  readonly host: string;
  readonly port: number;
  /** `/io.linkerd.proxy.destination.Destination/Get`. */
  readonly method: string;
  /** How the client secures the connection; in plain text when left out. */
  readonly tls?: ClientTls;
}

/** What the server of such a service answers: which pod it is. */
export function serviceAnswer({ pod }: Container): Outcome {
  const headers = [['content-type', 'application/grpc']] as const;
  return {
    type: 'response',
    response: { status: 200, headers, body: pod.ip, protocol: 'HTTP/2' },
    elapsed: 1,
  };
}

/** `services` has `service` for `stack` as long as the process that answered serves. */
export interface Reached<T> {
  readonly service: T;
  readonly stack: Stack;
}

/** Calls a service from a pod, past the pod's own interception: an exchange first, then the value that answers. */
export function reach<T>(
  host: MeshHost,
  container: Pick<Container, 'network'>,
  upstream: Upstream,
  services: WeakMap<Stack, T>,
): Reached<T> | { readonly failure: Failure } {
  const { network } = container;
  const name = upstream.host.replace(/\.$/, '');
  const [ip] = network.resolve(name);
  if (ip === undefined) return { failure: { reason: 'unresolved', host: name } };
  const to = { ip, port: upstream.port };
  const outcome = interceptionOf(network).asProxy(() =>
    network.exchange(callOf(upstream, name), to, { timeoutMs: 3000, tls: upstream.tls }),
  );
  if (outcome.type === 'failure') return { failure: outcome.failure };
  const stack = host.network.pod(outcome.response.body);
  const service = stack && services.get(stack);
  return stack && service ? { service, stack } : { failure: { reason: 'refused' } };
}

function callOf({ port, method }: Upstream, name: string): HttpRequest {
  return {
    method: 'POST',
    authority: `${name}:${port}`,
    path: method,
    headers: [['content-type', 'application/grpc']],
    body: '{}',
    protocol: 'HTTP/2',
    grpc: true,
  };
}
