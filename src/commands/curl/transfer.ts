import { byteLength, header, headerNames } from '#cluster/network/headers.ts';
import type { HttpResponse } from '#cluster/network/http.ts';
import { statusLine } from '#cluster/network/wire.ts';
import type { Connections, Surroundings } from './connection.ts';
import type { Jar } from './cookies.ts';
import { CurlError } from './errors.ts';
import { methodOf, prepare, type Draft } from './request.ts';
import { parseUrl, renderUrl, resolveLocation, type Url } from './urls.ts';

/** Everything there is to say of one transfer, redirections included. */
export interface Transfer {
  url: Url;
  response: HttpResponse;
  /** Headers of every response, as they came: for `-i` and `-D`. */
  heads: readonly string[];
  redirects: number;
  /** Where `-L` would have gone. */
  redirectUrl: string;
  method: string;
  ip: string;
  localIp: string;
  localPort: number;
  sent: { headers: number; body: number };
  received: { headers: number };
  /** Milliseconds. */
  times: {
    name: number;
    connect: number;
    secure: number;
    first: number;
    total: number;
    redirect: number;
  };
}

/** What the world outside serves, by URL: at once, or once it is loaded. */
export interface Pages {
  get: (url: string) => string | Promise<string> | undefined;
}

export interface TransferOptions {
  body: string | undefined;
  jar: Jar | undefined;
  cookies: string | undefined;
  connections: Connections;
  /** Pages of the outside world that are known, by URL. */
  pages: Pages;
}

/** One URL to its last response; throws a `CurlError`. */
export async function transfer(
  around: Surroundings,
  text: string,
  options: TransferOptions,
): Promise<Transfer> {
  const { config, trace } = around;
  const follow = config.flags.has('location') || config.flags.has('location-trusted');
  const allowed = protocolFilter(config.values.get('proto'));
  let url = parseUrl(text, allowed);
  let draft: Draft = draftOf(around, url, options.body);
  if (config.flags.has('get') && options.body !== undefined) url = withQuery(url, options.body);
  const first = url;
  const heads: string[] = [];
  const total = { name: 0, connect: 0, secure: 0, first: 0, total: 0, redirect: 0 };
  for (let redirects = 0; ; redirects += 1) {
    const limitMs = timeLeft(config.values.get('max-time'), total.total);
    const hop = await performHop(
      around,
      { url, draft, isElsewhere: url.host !== first.host || url.port !== first.port, limitMs },
      options,
    );
    heads.push(hop.head);
    const location = isRedirect(hop.response.status) ? header(hop.response, 'location') : undefined;
    const redirectUrl = location === undefined ? '' : resolveLocation(url, location);
    total.redirect = total.total;
    total.name = total.total + hop.times.name;
    total.connect = total.total + hop.times.connect;
    total.secure = hop.times.secure > 0 ? total.total + hop.times.secure : 0;
    total.first = total.total + hop.times.total - 0.05;
    total.total += hop.times.total;
    if (!follow || redirectUrl === '') {
      if (redirects === 0) total.redirect = 0;
      return {
        ...hop,
        url,
        heads,
        redirects,
        redirectUrl,
        method: draft.method,
        times: total,
        received: { headers: byteLength(heads.join('')) },
      };
    }
    const max = Number(config.values.get('max-redirs') ?? 50);
    if (redirects >= max) throw new CurlError(47, `Maximum (${max}) redirects followed`);
    await trace.info(`Issue another request to this URL: '${redirectUrl}'`);
    url = parseUrl(redirectUrl, allowed);
    draft = await afterRedirect(around, draft, hop.response.status);
  }
}

interface Hop extends Omit<
  Transfer,
  'url' | 'heads' | 'redirects' | 'redirectUrl' | 'method' | 'times' | 'received'
> {
  head: string;
  times: { name: number; connect: number; secure: number; total: number };
}

interface HopRequest {
  url: Url;
  draft: Draft;
  /** Not the host that credentials were given for. */
  isElsewhere: boolean;
  limitMs: number | undefined;
}

