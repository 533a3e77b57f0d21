import { header } from '#cluster/network/headers.ts';
import type { Connection, HttpRequest } from '#cluster/network/http.ts';
import { queryParameter } from './header-matcher.ts';
import type { Host } from './host.ts';
import type { HashPolicy } from './routes.ts';

/**
 * The host that a hash belongs to: the one whose own hash with it is highest. When a host comes or goes, only what belongs to
 * it moves, as with Envoy's ring and its Maglev table; which of the hosts it is differs from theirs.
 */
export function chooseByHash(hosts: readonly Host[], hash: number): Host | undefined {
  let best: { host: Host; score: number } | undefined;
  for (const host of hosts) {
    const unit = (hashOf(`${host.key}/${hash}`) + 1) / (2 ** 32 + 1);
    const score = -host.weight / Math.log(unit);
    if (!best || score > best.score) best = { host, score };
  }
  return best?.host;
}

/** Of what the policies name in the request, all together; undefined when none of it is there. */
export function requestHash(
  policies: readonly HashPolicy[],
  request: HttpRequest,
  connection: Pick<Connection, 'source'>,
): number | undefined {
  let hash: number | undefined;
  for (const policy of policies) {
    const value = hashedValue(policy, request, connection);
    if (value !== undefined) hash = hashOf(`${hash ?? ''}/${value}`);
    if (hash !== undefined && policy.terminal) return hash;
  }
  return hash;
}

function hashedValue(
  policy: HashPolicy,
  request: HttpRequest,
  { source }: Pick<Connection, 'source'>,
): string | undefined {
  if ('header' in policy) return header(request, policy.header.headerName.toLowerCase());
  if ('cookie' in policy) return cookie(request, policy.cookie.name);
  if ('queryParameter' in policy) return queryParameter(request.path, policy.queryParameter.name);
  return policy.connectionProperties.sourceIp ? source.ip : undefined;
}

function cookie(request: HttpRequest, name: string): string | undefined {
  const pairs = (header(request, 'cookie') ?? '').split(/; */);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** FNV-1a, then mixed once more so that near texts lie far apart. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
