import { failure } from '#cluster/api/errors.ts';
import type { Failure, HttpRequest } from '#cluster/network/http.ts';
import type { Stack } from '#cluster/network/stack.ts';
import { parseRequest, renderResponse } from '#cluster/network/wire.ts';
import type { PodKey } from './agent.ts';
import { digestOf } from './digest.ts';
import { createFeed, type Feed } from './feed.ts';
import type { Kubelet } from './parts.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

interface Forwarding {
  kubelet: Kubelet;
  stack: Stack;
  port: number;
  feed: Feed;
  /** Of the pod's sandbox, which errors name. */
  sandbox: string;
}

/** One connection to a port of the pod's loopback: HTTP/1.1 by request, anything else by chunk. */
export function forwardPort(
  kubelet: Kubelet,
  { pod, port, upstream }: { pod: PodKey; port: number; upstream: AsyncIterable<Uint8Array> },
): AsyncIterable<Uint8Array> {
  const { api, clock, network, pods } = kubelet;
  const uid = api.find('pods', pod)?.metadata.uid ?? '';
  const stack = network.pod(pods.find(uid)?.ip ?? '');
  const feed = createFeed(() => undefined);
  if (!stack) {
    feed.fail(failure(500, 'InternalError', `pod not found ("${pod.name}_${pod.namespace}")`));
    return feed;
  }
  const forwarding = { kubelet, stack, port, feed, sandbox: digestOf(uid) };
  carry(forwarding, upstream).then(
    () => {
      feed.end();
      clock.wake();
    },
    (error: unknown) => {
      feed.fail(error);
      clock.wake();
    },
  );
  return feed;
}

async function carry(forwarding: Forwarding, upstream: AsyncIterable<Uint8Array>): Promise<void> {
  connect(forwarding);
  let pending = new Uint8Array();
  for await (const chunk of upstream) {
    pending = joined(pending, chunk);
    if (pending[0] === handshake) {
      if (await greet(forwarding, pending)) return;
      continue;
    }
    for (;;) {
      const parsed = parseRequest(pending);
      if (parsed === 'more') break;
      if (parsed === 'not-http') {
        await send(forwarding, { ...connection, body: decoder.decode(pending) });
        pending = new Uint8Array();
        break;
      }
      pending = pending.slice(parsed.length);
      await send(forwarding, parsed.message);
    }
  }
}

/** What a TLS record begins with that a client sends first. */
const handshake = 22;

/** The hands are shaken, and no more: what is said after that would be encrypted. False while there is more to come. */
async function greet(
  { kubelet, stack, port, feed }: Forwarding,
  hello: Uint8Array,
): Promise<boolean> {
  const { clock } = kubelet;
  const wire = await clock.hold(import('#cluster/network/tls-wire.ts'));
  const serverName = wire.parseClientHello(hello);
  if (serverName === undefined) return false;
  const outcome = stack.exchange(connection, { ip: '127.0.0.1', port }, { tls: { serverName } });
  await clock.sleep(outcome.elapsed);
  const certificates = outcome.type === 'response' ? outcome.tls?.certificates?.() : undefined;
  feed.push(certificates ? wire.renderServerFlight(certificates.flatMap(derOf)) : wire.refusal);
  clock.wake();
  return true;
}

/** Of a PEM text. */
function derOf(pem: string): readonly Uint8Array[] {
  const blocks = pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g);
  return [...blocks].map(([, body = '']) =>
    Uint8Array.from(atob(body.replaceAll(/\s/g, '')), (character) => character.charCodeAt(0)),
  );
}

const connection: HttpRequest = {
  method: '',
  authority: '',
  path: '',
  headers: [],
  body: '',
  protocol: 'TCP',
};

/** Nothing listens there: the kubelet says so before any byte is sent. */
function connect({ stack, port, sandbox }: Forwarding): void {
  const outcome = stack.exchange(connection, { ip: '127.0.0.1', port });
  if (outcome.type === 'response' || outcome.failure.reason === 'not-http') return;
  const refused = `dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused`;
  const namespace = `/var/run/netns/cni-${sandbox.slice(0, 8)}-${sandbox.slice(8, 12)}-${sandbox.slice(12, 16)}-${sandbox.slice(16, 20)}-${sandbox.slice(20, 32)}`;
  throw failure(
    500,
    'InternalError',
    `error forwarding port ${port} to pod ${sandbox}, uid : failed to execute portforward in network namespace "${namespace}": failed to connect to localhost:${port} inside namespace "${sandbox}", IPv4: ${refused} `,
  );
}

async function send(
  { kubelet, stack, port, feed }: Forwarding,
  request: HttpRequest,
): Promise<void> {
  const outcome = stack.exchange(request, { ip: '127.0.0.1', port });
  await kubelet.clock.sleep(outcome.elapsed);
  if (outcome.type === 'failure') {
    const kind: Failure = outcome.failure;
    if (kind.reason === 'reset' || kind.reason === 'closed')
      throw failure(500, 'InternalError', `error forwarding port ${port} to pod: ${kind.reason}`);
    return;
  }
  const { response } = outcome;
  const bytes =
    response.protocol === 'TCP'
      ? encoder.encode(response.body)
      : renderResponse(response, { head: request.method === 'HEAD' });
  if (bytes.length > 0) feed.push(bytes);
  kubelet.clock.wake();
}

function joined(a: Uint8Array<ArrayBuffer>, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