async function performHop(
  around: Surroundings,
  { url, draft, isElsewhere, limitMs }: HopRequest,
  options: TransferOptions,
): Promise<Hop> {
  const { config, trace, client } = around;
  const found =
    options.pages.get(renderUrl(url)) ?? options.pages.get(renderUrl(url).replace(/\/$/, ''));
  const page = await around.process.time.hold(Promise.resolve(found));
  if (page !== undefined) return knownPage(page);
  const jarred = options.jar?.header(url);
  const cookie = [jarred, options.cookies].filter((each) => each !== undefined).join('; ');
  const own =
    isElsewhere && !config.flags.has('location-trusted') ? withoutCredentials(config) : config;
  let lines: readonly string[] = [];
  const build = (protocol: 'HTTP/1.1' | 'HTTP/2' | 'TCP') => {
    const prepared = prepare(own, url, draft, {
      protocol,
      cookie: cookie === '' ? undefined : cookie,
    });
    ({ lines } = prepared);
    return {
      request: prepared.request,
      announce: () => announce(around, prepared.lines, draft.body),
    };
  };
  const { outcome, times, ip } = await options.connections.exchange(url, build, limitMs);
  const { response } = outcome;
  const head = [statusLine(response), ...headerNames(response).map((pair) => pair.join(': '))];
  await trace.headers('<', head);
  for (const [name, value] of response.headers) {
    if (name.toLowerCase() === 'set-cookie') options.jar?.add(url, value);
  }
  const bytes = draft.method === 'HEAD' ? 0 : byteLength(response.body);
  const fails = config.flags.has('fail') && response.status >= 400;
  if (!fails) await trace.data('{', bytes);
  const isKept = header(response, 'connection')?.toLowerCase() !== 'close' && !fails;
  options.connections.finish(url, isKept);
  if (!fails)
    await trace.info(
      isKept
        ? `Connection #${trace.number} to host ${authorityWithPort(url)} left intact`
        : `shutting down connection #${trace.number}`,
    );
  return {
    response,
    head: `${head.join('\r\n')}\r\n\r\n`,
    ip,
    localIp: ip.startsWith('127.') ? ip : client.ip,
    localPort: outcome.via?.source.port ?? 0,
    sent: {
      headers: byteLength(`${lines.join('\r\n')}\r\n\r\n`),
      body: byteLength(draft.body ?? ''),
    },
    times: { ...times, total: outcome.elapsed },
  };
}

async function announce(
  { trace }: Surroundings,
  lines: readonly string[],
  body: string | undefined,
): Promise<void> {
  await trace.headers('>', lines);
  if (body === undefined || body === '') return trace.info('Request completely sent off');
  await trace.data('}', byteLength(body));
  await trace.info(`upload completely sent off: ${byteLength(body)} bytes`);
}

function authorityWithPort({ host, port }: Url): string {
  return `${host}:${port}`;
}

function draftOf({ config }: Surroundings, url: Url, body: string | undefined): Draft {
  void url;
  const method = methodOf(config, body);
  return { method, body: config.flags.has('get') ? undefined : body };
}

/** `-G`: the data goes into the query. */
function withQuery(url: Url, data: string): Url {
  return { ...url, path: `${url.path}${url.path.includes('?') ? '&' : '?'}${data}` };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** 301, 302 and 303 turn a POST into a GET, unless `-X` says otherwise. */
async function afterRedirect(
  { config, trace }: Surroundings,
  draft: Draft,
  status: number,
): Promise<Draft> {
  if (status > 303 || draft.body === undefined) return draft;
  if (config.values.has('request')) return { ...draft, body: undefined };
  if (draft.method === 'POST') await trace.info('Switch from POST to GET');
  return {
    method: draft.method === 'POST' || status === 303 ? 'GET' : draft.method,
    body: undefined,
  };
}

function withoutCredentials(config: Surroundings['config']): Surroundings['config'] {
  const values = new Map(config.values);
  for (const name of ['user', 'oauth2-bearer']) values.delete(name);
  const headers = config.headers.filter((line) => !/^(authorization|cookie)\s*:/i.test(line));
  return { ...config, values, headers };
}

function timeLeft(maxTime: string | undefined, spent: number): number | undefined {
  return maxTime === undefined || Number(maxTime) === 0
    ? undefined
    : Math.max(1, Number(maxTime) * 1000 - spent);
}

/** `--proto =https`: what is not allowed is refused before anything is done. */
function protocolFilter(rule: string | undefined): (scheme: string) => boolean {
  if (rule === undefined) return () => true;
  const words = rule.split(',');
  const isExact = words.some((word) => word.startsWith('='));
  return (scheme) => {
    let isAllowed = !isExact;
    for (const word of words) {
      const [, sign = '+', name = ''] = /^([=+-]?)(.*)$/.exec(word) ?? [];
      if (name === scheme || name === 'all') isAllowed = sign !== '-';
    }
    return isAllowed;
  };
}

/** What the course keeps of the outside world answers at once. */
function knownPage(body: string): Hop {
  const response: HttpResponse = {
    status: 200,
    headers: [
      ['content-type', 'text/plain; charset=utf-8'],
      ['content-length', String(byteLength(body))],
    ],
    body,
    protocol: 'HTTP/2',
  };
  const head = [statusLine(response), ...response.headers.map((pair) => pair.join(': '))];
  return {
    response,
    head: `${head.join('\r\n')}\r\n\r\n`,
    ip: '',
    localIp: '',
    localPort: 0,
    sent: { headers: 0, body: 0 },
    times: { name: 5, connect: 20, secure: 45, total: 90 },
  };
}
