import type { Image } from '#cluster/kubelet/image.ts';
import { byteLength, header, httpDate, respond } from '#cluster/network/headers.ts';
import type { Headers, HttpRequest, Outcome } from '#cluster/network/http.ts';
import { get, parseTarget, type Call } from '#workloads/calling.ts';
import { debianPrograms } from '#workloads/programs.ts';
import { logLater, serve, workMs } from '#workloads/serving.ts';
import { parseJson, parseQuery, splitPath } from '#workloads/url.ts';
import { forwarded } from './forwarding.ts';
import { products, renderPage, type Reviews } from './page.ts';
import { readSession, sessionCookie } from './session.ts';

/** samples/bookinfo/src/productpage/productpage.py, behind gunicorn. */
export const productpage: Image = {
  name: 'docker.io/istio/examples-bookinfo-productpage-v1',
  command: [
    'gunicorn',
    '-b',
    '[::]:9080',
    'productpage:app',
    '-w',
    '8',
    '--keep-alive',
    '2',
    '-k',
    'gevent',
  ],
  programs: [...debianPrograms, 'python', 'python3', 'gunicorn'],
  size: 68,
  start: (argv, container) => {
    if (argv[0] !== 'gunicorn') return undefined;
    const server = (request: HttpRequest, connection: Call['connection']): Outcome => {
      const call = { container, connection, spent: workMs(container, 3, 6) };
      const { status, type, body, headers = [] } = answer(call, request);
      return respond(
        status,
        [
          ['Server', 'gunicorn'],
          ['Date', httpDate(connection.time + call.spent)],
          ['Connection', 'keep-alive'],
          ['Content-Type', type],
          ['Content-Length', String(byteLength(body))],
          ...headers,
        ],
        body,
        Math.round(call.spent * 1000) / 1000,
      );
    };
    return serve(container, [{ port: 9080, server }], { onTerminate: { code: 0, afterMs: 40 } });
  },
};

interface Answer {
  status: number;
  type: string;
  body: string;
  headers?: Headers;
}

const html = 'text/html; charset=utf-8';
const varied: Headers = [['Vary', 'Cookie']];

/** Adds to `call.spent` what the other services take. */
function answer(call: Call, request: HttpRequest): Answer {
  const { path } = splitPath(request.path);
  if (path === '/health') return { status: 200, type: html, body: 'Product page is healthy' };
  if (path === '/productpage') return front(call, request);
  if (path === '/login') return request.method === 'POST' ? login(call, request) : methodNotAllowed;
  if (path === '/logout')
    return back(request, [
      ['Set-Cookie', 'session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/'],
    ]);
  const [, id, part] = /^\/api\/v1\/products(?:\/(\d+)(?:\/(reviews|ratings))?)?$/.exec(path) ?? [];
  if (path === '/api/v1/products') return json(200, products);
  if (id === undefined) return notFound;
  const { status, value } = fetchPart(call, request, part ?? 'details', id);
  return json(status, value);
}

function front(call: Call, request: HttpRequest): Answer {
  const user = readSession(request);
  const details = fetchPart(call, request, 'details', '0');
  const reviews = fetchPart(call, request, 'reviews', '0');
  const body = renderPage({
    user,
    detailsStatus: details.status,
    details: details.value as Record<string, string>,
    reviewsStatus: reviews.status,
    reviews: reviews.value as Reviews,
  });
  return { status: 200, type: html, body, headers: varied };
}

/** One of the three services, with its time limit of 3 s; reviews gets two tries, on purpose. */
function fetchPart(
  call: Call,
  request: HttpRequest,
  part: string,
  id: string,
): { status: number; value: unknown } {
  const { env } = call.container;
  const domain = env.get('SERVICES_DOMAIN');
  const host = `${env.get(`${part.toUpperCase()}_HOSTNAME`) ?? part}${domain === undefined ? '' : `.${domain}`}`;
  const url = `http://${host}:9080/${part}/${id}`;
  const user = readSession(request);
  const headers: Headers = [
    ...(user === undefined ? [] : [['end-user', user] as const]),
    ...forwarded(request, ['user-agent', 'cookie', 'authorization', 'jwt']),
  ];
  let status = 500;
  for (let tries = part === 'reviews' ? 2 : 1; tries > 0; tries -= 1) {
    const outcome = get(call, url, headers, 3000);
    call.spent += outcome.elapsed;
    status = outcome.type === 'response' ? outcome.response.status : 500;
    if (outcome.type === 'response') logCall(call, url, outcome);
    const value =
      outcome.type === 'response' && status === 200 ? parseJson(outcome.response.body) : undefined;
    if (typeof value === 'object' && value !== null) return { status, value };
    if (status === 200) status = 500;
  }
  return {
    status,
    value: { error: `Sorry, product ${part} are currently unavailable for this book.` },
  };
}

function logCall(
  { container, connection, spent }: Call,
  url: string,
  { response }: Outcome & { type: 'response' },
): void {
  const { host, port, path } = parseTarget(url);
  const length = header(response, 'content-length') ?? 'None';
  logLater(
    container,
    connection.time + spent,
    `DEBUG:urllib3.connectionpool:http://${host}:${port} "GET ${path} HTTP/1.1" ${response.status} ${length}`,
  );
}

function login({ connection }: Call, request: HttpRequest): Answer {
  const form = parseQuery(request.body);
  const query = parseQuery(splitPath(request.path).query);
  const user = form.get('username')?.[0] ?? query.get('username')?.[0] ?? '';
  return back(request, [
    ...varied,
    ['Set-Cookie', `session=${sessionCookie(user, connection.time)}; HttpOnly; Path=/`],
  ]);
}

/** To the page one came from: Flask fails where there was none. */
function back(request: HttpRequest, headers: Headers): Answer {
  const from = header(request, 'referer');
  if (from === undefined) return serverError;
  const body = `<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target URL: <a href="${from}">${from}</a>. If not, click the link.\n`;
  return { status: 302, type: html, body, headers: [['Location', from], ...headers] };
}

function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: pythonJson(value) };
}

/** json.dumps: blanks after `,` and `:`, and ASCII. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${pythonJson(each)}`)
    .join(', ')}}`;
}

function errorPage(status: number, title: string, text: string): Answer {
  return {
    status,
    type: html,
    body: `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`,
  };
}

const notFound = errorPage(
  404,
  'Not Found',
  'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
);
const methodNotAllowed = errorPage(
  405,
  'Method Not Allowed',
  'The method is not allowed for the requested URL.',
);
const serverError = errorPage(
  500,
  'Internal Server Error',
  'The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.',
);
