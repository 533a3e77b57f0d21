import { byteLength, httpDate } from '#cluster/network/headers.ts';
import type { Connection, HttpRequest, HttpResponse, Outcome } from '#cluster/network/http.ts';
import { isLoopback } from '#cluster/network/place.ts';
import type { ProxyLog } from './log.ts';
import type { Lines } from './metrics-text.ts';

/** What the admin server tells and does. */
interface AdminParts {
  readonly log: ProxyLog;
  readonly env: ReadonlyMap<string, string>;
  readonly isReady: () => boolean;
  readonly isShutdownEnabled: boolean;
  readonly metrics: () => Lines;
  readonly shutdown: () => void;
}

/** Port 4191 (linkerd/app/admin/src/server.rs). */
export function answerAdmin(
  parts: AdminParts,
  request: HttpRequest,
  { destination, time }: Connection,
): Outcome {
  const [path = '', query] = request.path.split('?', 2);
  const isLocal = isLoopback(destination.ip);
  const {
    status,
    type,
    body,
    bytes = byteLength(body),
  } = route(parts, request, { path, query, isLocal });
  const response: HttpResponse = {
    status,
    headers: [
      ...(type === undefined ? [] : [['content-type', type] as const]),
      ['content-length', String(bytes)],
      ['date', httpDate(time)],
    ],
    body,
    protocol: request.protocol,
  };
  return { type: 'response', response, elapsed: path === '/metrics' ? 0.8 : 0.1 };
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
  /** Of the body, where they are known. */
  readonly bytes?: number;
}

const text = (status: number, body: string): Answer => ({ status, type: 'text/plain', body });
const page = ({ text: body, bytes }: Lines): Answer => ({ ...text(200, body), bytes });
const notAllowed: Answer = { status: 405, body: '' };
const notFound: Answer = { status: 404, body: '' };
const forbidden = text(403, 'Requests are only permitted from localhost.');

interface Target {
  readonly path: string;
  readonly query: string | undefined;
  readonly isLocal: boolean;
}

function route(parts: AdminParts, { method, body }: HttpRequest, target: Target): Answer {
  const { log } = parts;
  switch (target.path) {
    case '/live':
      return text(200, 'live\n');
    case '/ready':
      return parts.isReady() ? text(200, 'ready\n') : { status: 503, body: 'not ready\n' };
    case '/metrics':
      return page(parts.metrics());
    case '/proxy-log-level':
      if (!target.isLocal) return forbidden;
      if (method === 'GET') return { status: 200, body: log.filter() };
      if (method !== 'PUT') return notAllowed;
      log.setFilter(body.trim());
      return { status: 204, body: '' };
    case '/env.json':
      return method === 'GET' ? environment(parts.env, target.query) : notAllowed;
    case '/shutdown':
      if (!parts.isShutdownEnabled) return notFound;
      if (method !== 'POST') return notAllowed;
      if (!target.isLocal) return forbidden;
      parts.shutdown();
      return text(200, 'shutdown\n');
    default:
      return notFound;
  }
}

function environment(env: ReadonlyMap<string, string>, query: string | undefined): Answer {
  if (query?.includes('=')) {
    const error = 'env.json query parameters may not contain key-value pairs';
    return { status: 400, type: 'application/json', body: JSON.stringify({ error }) };
  }
  const names = query === undefined ? [...env.keys()] : query.split('&');
  const values = Object.fromEntries(names.map((name) => [name, env.get(name) ?? null]));
  return { status: 200, type: 'application/json', body: JSON.stringify(values) };
}
