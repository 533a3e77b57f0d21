import spdyTransport, { type Stream } from 'spdy-transport';
import { createWebSocketStream, type WebSocket } from 'ws';
import type { ApiFetch } from '#cluster/client.ts';
import { createMessages } from './messages.ts';

/**
 * kubectl forwards ports by SPDY/3.1 frames inside a WebSocket (client-go 1.31, portforward.NewSPDYOverWebsocketDialer):
 * for each connection one `error` stream, then one `data` stream, both naming the port. Each pair becomes one
 * connection of the channel protocol that the API server speaks.
 */
export function serveTunnel(fetch: ApiFetch, client: WebSocket, path: string): void {
  const socket = createWebSocketStream(client);
  socket.on('error', () => undefined);
  const spdy = spdyTransport.connection.create(socket, { protocol: 'spdy', isServer: true });
  spdy.start(3.1);
  spdy.on('error', () => client.close());
  const errors = new Map<string, Stream>();
  spdy.on('stream', (stream) => {
    stream.respond(200, {});
    stream.on('error', () => undefined);
    const { streamtype = '', requestid = '', port = '0' } = stream.headers;
    if (streamtype === 'error') errors.set(requestid, stream);
    else
      void forward({ fetch, path, port: Number(port), data: stream, error: errors.get(requestid) });
  });
}

interface Forwarded {
  fetch: ApiFetch;
  path: string;
  port: number;
  data: Stream;
  error: Stream | undefined;
}

/** Channels of `v4.channel.k8s.io` port-forward: data and error, whose first messages repeat the port. */
const dataChannel = 0;

async function forward({ fetch, path, port, data, error }: Forwarded): Promise<void> {
  const messages = createMessages();
  data.on('data', (chunk: Buffer) => messages.push(Buffer.concat([Buffer.of(dataChannel), chunk])));
  data.on('end', () => messages.end());
  data.on('close', () => messages.end());
  const url = new URL(`http://kubernetes${path}`);
  url.searchParams.set('ports', String(port));
  const response = await fetch(
    new Request(url, {
      headers: { upgrade: 'websocket', 'sec-websocket-protocol': 'v4.channel.k8s.io' },
    }),
    messages.stream,
  );
  if (!response.ok || !response.body) {
    error?.end(await response.text());
    data.end();
    return;
  }
  const greeted = new Set<number>();
  for await (const message of response.body) {
    const [channel = 0] = message;
    if (!greeted.has(channel)) greeted.add(channel);
    else if (channel === dataChannel) data.write(message.subarray(1));
    else error?.write(message.subarray(1));
  }
  data.end();
  error?.end();
}
