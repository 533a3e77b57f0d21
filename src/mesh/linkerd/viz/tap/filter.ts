import type { Resource } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { labelOf } from '#mesh/linkerd/viz/resource-types.ts';
import type { TapEvent } from '#mesh/linkerd/tap-api.ts';
import type { TapMatch } from './messages.ts';

const windowMs = 1000;

/**
 * Which events of a pod are told: those of requests that match, at most so many requests a second; a request that is told is told to
 * its end (linkerd2 edge-26.6.3: viz/tap/api/grpc_server.go tapProxy, linkerd2-proxy: linkerd/proxy/tap/src/grpc/match_.rs).
 */
export function createFilter(match: TapMatch, limit: number): (event: TapEvent) => boolean {
  const told = new Set<string>();
  let windowEnd = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (event) => {
    const id = `${event.id.base}:${event.id.stream}:${event.direction}`;
    if (event.event.type === 'requestInit') {
      if (event.time >= windowEnd) {
        windowEnd = event.time + windowMs;
        count = 0;
      }
      if (count >= limit || !matches(match, event)) return false;
      count += 1;
      told.add(id);
      return true;
    }
    if (!told.has(id)) return false;
    if (event.event.type === 'responseEnd') told.delete(id);
    return true;
  };
}

function matches(match: TapMatch, { event, destination }: TapEvent): boolean {
  if (event.type !== 'requestInit') return false;
  const { scheme, method, authority, path } = match;
  return (
    (scheme === undefined || event.scheme.toLowerCase() === scheme.toLowerCase()) &&
    (method === undefined || event.method === method.toUpperCase()) &&
    (authority === undefined || event.authority === authority) &&
    (path === undefined || event.path.startsWith(path)) &&
    (match.destination === undefined || isDestination(match.destination, destination.labels))
  );
}

/** destinationLabels. */
function isDestination(
  { type, name, namespace }: Resource,
  labels: Readonly<Record<string, string>>,
): boolean {
  const hasName = name === '' || labels[labelOf(type)] === name;
  return hasName && (type === 'namespace' || namespace === '' || labels['namespace'] === namespace);
}
