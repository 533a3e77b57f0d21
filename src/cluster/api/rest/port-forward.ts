import { badRequest } from '#cluster/api/errors.ts';
import type { ResourceExchange } from './exchange.ts';
import { agentOf, hasHost, podOf } from './container.ts';
import { started } from './stream.ts';

/**
 * `pods/portforward`, in the WebSocket form of `v4.channel.k8s.io`: two channels per port, data and error, whose
 * first messages repeat the port. One port per connection, which is how every client of ours asks.
 */
export async function forwardPorts(exchange: ResourceExchange): Promise<Response> {
  const { query, route, request, upstream } = exchange;
  const pod = podOf(exchange);
  if (!hasHost(pod)) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  if (!upstream) throw badRequest('Upgrade request required');
  const ports = query
    .getAll('ports')
    .flatMap((text) => text.split(','))
    .map(Number);
  const [port, another] = ports;
  if (port === undefined) throw badRequest('query parameter "ports" is required');
  if (another !== undefined) throw badRequest('one port per connection is forwarded');
  const at = { namespace: route.namespace ?? '', name: route.name ?? '' };
  const bytes = agentOf(exchange).forward(at, port, received(upstream));
  return new Response(await started(sent(port, bytes), request.signal), {
    headers: { 'sec-websocket-protocol': 'v4.channel.k8s.io' },
  });
}

const dataChannel = 0;
const errorChannel = 1;

/** What the client sends on the data channel. */
async function* received(upstream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const message of upstream) {
    if (message[0] === dataChannel) yield message.subarray(1);
  }
}

async function* sent(port: number, bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const greeting = [port & 0xff, port >> 8];
  yield Uint8Array.of(dataChannel, ...greeting);
  yield Uint8Array.of(errorChannel, ...greeting);
  try {
    for await (const chunk of bytes) yield framed(dataChannel, chunk);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    yield framed(errorChannel, new TextEncoder().encode(error.message));
  }
}

function framed(channel: number, chunk: Uint8Array): Uint8Array {
  const message = new Uint8Array(chunk.length + 1);
  message[0] = channel;
  message.set(chunk, 1);
  return message;
}
