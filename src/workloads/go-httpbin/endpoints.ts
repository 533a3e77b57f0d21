import { header, reasonPhrase, respond } from '#cluster/network/headers.ts';
import type { Headers, HttpRequest, Outcome } from '#cluster/network/http.ts';
import { later } from '#workloads/serving.ts';
import {
  fromBase64,
  canonical,
  clientIp,
  cookiesOf,
  parseQuery,
  splitPath,
} from '#workloads/url.ts';
import { headersOf, withBody, withoutBody, type Call } from './echo.ts';

type Endpoint = (call: Call, args: readonly string[]) => Outcome;

/** By the first word of the path; the number is how many more words the path has (or at most, where negative). */
const endpoints: Readonly<Record<string, readonly [words: number, endpoint: Endpoint]>> = {
  get: [0, (call) => json(withoutBody(call))],
  head: [0, (call) => json(withoutBody(call))],
  headers: [0, ({ request }) => json({ headers: headersOf(request) })],
  ip: [0, ({ request, connection }) => json({ origin: clientIp(request, connection) })],
  'user-agent': [0, ({ request }) => json({ 'user-agent': header(request, 'user-agent') ?? '' })],
  post: [0, (call) => json(withBody(call))],
  put: [0, (call) => json(withBody(call))],
  patch: [0, (call) => json(withBody(call))],
  delete: [0, (call) => json(withBody(call))],
  anything: [-99, (call) => json(withBody(call))],
  status: [1, (call, [codes = '']) => status(call, codes)],
  delay: [1, (call, [seconds = '']) => delay(call, seconds)],
  uuid: [0, ({ container }) => json({ uuid: container.random.uuid() })],
  hostname: [0, ({ container }) => json({ hostname: container.network.host })],
  cookies: [-1, (call, [verb]) => cookies(call, verb)],
  redirect: [1, (_, [count = '']) => redirect(Number(count))],
  'relative-redirect': [1, (_, [count = '']) => redirect(Number(count))],
  'redirect-to': [0, ({ request }) => redirectTo(request)],
  'response-headers': [0, ({ request }) => responseHeaders(request)],
  'basic-auth': [
    2,
    ({ request }, [user = '', password = '']) => basicAuth(request, user, password),
  ],
  bearer: [0, ({ request }) => bearer(request)],
  unstable: [0, (call) => unstable(call)],
  bytes: [
    1,
    (_, [count = '']) =>
      respond(
        200,
        [['Content-Type', 'application/octet-stream']],
        '\0'.repeat(Math.max(0, Math.min(Number.parseInt(count, 10) || 0, 102_400))),
      ),
  ],
  base64: [-2, (_, words) => plain(200, fromBase64(words.at(-1) ?? ''))],
};

const onlyMethod: Readonly<Record<string, string>> = {
  get: 'GET',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
};

/** What its routes answer, middleware aside. */
export function answer(call: Call): Outcome {
  const { path } = splitPath(call.request.path);
  const [, name = '', ...args] = path.split('/');
  const { method } = call.request;
  const [words, endpoint] = (Object.hasOwn(endpoints, name) ? endpoints[name] : undefined) ?? [];
  if (!endpoint || words === undefined) return error(404);
  if (words >= 0 ? args.length !== words : args.length > -words) return error(404);
  const only = Object.hasOwn(onlyMethod, name) ? onlyMethod[name] : undefined;
  const isAllowed =
    only === undefined ||
    only === method ||
    method === 'OPTIONS' ||
    (only === 'GET' && method === 'HEAD');
  if (!isAllowed) {
    return respond(
      405,
      [
        ['Allow', only === 'GET' ? 'GET, HEAD' : only],
        textType,
        ['X-Content-Type-Options', 'nosniff'],
      ],
      'Method Not Allowed\n',
    );
  }
  return method === 'OPTIONS' ? preflight() : endpoint(call, args);
}

const jsonType = ['Content-Type', 'application/json; charset=utf-8'] as const;
const textType = ['Content-Type', 'text/plain; charset=utf-8'] as const;

function json(value: unknown, code = 200, headers: Headers = []): Outcome {
  return respond(code, [...headers, jsonType], `${JSON.stringify(value, undefined, 2)}\n`);
}

function plain(code: number, body: string, headers: Headers = []): Outcome {
  return respond(code, [...headers, textType], body);
}

function error(code: number, detail?: string): Outcome {
  return json(
    { status_code: code, error: reasonPhrase(code), ...(detail !== undefined && { detail }) },
    code,
  );
}

