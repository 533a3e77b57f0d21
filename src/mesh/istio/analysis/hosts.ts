/**
 * How a host of a resource names a service. Source: istio/istio pkg/config/analysis/analyzers/util/{hosts,service_lookup,exportto}.go
 * and pkg/config/host/name.go.
 */
import type { Snapshot } from './resource.ts';

const everywhere = '*';

/** A short name belongs to the namespace of who says it; wildcards and names with a dot are left as they are. */
export function toFqdn(namespace: string, host: string): string {
  return host.startsWith('*') || host.includes('.')
    ? host
    : `${host}.${namespace}.svc.cluster.local`;
}

/** What an entry of `exportTo` makes of a namespace. */
export function exportScopes(
  exportTo: readonly string[] | undefined,
  own: string,
): readonly string[] {
  if (!exportTo?.length || exportTo.includes(everywhere)) return [everywhere];
  return [...new Set(exportTo.map((scope) => (scope === '.' ? own : scope)))];
}

/** A service or a service entry that a destination may name. */
export interface Destination {
  readonly ports: readonly number[];
  readonly selector: Readonly<Record<string, string>>;
}

/** Services and service entries by `scope/host`. */
export type Registry = ReadonlyMap<string, Destination>;

export function createRegistry({ Service, ServiceEntry }: Snapshot): Registry {
  const registry = new Map<string, Destination>();
  for (const { namespace, body } of ServiceEntry) {
    const entry = {
      ports: (body.ports ?? []).map(({ number }) => number),
      selector: body.workloadSelector?.labels ?? {},
    };
    for (const scope of exportScopes(body.exportTo, namespace)) {
      for (const host of body.hosts) registry.set(`${scope}/${toFqdn(namespace, host)}`, entry);
    }
  }
  for (const { namespace, name, annotations, body } of Service) {
    const service = { ports: (body.ports ?? []).map(({ port }) => port), selector: {} };
    const exported = annotations['networking.istio.io/exportTo']?.split(',');
    for (const scope of exportScopes(exported, namespace)) {
      registry.set(`${scope}/${toFqdn(namespace, name)}`, service);
    }
  }
  return registry;
}

/** What a host means to a resource of that namespace; undefined is nothing in the mesh. */
export function findDestination(
  registry: Registry,
  host: string,
  { namespace, exportTo }: { namespace: string; exportTo?: readonly string[] | undefined },
): Destination | undefined {
  const fqdn = toFqdn(namespace, host);
  const scopes = exportTo?.length
    ? exportTo.map((scope) => (scope === '.' ? namespace : scope))
    : [namespace];
  for (const scope of [everywhere, ...scopes]) {
    const found = registry.get(`${scope}/${fqdn}`);
    if (found) return found;
  }
  for (const [key, destination] of registry) {
    const [scope = '', known = ''] = key.split('/');
    if (!known.startsWith('*') || (scope !== everywhere && scope !== namespace)) continue;
    if (host.replace(/^\*/, '').endsWith(known.slice(1))) return destination;
  }
  return undefined;
}

/** Whether two hosts, either with a wildcard first, have names in common. */
export function hostsOverlap(a: string, b: string): boolean {
  const [wildA, wildB] = [a.startsWith('*'), b.startsWith('*')];
  if (wildA && wildB) {
    const [long, short] = a.length >= b.length ? [a, b] : [b, a];
    return long.slice(1).endsWith(short.slice(1));
  }
  if (wildA) return b.endsWith(a.slice(1));
  return wildB ? a.endsWith(b.slice(1)) : a === b;
}
