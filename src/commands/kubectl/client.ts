import type { Status } from '#cluster/api/api.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import type { ApiFetch } from '#cluster/client.ts';
import type { Machine } from '#cluster/network/machine.ts';
import type { Process } from '#process/program.ts';
import { CommandError, StatusError, WholeMessage } from './errors.ts';
import { isRecord, textOf } from './json.ts';

/** Where the API server is and who asks: what a kubeconfig and the global flags say. */
export interface Connection {
  /** Without a slash at the end. */
  server: string;
  headers: Readonly<Record<string, string>>;
  /** How long a request may take, its answer's body included; for ever when left out. */
  timeoutMs?: number;
}

export interface RequestOptions {
  /** Undefined values are left out; lists repeat the parameter. */
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** Sent as it is when it is text, else as JSON. */
  body?: unknown;
  contentType?: string;
  accept?: string;
  /** The client's half of an upgraded connection; see `ApiFetch`. */
  upstream?: AsyncIterable<Uint8Array>;
}

export interface ClientParts {
  fetch: ApiFetch;
  /** Where that API is; undefined where every address leads to it. */
  apiServer?: string | undefined;
  serve?: Machine['serve'] | undefined;
  connection: Connection;
  process: Process;
  warn: (text: string) => void;
}

/** The API over HTTP. Refusals throw a StatusError; a server out of reach, a CommandError with kubectl's text. */
export class Client {
  readonly #parts: ClientParts;

  constructor(parts: ClientParts) {
    this.#parts = parts;
  }

  get server(): string {
    return this.#parts.connection.server;
  }

  get timeoutMs(): number {
    return this.#parts.connection.timeoutMs ?? 0;
  }

  /** For caches: the same function is the same cluster. */
  get fetch(): ApiFetch {
    return this.#parts.fetch;
  }

  /** An object, a list or a Status. */
  async json(method: string, path: string, options: RequestOptions = {}): Promise<JsonObject> {
    return parseObject(await this.text(method, path, options));
  }

  async text(method: string, path: string, options: RequestOptions = {}): Promise<string> {
    const response = await this.open(method, path, options);
    return await this.#parts.process.time.hold(response.text());
  }

  /** One JSON document a line, for as long as the server sends: watch. Ends in silence when the process is stopped. */
  async *watch(path: string, options: RequestOptions = {}): AsyncGenerator<JsonObject> {
    const response = await this.open('GET', path, {
      ...options,
      query: { ...options.query, watch: true },
    });
    let text = '';
    for await (const chunk of this.chunks(response)) {
      text += chunk;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        if (line.trim() !== '') yield parseObject(line);
      }
    }
  }

  /** A body as it comes, decoded: logs. */
  async *chunks(response: Response): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    for await (const chunk of this.bytes(response)) yield decoder.decode(chunk, { stream: true });
    const last = decoder.decode();
    if (last !== '') yield last;
  }

  /** A body as it comes; stops when the process is stopped. */
  async *bytes(response: Response): AsyncGenerator<Uint8Array> {
    if (response.body === null) return;
    const { signal } = this.#parts.process;
    const reader = response.body.getReader();
    const stop = () => {
      reader.cancel().catch(() => undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done || signal.aborted) return;
        yield value;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      await reader.cancel().catch(() => undefined);
    }
  }

  /** The response, its headers there and its body still to be read. Warnings go to standard error. */
  async open(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    const { process, connection, apiServer } = this.#parts;
    if (connection.server !== apiServer) {
      const { checkServer } = await process.time.hold(import('./server-address.ts'));
      checkServer(this.#parts, { method, path, options });
    }
    const fetch = await this.#fetchFor(options);
    const request = this.#request(method, path, options);
    let response: Response;
    try {
      response = await fetch(request, options.upstream);
    } catch (error) {
      process.signal.throwIfAborted();
      throw new WholeMessage(
        `Unable to connect to the server: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    this.#tellWarnings(response);
    if (response.status < 400) return response;
    throw statusError(response, await process.time.hold(response.text()), { method, path });
  }

  /** What stays open is cut by no deadline. */
  async #fetchFor({ upstream, query }: RequestOptions): Promise<ApiFetch> {
    const { fetch, process } = this.#parts;
    if (this.timeoutMs <= 0 || upstream !== undefined) return fetch;
    const { bounded } = await process.time.hold(import('./request-timeout.ts'));
    return bounded(fetch, process, { ms: this.timeoutMs, isWatch: query?.['watch'] === true });
  }

  #request(method: string, path: string, options: RequestOptions): Request {
    const { connection, process } = this.#parts;
    const headers = headersOf(connection);
    headers.set('Accept', options.accept ?? 'application/json');
    headers.set('User-Agent', 'kubectl/v1.35.2');
    const { body } = options;
    if (body !== undefined) headers.set('Content-Type', options.contentType ?? 'application/json');
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    return new Request(`${connection.server}${path}${queryOf(options)}`, {
      method,
      headers,
      signal: process.signal,
      ...(body === undefined ? {} : { body: sent }),
    });
  }

  #tellWarnings(response: Response): void {
    const header = response.headers.get('Warning');
    for (const [, text = ''] of header?.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g) ?? [])
      this.#parts.warn(text.replaceAll(/\\(.)/g, '$1'));
  }
}

/** Go's client refuses control characters, and sends the rest as it is. */
function headersOf({ headers }: Connection): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (Array.from(value).some((char) => (char < ' ' && char !== '\t') || char === '\u007f'))
      throw new WholeMessage(
        `Unable to connect to the server: net/http: invalid header field value for "${name}"`,
      );
    sent.set(name, inBytes(value));
  }
  return sent;
}

/** A text as headers carry it: a character for each byte of its UTF-8. */
export function inBytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

export function queryOf({ query = {} }: RequestOptions): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? value.map(String) : [String(value)])
      pairs.append(name, one);
  }
  const text = pairs.toString();
  return text === '' ? '' : `?${text}`;
}

export function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) throw new CommandError('the server did not answer with an object');
  return value;
}

function statusError(
  response: Response,
  body: string,
  { method, path }: { method: string; path: string },
): StatusError {
  if (body.startsWith('{')) {
    const status = parseObject(body);
    if (status['kind'] === 'Status') return new StatusError(asStatus(status, response.status));
  }
  const message =
    response.status === 404
      ? `the server could not find the requested resource${about(method, path)}`
      : `an error on the server (${JSON.stringify(body)}) has prevented the request from succeeding (${method.toLowerCase()} ${path.slice(1)})`;
  const reason = response.status === 404 ? 'NotFound' : 'InternalError';
  return new StatusError(asStatus({ message, reason }, response.status));
}

/** NewGenericServerResponse of apimachinery: what was asked for, where its group is not served. */
function about(method: string, path: string): string {
  const [, group = '', resource = '', name = ''] =
    /^\/api(?:s\/([^/]+))?\/[^/]*(?:\/namespaces\/[^/]+)?\/([^/]+)(\/[^/]+)?/.exec(path) ?? [];
  const kind = group === '' ? resource : `${resource}.${group}`;
  const target = `${method.toLowerCase()} ${kind}${name.replace('/', ' ')}`;
  return resource === '' ? '' : ` (${target})`;
}

function asStatus(body: JsonObject, code: number): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    message: textOf(body['message'] ?? ''),
    reason: textOf(body['reason'] ?? ''),
    ...(isRecord(body['details']) ? { details: body['details'] } : {}),
  };
}