const special: Readonly<Record<number, readonly [body: string, ...headers: Headers]>> = {
  300: ['', ['Location', '/image/jpeg']],
  301: ['', ['Location', '/redirect/1']],
  302: ['', ['Location', '/redirect/1']],
  303: ['', ['Location', '/redirect/1']],
  305: ['', ['Location', '/redirect/1']],
  307: ['', ['Location', '/redirect/1']],
  308: ['', ['Location', '/image/jpeg']],
  401: ['', ['Www-Authenticate', 'Basic realm="Fake Realm"']],
  407: ['', ['Proxy-Authenticate', 'Basic realm="Fake Realm"']],
  418: ["I'm a teapot!", ['X-More-Info', 'http://tools.ietf.org/html/rfc2324']],
};

function status({ container }: Call, codes: string): Outcome {
  const choices = codes.split(',').map((choice) => choice.split(':'));
  const weights = choices.map(([, weight]) => Number(weight ?? 1));
  let at = container.random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = choices.find((_, index) => (at -= weights[index] ?? 0) < 0)?.[0] ?? codes;
  if (!/^-?\d+$/.test(chosen)) {
    return error(
      400,
      `invalid status code: ${JSON.stringify(chosen)}: strconv.Atoi: parsing ${JSON.stringify(chosen)}: invalid syntax`,
    );
  }
  const code = Number(chosen);
  if (code < 100 || code > 599)
    return error(400, `invalid status code: ${code} not in range [100, 599]`);
  const [body, ...headers] = special[code] ?? [''];
  return plain(code, body, headers);
}

/** Seconds, or a Go duration; ten seconds at most, as it is configured when nothing is. */
function delay(call: Call, text: string): Outcome {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  if (amount === undefined) {
    return error(
      400,
      `invalid duration: strconv.ParseFloat: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const ms = Number(amount) * (units[unit] ?? 1000);
  if (ms > 10_000)
    return error(400, `invalid duration: duration ${goDuration(ms)} longer than 10s`);
  return later(json(withBody(call)), ms);
}

function goDuration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return `${minutes > 0 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`;
}

function cookies({ request }: Call, verb: string | undefined): Outcome {
  if (verb === undefined)
    return json(
      Object.fromEntries([...cookiesOf(request)].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    );
  if (verb !== 'set' && verb !== 'delete') return error(404);
  const end = verb === 'delete' ? '; Max-Age=0; HttpOnly' : '; HttpOnly';
  const set = [...parseQuery(splitPath(request.path).query)].map(
    ([name, [value = '']]) => ['Set-Cookie', `${name}=${value}${end}`] as const,
  );
  return respond(302, [['Location', '/cookies'], ...set], '');
}

function redirect(count: number): Outcome {
  if (Number.isNaN(count)) return error(400, 'invalid redirect count');
  if (count < 1) return error(400, 'redirect count must be > 0');
  return respond(302, [['Location', count === 1 ? '/get' : `/relative-redirect/${count - 1}`]], '');
}

function redirectTo(request: HttpRequest): Outcome {
  const query = parseQuery(splitPath(request.path).query);
  const to = query.get('url')?.[0];
  if (to === undefined) return error(400, 'missing required query parameter: url');
  return respond(Number(query.get('status_code')?.[0] ?? 302), [['Location', to]], '');
}

function responseHeaders(request: HttpRequest): Outcome {
  const query = parseQuery(splitPath(request.path).query);
  const headers = [...query].flatMap(([name, values]) =>
    values.map((value) => [canonical(name), value] as const),
  );
  return json(Object.fromEntries(query), 200, headers);
}

function basicAuth(request: HttpRequest, user: string, password: string): Outcome {
  const given = /^Basic (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  const [givenUser = '', givenPassword = ''] =
    given === undefined ? [] : fromBase64(given).split(':');
  const authorized = givenUser === user && givenPassword === password;
  const headers: Headers = authorized ? [] : [['Www-Authenticate', 'Basic realm="Fake Realm"']];
  return json({ authorized, user: givenUser }, authorized ? 200 : 401, headers);
}

function bearer(request: HttpRequest): Outcome {
  const token = /^Bearer (\S+)$/.exec(header(request, 'authorization') ?? '')?.[1];
  if (token === undefined) return respond(401, [['Www-Authenticate', 'Bearer']], '');
  return json({ authenticated: true, token });
}

function unstable({ request, container }: Call): Outcome {
  const rate = Number(parseQuery(splitPath(request.path).query).get('failure_rate')?.[0] ?? 0.5);
  return plain(container.random.next() < rate ? 500 : 200, '');
}

function preflight(): Outcome {
  return respond(
    200,
    [
      ['Access-Control-Allow-Methods', 'GET, POST, HEAD, PUT, DELETE, PATCH, OPTIONS'],
      ['Access-Control-Max-Age', '3600'],
    ],
    '',
  );
}
