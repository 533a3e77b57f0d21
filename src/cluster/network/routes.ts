import type { Address, Failure } from './http.ts';
import type { KubeProxy } from './kube-proxy.ts';
import { isLoopback, type Place } from './place.ts';
import type { Places } from './places.ts';

export type Route =
  | {
      type: 'found';
      place: Place;
      address: Address;
      /** Where a node's address replaces the client's. */ source?: string | undefined;
    }
  | { type: 'failure'; failure: Failure; elapsed: number };

/** Where packets to an address end. */
export interface Routes {
  find: (from: Place, to: Address) => Route;
}

/** Linux gives ARP three tries of a second, and a SYN six more tries before ETIMEDOUT (tcp_syn_retries). */
const neighbourTimeoutMs = 3072;
const connectTimeoutMs = 134_000;

/** `allows` is what the network policies say of two places. */
export function createRoutes(
  places: Places,
  kubeProxy: KubeProxy,
  allows: (from: Place, to: Place, port: number) => boolean,
): Routes {
  const direct = (from: Place, to: Address): Route => {
    const place = places.byIp(to.ip);
    if (place && (from.kind !== 'machine' || place.kind !== 'pod'))
      return { type: 'found', place, address: to };
    const isNeighbour = from.kind !== 'machine' && subnetOf(from.ip) === subnetOf(to.ip);
    return isNeighbour ? noRoute : timeout;
  };
  const entryNode = (to: Address): Place | undefined => {
    const place = places.byIp(to.ip);
    return place?.kind === 'node' ? place : undefined;
  };
  const translated = (from: Place, to: Address): Route => {
    const node = entryNode(to);
    const translation = kubeProxy.translate(from, to, node);
    if (translation.type === 'untouched') return direct(from, to);
    if (translation.type === 'reject') return refused;
    if (translation.type === 'drop') return timeout;
    const place = places.byIp(translation.address.ip);
    // What an endpoint's address leads to may be gone before the endpoint is.
    if (!place) return direct(nodeOf(from, node), translation.address);
    const gate = node ?? places.firstNode();
    const source = translation.masquerade && from !== place ? gate?.ip : undefined;
    return { type: 'found', place, address: translation.address, source };
  };
  const nodeOf = (from: Place, node: Place | undefined): Place =>
    node ?? places.node(from.node) ?? from;

  return {
    find: (from, to) => {
      if (isLoopback(to.ip)) return { type: 'found', place: from, address: to };
      const route =
        from.kind === 'machine' && isClusterOnly(from, to, kubeProxy)
          ? timeout
          : translated(from, to);
      if (route.type === 'failure' || allows(from, route.place, route.address.port)) return route;
      return timeout;
    },
  };
}

/** Cluster IPs are of the nodes' own tables: no router outside knows them. */
function isClusterOnly(from: Place, to: Address, kubeProxy: KubeProxy): boolean {
  return kubeProxy.isInternal(to.ip) && from.ip !== to.ip;
}

function subnetOf(ip: string): string {
  return ip.slice(0, ip.lastIndexOf('.'));
}

const noRoute: Route = {
  type: 'failure',
  failure: { reason: 'no-route' },
  elapsed: neighbourTimeoutMs,
};
const timeout: Route = {
  type: 'failure',
  failure: { reason: 'timeout' },
  elapsed: connectTimeoutMs,
};
const refused: Route = { type: 'failure', failure: { reason: 'refused' }, elapsed: 0.2 };
