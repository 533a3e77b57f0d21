import { createWebSocketStream, type WebSocket } from 'ws';
import type { ApiFetch } from '#cluster/client.ts';
import { createMessages, type Messages } from './messages.ts';
import { FrameWriter, readFrames } from './spdy.ts';

/**
 * kubectl forwards ports by SPDY/3.1 frames inside a WebSocket (client-go 1.31, portforward.NewSPDYOverWebsocketDialer):
 * for each connection one `error` stream, then one `data` stream, both naming the port. Each pair becomes one
 * connection of the channel protocol that the API server speaks.
 */
export function serveTunnel(fetch: ApiFetch, client: WebSocket, path: string): void {
  const socket = createWebSocketStream(client);
  const tunnel = new Tunnel(fetch, path, new FrameWriter((bytes) => void socket.write(bytes)));
  socket.on('error', () => undefined);
  tunnel.serve(socket).catch(() => client.terminate());
}

/** Channels of `v4.channel.k8s.io` port-forward: data, then error; the first message of each repeats the port. */
const dataChannel = 0;

class Tunnel {
  private readonly fetch: ApiFetch;
  private readonly path: string;
  private readonly frames: FrameWriter;
  /** Error streams by request, until their data stream comes. */
  private readonly errors = new Map<string, number>();
  private readonly connections = new Map<number, Messages>();

  constructor(fetch: ApiFetch, path: string, frames: FrameWriter) {
    this.fetch = fetch;
    this.path = path;
    this.frames = frames;
  }

  async serve(bytes: AsyncIterable<Buffer>): Promise<void> {
    for await (const frame of readFrames(bytes)) {
      if (frame.type === 'ping') this.frames.pong(frame.id);
      else if (frame.type === 'open') await this.open(frame.stream, frame.headers);
      else if (frame.type === 'reset') this.connections.get(frame.stream)?.end();
      else {
        const { stream, data, isLast } = frame;
        const messages = this.connections.get(stream);
        if (data.length > 0) messages?.push(Buffer.concat([Buffer.of(dataChannel), data]));
        if (isLast) messages?.end();
      }
    }
    for (const messages of this.connections.values()) messages.end();
  }

  private async open(stream: number, headers: ReadonlyMap<string, string>): Promise<void> {
    await this.frames.accept(stream);
    const request = headers.get('requestid') ?? '';
    if (headers.get('streamtype') === 'error') {
      this.errors.set(request, stream);
      return;
    }
    const messages = createMessages();
    this.connections.set(stream, messages);
    void this.forward(
      { stream, error: this.errors.get(request) ?? 0, port: headers.get('port') ?? '' },
      messages,
    );
  }

  private async forward(
    { stream, error, port }: { stream: number; error: number; port: string },
    messages: Messages,
  ): Promise<void> {
    const url = new URL(`http://kubernetes${this.path}`);
    url.searchParams.set('ports', port);
    const headers = { upgrade: 'websocket', 'sec-websocket-protocol': 'v4.channel.k8s.io' };
    const response = await this.fetch(new Request(url, { headers }), messages.stream);
    if (response.ok && response.body) await this.relay(response.body, { stream, error });
    else this.frames.data(error, Buffer.from(await response.text()));
    this.frames.data(stream, Buffer.alloc(0), true);
    this.frames.data(error, Buffer.alloc(0), true);
    this.connections.delete(stream);
  }

  private async relay(
    body: ReadableStream<Uint8Array>,
    { stream, error }: { stream: number; error: number },
  ): Promise<void> {
    const greeted = new Set<number>();
    for await (const message of body) {
      const [channel = 0] = message;
      if (greeted.has(channel))
        this.frames.data(channel === dataChannel ? stream : error, message.subarray(1));
      greeted.add(channel);
    }
  }
}
