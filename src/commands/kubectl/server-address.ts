import { AddressInUse } from '#cluster/network/place.ts';
import { type ClientParts, type RequestOptions, queryOf } from './client.ts';
import { Unreachable, WholeMessage, notSimulated } from './errors.ts';
import { goDuration } from './go-duration.ts';

interface Sent {
  method: string;
  path: string;
  options: RequestOptions;
}

type Parts = Pick<ClientParts, 'apiServer' | 'serve' | 'connection'>;

/** Whose name server the learner's machine asks: systemd-resolved's, as on most of them. */
const nameServer = '127.0.0.53:53';

/** Refuses what is sent to an address where no API server answers, as Go's client does. */
export function checkServer(parts: Parts, sent: Sent): void {
  const { apiServer } = parts;
  const { server } = parts.connection;
  const malformed = malformation(server);
  if (malformed !== '') throw new WholeMessage(`Unable to connect to the server: ${malformed}`);
  if (!URL.canParse(server)) throw notSimulated(`l’adresse ${server}`);
  if (apiServer === undefined || isSame(new URL(server), new URL(apiServer))) return;
  throw unanswered(parts, sent);
}

const hasControl = (text: string): boolean =>
  Array.from(text).some((char) => char < ' ' || char === '\u007f');

/** What Go's net/url says of an address that is none. At its end, a browser's URL would leave a control character out. */
function malformation(server: string): string {
  if (hasControl(server)) return 'net/url: invalid control character in URL';
  if (URL.canParse(server)) return '';
  const [, port] = /(:[^:\]/]*)$/.exec(server) ?? [];
  const [escape] = /%(?![\da-f]{2}).{0,2}/i.exec(server) ?? [];
  if (server.includes(' ')) return 'invalid character " " in host name';
  if (escape !== undefined) return `invalid URL escape "${escape}"`;
  if (server.includes('[')) return "missing ']' in host";
  return port !== undefined && /\D/.test(port.slice(1)) ? `invalid port "${port}" after host` : '';
}

const ipOf = (hostname: string): string => (hostname === 'localhost' ? '127.0.0.1' : hostname);

function isSame(one: URL, other: URL): boolean {
  return (
    one.protocol === other.protocol &&
    one.port === other.port &&
    one.pathname === other.pathname &&
    ipOf(one.hostname) === ipOf(other.hostname)
  );
}

function unanswered(parts: Parts, sent: Sent): Error {
  const { server } = parts.connection;
  const { protocol, hostname, port } = new URL(server);
  const [, host = ''] = /^[^:]*:\/\/([^/?#]*)/.exec(server) ?? [];
  const failed = (why: string, sentence = `Unable to connect to the server: ${why}`) =>
    new Unreachable(`${asked(parts, sent)}: ${why}`, sentence);
  if (protocol !== 'http:' && protocol !== 'https:')
    return failed(`unsupported protocol scheme "${protocol.slice(0, -1)}"`);
  const ip = ipOf(hostname);
  if (!/^(127\.[\d.]+|\[::1\])$/.test(ip)) {
    if (/^\[|^[\d.]+$/.test(ip)) return notSimulated(`l’adresse ${server}`);
    return failed(`dial tcp: lookup ${hostname} on ${nameServer}: no such host`);
  }
  const number = port || (protocol === 'http:' ? '80' : '443');
  if (isServed(parts, ip, Number(number))) return notSimulated(`kubectl vers ${server}`);
  return failed(
    `dial tcp ${ip}:${number}: connect: connection refused`,
    `The connection to the server ${host} was refused - did you specify the right host or port?`,
  );
}

/** Something else answers there: the API server in another protocol, or what another program forwards. */
function isServed({ apiServer, serve }: Parts, ip: string, port: number): boolean {
  const api = new URL(apiServer ?? '');
  if (ip === ipOf(api.hostname) && String(port) === api.port) return true;
  const address = ip.replace(/^\[|\]$/g, '');
  try {
    serve?.(port, () => Promise.reject(new Error('never asked')), { address })();
    return false;
  } catch (error) {
    if (!(error instanceof AddressInUse)) throw error;
    return true;
  }
}

/** How Go's url.Error begins. */
function asked({ connection }: Parts, { method, path, options }: Sent): string {
  const { timeoutMs = 0, server } = connection;
  const isDiscovery = /^\/apis?$/.test(path);
  const timeout = timeoutMs > 0 ? goDuration(timeoutMs) : isDiscovery ? '32s' : undefined;
  const pairs = new URLSearchParams(queryOf({ query: { ...options.query, timeout } }));
  pairs.sort();
  const query = pairs.size === 0 ? '' : `?${pairs.toString()}`;
  return `${method[0]}${method.slice(1).toLowerCase()} "${server}${path}${query}"`;
}
