import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ApiFetch } from '#cluster/client.ts';
import { decodeProtobuf } from './protobuf/decode.ts';
import { createMessages, type Messages } from './messages.ts';
import { serveTunnel } from './port-forward-tunnel.ts';

export interface ApiServer {
  readonly url: string;
  /** Cuts every connection, as a network does. */
  dropConnections: () => void;
  close: () => Promise<void>;
}

/** What a WebSocket client may ask for, best first. */
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
/** How kubectl forwards ports. Its slash makes it no token, which ws refuses: it is asked for under another name. */
const tunnel = { offered: 'SPDY/3.1+portforward.k8s.io', asked: 'portforward.k8s.io' };

/** Serves a simulated API server over HTTP, on the loopback interface only. */
export async function serveApi(fetch: ApiFetch, port = 0): Promise<ApiServer> {
  const server = createServer((request, response) => void answer(fetch, request, response));
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) =>
      offered.has(tunnel.asked)
        ? tunnel.offered
        : (protocols.find((name) => offered.has(name)) ?? false),
  });
  server.on(
    'upgrade',
    (request, socket, head) => void upgrade(fetch, sockets, { request, socket, head }),
  );
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${chosen}`,
    dropConnections: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  fetch: ApiFetch,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const abort = new AbortController();
  outgoing.on('close', () => abort.abort('SIGINT'));
  try {
    const response = await fetch(await toRequest(incoming, abort.signal));
    outgoing.writeHead(response.status, headersOf(response));
    outgoing.flushHeaders();
    if (response.body) {
      const reader = response.body.getReader();
      outgoing.on('close', () => void reader.cancel().catch(() => undefined));
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
        outgoing.write(chunk.value);
      }
    }
    outgoing.end();
  } catch (error) {
    console.error(error);
    if (!outgoing.headersSent) outgoing.writeHead(500);
    outgoing.end();
  }
}

function headersOf(response: Response): [string, string][] {
  return [...response.headers].flatMap(([name, value]) =>
    name === 'warning'
      ? splitWarnings(value).map((one): [string, string] => [name, one])
      : [[name, value]],
  );
}

/** `Headers` joins several warnings into one line, which clients read as one. */
function splitWarnings(value: string): string[] {
  return value.split(/, (?=299 )/);
}

async function toRequest(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !hopByHop.has(name)) headers.set(name, String(value));
  }
  const isProtobuf = headers.get('content-type') === protobuf;
  if (isProtobuf) headers.set('content-type', 'application/json');
  const sent = Buffer.concat(chunks);
  const body = isProtobuf ? JSON.stringify(decodeProtobuf(sent)) : sent;
  const { method = 'GET', url = '/' } = incoming;
  return new Request(`http://kubernetes${url}`, {
    method,
    headers,
    signal,
    ...(sent.length > 0 ? { body } : {}),
  });
}

/** What Go clients prefer for built-in kinds; the simulated server reads JSON and YAML. */
const protobuf = 'application/vnd.kubernetes.protobuf';

/** Headers that concern the connection, which `Request` refuses or which mean nothing to it. */
const hopByHop = new Set([
  'connection',
  'upgrade',
  'keep-alive',
  'transfer-encoding',
  'host',
  'content-length',
]);

interface Upgrade {
  request: IncomingMessage;
  socket: Duplex;
  head: Buffer;
}

/** exec, attach and port-forward: the API answers first, and only a 200 becomes a WebSocket. */
async function upgrade(
  fetch: ApiFetch,
  sockets: WebSocketServer,
  { request, socket, head }: Upgrade,
): Promise<void> {
  socket.on('error', () => undefined);
  if (request.headers['sec-websocket-protocol'] === tunnel.offered) {
    request.headers['sec-websocket-protocol'] = tunnel.asked;
    sockets.handleUpgrade(request, socket, head, (client) =>
      serveTunnel(fetch, client, request.url ?? '/'),
    );
    return;
  }
  const messages = createMessages();
  const response = await fetch(
    new Request(`http://kubernetes${request.url}`, {
      headers: {
        upgrade: 'websocket',
        'sec-websocket-protocol': String(request.headers['sec-websocket-protocol']),
      },
    }),
    messages.stream,
  );
  if (!response.ok || !response.body) {
    const body = await response.text();
    socket.end(
      `HTTP/1.1 ${response.status} ${response.statusText || 'Error'}\r\ncontent-type: application/json\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
    return;
  }
  const { body } = response;
  sockets.handleUpgrade(request, socket, head, (client) => void relay(client, messages, body));
}

async function relay(
  client: WebSocket,
  messages: Messages,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  client.on('message', (data) => messages.push(toBytes(data)));
  client.on('close', () => messages.end());
  const reader = body.getReader();
  client.on('close', () => void reader.cancel().catch(() => undefined));
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read())
    client.send(chunk.value);
  client.close(1000);
}

function toBytes(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
