import type { Container } from '#cluster/kubelet/image.ts';
import type { Address, Failure, HttpRequest } from '#cluster/network/http.ts';
import type { AgentOptions } from './agent-options.ts';
import { interceptionOf } from '#mesh/interception.ts';
import type { Istiod, Mesh } from './mesh.ts';

type Reached = { readonly istiod: Istiod } | { readonly error: string };

/** Reaches istiod as the agent does: by its name, over the pod's network, past the pod's interception. */
export function reachIstiod(mesh: Mesh, container: Container, options: AgentOptions): Reached {
  const { network } = container;
  const { istiodHost, istiodPort } = options;
  const [ip] = network.resolve(istiodHost);
  if (ip === undefined) {
    const server = network.dns.server ?? '';
    return { error: `dial tcp: lookup ${istiodHost} on ${server}:53: no such host` };
  }
  const to: Address = { ip, port: istiodPort };
  const tls = { serverName: istiodHost, alpn: 'h2' };
  const outcome = interceptionOf(network).asProxy(() =>
    network.exchange(streamRequest(options), to, { tls, timeoutMs: 20_000 }),
  );
  if (outcome.type === 'failure') return { error: dialError(outcome.failure, to) };
  const stack = mesh.host.network.pod(answeredBy(outcome.response.body));
  const istiod = stack && mesh.istiods.get(stack);
  return istiod
    ? { istiod }
    : { error: `dial tcp ${ip}:${istiodPort}: connect: connection refused` };
}

/** Who answered: the first message of a stream names its control plane. */
function answeredBy(body: string): string {
  return /^\d+\.\d+\.\d+\.\d+$/.test(body) ? body : '';
}

function streamRequest({ istiodHost, istiodPort }: AgentOptions): HttpRequest {
  return {
    method: 'POST',
    authority: `${istiodHost}:${istiodPort}`,
    path: '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
    headers: [['content-type', 'application/grpc']],
    body: '{}',
    protocol: 'HTTP/2',
    grpc: true,
  };
}

/** As Go's net tells it. */
function dialError(failure: Failure, { ip, port }: Address): string {
  switch (failure.reason) {
    case 'refused':
    case 'closed':
      return `dial tcp ${ip}:${port}: connect: connection refused`;
    case 'no-route':
      return `dial tcp ${ip}:${port}: connect: no route to host`;
    case 'reset':
      return `read tcp ${ip}:${port}: read: connection reset by peer`;
    case 'timeout':
      return `dial tcp ${ip}:${port}: i/o timeout`;
    case 'unresolved':
      return `dial tcp: lookup ${failure.host}: no such host`;
    case 'tls':
      return `authentication handshake failed: ${failure.detail}`;
    case 'not-http':
      return 'error reading server preface: http2: frame too large';
  }
}
