import type { Config } from './config.ts';
import type { Surroundings } from './connection.ts';
import { CurlError } from './errors.ts';
import type { Url } from './urls.ts';

export interface Found {
  ip: string;
  port: number;
  /** As `-v` shows it: libcurl tries IPv6 first, and `localhost` has one. */
  shown: string;
  /** Milliseconds that the name server took. */
  took: number;
}

const lookUpMs = 1;
/** Every name of the search list was asked for, in vain. */
const failedLookUpMs = 5;

/** Where to connect, after `--connect-to`, `--resolve` and the name server. */
export async function findAddress(around: Surroundings, url: Url): Promise<Found> {
  const { config, process, client, trace } = around;
  const { host, port } = redirectTarget(config, url);
  const fixed = resolvedByOption(config, host, port);
  if (fixed !== undefined) {
    await trace.info(`Hostname ${host} was found in DNS cache`);
    return { ip: fixed, port, shown: fixed, took: 0 };
  }
  const name = host.replace(/^\[|\]$/g, '');
  if (name === '::1') return { ip: '127.0.0.1', port, shown: '::1', took: 0 };
  const ips = client.resolve(name);
  const [ip] = ips;
  if (ip === undefined) {
    await process.time.sleep(failedLookUpMs, process.signal);
    throw new CurlError(6, `Could not resolve host: ${name}`);
  }
  if (/^[\d.]+$/.test(name)) return { ip, port, shown: ip, took: 0 };
  const isLocal = name === 'localhost';
  await trace.info(`Host ${name}:${port} was resolved.`);
  await trace.info(`IPv6: ${isLocal ? '::1' : '(none)'}`);
  await trace.info(`IPv4: ${ips.join(', ')}`);
  return { ip, port, shown: isLocal ? '::1' : ip, took: isLocal ? 0 : lookUpMs };
}

/** `--connect-to HOST1:PORT1:HOST2:PORT2`; what is left out of it matches, or stays. */
function redirectTarget(config: Config, { host, port }: Url): { host: string; port: number } {
  for (const rule of config.connectTo) {
    const [fromHost = '', fromPort = '', toHost = '', toPort = ''] = rule.split(':');
    if ((fromHost === '' || fromHost === host) && (fromPort === '' || Number(fromPort) === port)) {
      return { host: toHost || host, port: toPort === '' ? port : Number(toPort) };
    }
  }
  return { host, port };
}

/** `--resolve HOST:PORT:ADDRESS`. */
function resolvedByOption(config: Config, host: string, port: number): string | undefined {
  for (const entry of config.resolve) {
    const [name, at, ...addresses] = entry.replace(/^\+/, '').split(':');
    if ((name === host || name === '*') && Number(at) === port)
      return addresses.join(':').split(',')[0];
  }
  return undefined;
}
