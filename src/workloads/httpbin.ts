import type { Container, Image } from '#cluster/kubelet/image.ts';
import { byteLength, header, httpDate, respond } from '#cluster/network/headers.ts';
import type { Connection, Headers, HttpRequest, Outcome } from '#cluster/network/http.ts';
import { debianPrograms } from './programs.ts';
import { later, serve, workMs } from './serving.ts';
import { canonical, clientIp, parseJson, parseQuery, splitPath } from './url.ts';

/** kennethreitz/httpbin, the elder of go-httpbin: header values are strings, keys are sorted. */
export const httpbin: Image = {
  name: 'docker.io/kennethreitz/httpbin',
  command: ['gunicorn', '-b', '0.0.0.0:80', 'httpbin:app', '-k', 'gevent'],
  programs: [...debianPrograms, 'python3', 'gunicorn'],
  size: 206,
  start: (argv, container) => {
    if (argv[0] !== 'gunicorn') return undefined;
    const bound = argv[argv.findIndex((word) => word === '-b' || word === '--bind') + 1] ?? '';
    const port = Number(/:(\d+)$/.exec(bound)?.[1] ?? 80);
    const server = (request: HttpRequest, connection: Connection): Outcome => {
      const { status, value, waitMs = 0, headers = [] } = answer(container, request, connection);
      const body = value === undefined ? '' : pretty(value);
      const took = workMs(container, 1, 2);
      const type = value === undefined ? 'text/html; charset=utf-8' : 'application/json';
      const all: Headers = [
        ['Server', 'gunicorn/19.9.0'],
        ['Date', httpDate(connection.time + took + waitMs)],
        ['Connection', 'keep-alive'],
        ['Content-Type', type],
        ...headers,
        ['Content-Length', String(byteLength(body))],
        ['Access-Control-Allow-Origin', '*'],
        ['Access-Control-Allow-Credentials', 'true'],
      ];
      return later(respond(status, all, body), took + waitMs);
    };
    return serve(container, [{ port, server }], { onTerminate: { code: 0 } });
  },
};

interface Answer {
  status: number;
  value?: object;
  waitMs?: number;
  headers?: Headers;
}

function answer(container: Container, request: HttpRequest, connection: Connection): Answer {
  const { path } = splitPath(request.path);
  const [, name = '', arg = ''] = path.split('/');
  const basic = {
    args: argsOf(splitPath(request.path).query),
    headers: headersOf(request),
    origin: clientIp(request, connection),
    url: urlOf(request),
  };
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const methods: Readonly<Record<string, string>> = {
    get: 'GET',
    post: 'POST',
    put: 'PUT',
    patch: 'PATCH',
    delete: 'DELETE',
  };
  const only = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (only !== undefined && only !== method) return { status: 405 };
  if (name === 'get') return { status: 200, value: basic };
  if (only !== undefined) return { status: 200, value: { ...basic, ...bodyOf(request) } };
  if (name === 'anything')
    return { status: 200, value: { ...basic, ...bodyOf(request), method: request.method } };
  if (name === 'headers') return { status: 200, value: { headers: basic.headers } };
  if (name === 'ip') return { status: 200, value: { origin: basic.origin } };
  if (name === 'user-agent')
    return { status: 200, value: { 'user-agent': header(request, 'user-agent') ?? null } };
  if (name === 'uuid') return { status: 200, value: { uuid: container.random.uuid() } };
  if (name === 'status' && /^\d{3}$/.test(arg)) return statusOf(Number(arg));
  if (name === 'delay' && /^\d+(\.\d+)?$/.test(arg)) {
    return {
      status: 200,
      value: { ...basic, ...bodyOf(request) },
      waitMs: Math.min(Number(arg), 10) * 1000,
    };
  }
  return { status: 404 };
}

function statusOf(status: number): Answer {
  if (status >= 301 && status <= 307 && status !== 304 && status !== 306) {
    return { status, headers: [['location', '/redirect/1']] };
  }
  return status === 401
    ? { status, headers: [['WWW-Authenticate', 'Basic realm="Fake Realm"']] }
    : { status };
}

function bodyOf(request: HttpRequest): object {
  const isForm =
    header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true;
  return {
    data: isForm ? '' : request.body,
    files: {},
    form: isForm ? argsOf(request.body) : {},
    json: isForm ? null : (parseJson(request.body) ?? null),
  };
}

/** One value as it is, several as a list. */
function argsOf(query: string): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    [...parseQuery(query)].map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : values,
    ]),
  );
}

function headersOf(request: HttpRequest): Record<string, string> {
  const all: Headers = [...request.headers, ['host', request.authority]];
  return Object.fromEntries(all.map(([name, value]) => [canonical(name), value]));
}

function urlOf(request: HttpRequest): string {
  return `${header(request, 'x-forwarded-proto') ?? 'http'}://${request.authority}${request.path}`;
}

/** As Flask's jsonify: sorted keys, and a blank after each comma. */
function pretty(value: object): string {
  return `${JSON.stringify(sorted(value), undefined, 2).replaceAll(',\n', ', \n')}\n`;
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
