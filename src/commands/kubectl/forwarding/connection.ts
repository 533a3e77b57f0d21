import type { HttpRequest, Outcome } from '#cluster/network/http.ts';
import { parseServerFlight, renderClientHello } from '#cluster/network/tls-wire.ts';
import { parseResponse, renderRequest } from '#cluster/network/wire.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { joinBytes } from '#commands/kubectl/archive/tar.ts';

export interface Door {
  namespace: string;
  pod: string;
  remote: number;
}

/** The pod no longer answers: the tunnel is lost with the connection. */
export class Lost extends Error {
  override name = 'Lost';
}

const decoder = new TextDecoder();

/** One request, and its answer. */
export async function forwardOne(
  context: Pick<Context, 'client' | 'process'>,
  door: Door,
  request: HttpRequest,
): Promise<Outcome> {
  const { process } = context;
  const start = process.time.now();
  const elapsed = () => process.time.now() - start;
  let bytes = new Uint8Array();
  for await (const received of conversation(context, door, renderRequest(request))) {
    bytes = received;
    const parsed = parseResponse(bytes, false, request.method);
    if (typeof parsed !== 'string')
      return { type: 'response', response: parsed.message, elapsed: elapsed() };
  }
  return ended(bytes, request, elapsed());
}

/** The certificates that a port presents, DER, its own first; undefined when no hands are shaken there. */
export async function forwardHello(
  context: Pick<Context, 'client' | 'process'>,
  door: Door,
  serverName: string,
): Promise<readonly Uint8Array[] | undefined> {
  for await (const bytes of conversation(context, door, renderClientHello(serverName)))
    return parseServerFlight(bytes);
  return undefined;
}

/**
 * What comes back through `pods/portforward` (`v4.channel.k8s.io`), all of it each time that there is more: channel 0 carries
 * bytes, 1 what went wrong; the first message of each repeats the port.
 */
async function* conversation(
  { client }: Pick<Context, 'client' | 'process'>,
  { namespace, pod, remote }: Door,
  sent: Uint8Array,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const response = await client.open(
    'GET',
    `/api/v1/namespaces/${namespace}/pods/${pod}/portforward`,
    { query: { ports: remote }, upstream: once(sent) },
  );
  const greeted = new Set<number>();
  let bytes = new Uint8Array();
  for await (const message of client.bytes(response)) {
    const [channel = 0] = message;
    const isGreeting = !greeted.has(channel);
    greeted.add(channel);
    if (isGreeting) continue;
    if (channel === 1) throw new Lost(decoder.decode(message.subarray(1)));
    bytes = joinBytes([bytes, message.subarray(1)]);
    yield bytes;
  }
}

/** The connection closed: what came is the answer, if it is one. */
function ended(bytes: Uint8Array, request: HttpRequest, elapsed: number): Outcome {
  const parsed = parseResponse(bytes, true, request.method);
  if (typeof parsed !== 'string') return { type: 'response', response: parsed.message, elapsed };
  if (request.protocol === 'TCP') {
    const body = decoder.decode(bytes);
    return {
      type: 'response',
      response: { status: 0, headers: [], body, protocol: 'TCP' },
      elapsed,
    };
  }
  return { type: 'failure', failure: { reason: 'closed' }, elapsed };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const message = new Uint8Array(bytes.length + 1);
  message.set(bytes, 1);
  await Promise.resolve();
  yield message;
}
