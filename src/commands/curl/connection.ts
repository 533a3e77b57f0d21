import type { Connection, Failure, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { Client } from '#cluster/network/machine.ts';
import type { ExchangeOptions } from '#cluster/network/stack.ts';
import { isLateAlert, type TlsPeer } from '#cluster/network/tls.ts';
import type { Process } from '#process/program.ts';
import { findAddress, type Found } from './addresses.ts';
import type { Config } from './config.ts';
import { failToConnect, isBeforeConnect, settle, sleep } from './outcomes.ts';
import type { Trace } from './trace.ts';
import type { Url } from './urls.ts';

/** What a transfer goes by. */
export interface Surroundings {
  config: Config;
  process: Process;
  client: Client;
  trace: Trace;
}

interface Attempt {
  outcome: Outcome & { type: 'response' };
  /** Milliseconds since the start. */
  times: { name: number; connect: number; secure: number };
  ip: string;
}

export interface Connections {
  exchange: (url: Url, build: Build, limitMs: number | undefined) => Promise<Attempt>;
  /** How many were opened. */
  count: () => number;
  /** The last one: kept for the next transfer, or not. */
  finish: (url: Url, isKept: boolean) => void;
}

interface Built {
  request: HttpRequest;
  /** Shown once the connection stands. */
  announce: () => Promise<void>;
}

interface Open {
  number: number;
  at: Found;
  via: Connection | undefined;
  tls: TlsPeer | undefined;
}

interface Pool {
  around: Surroundings;
  open: Map<string, Open>;
  count: number;
  /** What `--cert` presents, once it was read. */
  presented?: () => readonly string[];
}

type Build = (protocol: HttpRequest['protocol']) => Built;

interface Asked {
  url: Url;
  build: Build;
  limitMs: number | undefined;
}

/** Connections of one run of curl, kept by scheme, host and port as libcurl keeps them. */
export function createConnections(around: Surroundings): Connections {
  const pool: Pool = { around, open: new Map(), count: 0 };
  return {
    count: () => pool.count,
    exchange: async (url, build, limitMs) => {
      const kept = pool.open.get(keyOf(url));
      const asked = { url, build, limitMs };
      return (kept && (await reuse(pool, kept, asked))) ?? openNew(pool, asked);
    },
    finish: (url, isKept) => {
      if (!isKept) pool.open.delete(keyOf(url));
    },
  };
}

async function openNew(pool: Pool, { url, build, limitMs }: Asked): Promise<Attempt> {
  const { config, client, trace } = pool.around;
  const at = await findAddress(pool.around, url);
  const number = pool.count;
  pool.count += 1;
  trace.number = number;
  await trace.info(`  Trying ${at.shown.includes(':') ? `[${at.shown}]` : at.shown}:${at.port}...`);
  const connectMs = connectLimit(config, limitMs);
  await takeCertificate(pool, url);
  const tls = url.scheme === 'https' ? await secure(pool, url, at, connectMs) : undefined;
  const isH2 = tls?.alpn === 'h2' || config.flags.has('http2-prior-knowledge');
  const protocol = isH2 ? 'HTTP/2' : 'HTTP/1.1';
  const built = build(protocol);
  const outcome = await client.request(built.request, at, {
    ...hello(pool, url),
    ...limit(limitMs),
  });
  if (outcome.type === 'failure' && isBeforeConnect(outcome.failure)) {
    return failToConnect(pool.around, outcome, { url, at, connectMs });
  }
  const from = sourceOf(pool, outcome, at);
  await trace.info(
    `Established connection to ${url.host} (${at.shown} port ${at.port}) from ${from} `,
  );
  await trace.info(isH2 ? 'using HTTP/2' : 'using HTTP/1.x');
  await built.announce();
  const settled = await settle(pool.around, outcome, limitMs);
  pool.open.set(keyOf(url), { number, at, via: settled.via, tls });
  const { took } = at;
  const times = {
    name: took,
    connect: took + (settled.connected ?? 0),
    secure: tls ? took + (settled.secured ?? 0) : 0,
  };
  return { outcome: { ...settled, elapsed: settled.elapsed + took }, ip: at.shown, times };
}

/** A first exchange that says nothing: the connection, and the server's certificate. */
async function secure(
  pool: Pool,
  url: Url,
  at: Found,
  connectMs: number | undefined,
): Promise<TlsPeer | undefined> {
  const { around } = pool;
  const { config, process, client, trace } = around;
  let server: TlsPeer | undefined;
  const verify = (seen: TlsPeer): undefined => {
    server = seen;
  };
  const { tls } = hello(pool, url);
  const greeting = await client.request(empty, at, {
    ...(tls && { tls: { ...tls, verify } }),
    ...limit(connectMs),
  });
  if (greeting.type === 'failure' && isBeforeConnect(greeting.failure)) {
    return failToConnect(around, greeting, { url, at, connectMs });
  }
  await trace.handshakeStart(config);
  if (greeting.type === 'failure' && !isLate(greeting.failure))
    return failToConnect(around, greeting, { url, at, connectMs });
  await sleep(process, greeting.elapsed);
  const { checkServer } = await process.time.hold(import('./tls.ts'));
  const peer = greeting.type === 'failure' ? server : greeting.tls;
  await checkServer(around, url, peer);
  return peer;
}

/** With TLS 1.3 the handshake is over when the server judges the client's certificate: the request learns it. */
function isLate(failure: Failure): boolean {
  return failure.reason === 'tls' && isLateAlert(failure.detail);
}

/** On a connection that stands already; undefined where it does no more. */
async function reuse(
  pool: Pool,
  kept: Open,
  { url, build, limitMs }: Asked,
): Promise<Attempt | undefined> {
  const { around, open } = pool;
  const { client, trace } = around;
  trace.number = kept.number;
  const built = build(kept.tls?.alpn === 'h2' ? 'HTTP/2' : 'HTTP/1.1');
  const options = { ...hello(pool, url), via: kept.via, ...limit(limitMs) };
  const outcome = await client.request(built.request, kept.at, options);
  const isGone =
    outcome.type === 'failure' &&
    (isBeforeConnect(outcome.failure) || outcome.failure.reason === 'reset');
  if (isGone) return undefined;
  await trace.info(`Reusing existing ${url.scheme}: connection with host ${url.host}`);
  await built.announce();
  const settled = await settle(around, outcome, limitMs);
  open.set(keyOf(url), { ...kept, via: settled.via });
  return { outcome: settled, ip: kept.at.shown, times: { name: 0, connect: 0, secure: 0 } };
}

/** A server that this machine's own programs run tells no source port: any will do. */
function sourceOf({ around, count }: Pool, outcome: Outcome, { ip, shown }: Found): string {
  const source = outcome.type === 'response' ? outcome.via?.source : undefined;
  const here = ip.startsWith('127.') ? shown : around.client.ip;
  return `${here} port ${source?.port ?? 40_000 + 2 * count}`;
}

function keyOf({ scheme, host, port }: Url): string {
  return `${scheme}://${host}:${port}`;
}

const empty: HttpRequest = {
  method: '',
  authority: '',
  path: '',
  headers: [],
  body: '',
  protocol: 'TCP',
};

async function takeCertificate(pool: Pool, { scheme }: Url): Promise<void> {
  const { config, process } = pool.around;
  if (scheme === 'http' || pool.presented || !config.values.has('cert')) return;
  const { clientCertificate } = await process.time.hold(import('./client-certificate.ts'));
  const chain = clientCertificate(config, process);
  pool.presented = () => chain;
}

/** An address is no name of a server. */
function hello({ around, presented }: Pool, { scheme, host }: Url): ExchangeOptions {
  if (scheme === 'http') return {};
  const isHttp1 = around.config.flags.has('http1.1');
  return {
    tls: {
      serverName: /^[\d.]+$|^\[/.test(host) ? '' : host,
      alpn: isHttp1 ? 'http/1.1' : 'h2,http/1.1',
      ...(presented && { certificates: presented }),
    },
  };
}

function limit(ms: number | undefined): { timeoutMs?: number } {
  return ms === undefined ? {} : { timeoutMs: ms };
}

/** The sooner of `--connect-timeout` and `--max-time`. */
function connectLimit(config: Config, limitMs: number | undefined): number | undefined {
  const seconds = config.values.get('connect-timeout');
  const own = seconds === undefined || Number(seconds) === 0 ? undefined : Number(seconds) * 1000;
  return own === undefined ? limitMs : Math.min(own, limitMs ?? own);
}
