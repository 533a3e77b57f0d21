import type { Labels } from '#cluster/label-selector.ts';
import type { Protocol } from './protocol.ts';

/** A host that proxies route to, of Kubernetes or of a ServiceEntry: pilot/pkg/model/service.go (v1.31). */
export interface Service {
  readonly hostname: string;
  readonly name: string;
  readonly namespace: string;
  readonly registry: 'Kubernetes' | 'External';
  /** The first address, `0.0.0.0` when it has none of its own (headless, ServiceEntry without addresses). May be a CIDR. */
  readonly address: string;
  readonly addresses: readonly string[];
  readonly ports: readonly Port[];
  readonly resolution: Resolution;
  readonly meshExternal: boolean;
  /** Namespaces that see it; `*` is every one, `~` none. Empty: what the mesh says. */
  readonly exportTo: readonly string[];
  readonly labels: Labels;
  /** Which pods stand behind it; undefined selects none. */
  readonly selector: Labels | undefined;
  readonly createdAt: number;
  /** SANs that a ServiceEntry says its servers have. */
  readonly subjectAltNames: readonly string[];
  readonly nodeLocal: boolean;
  /** What an ExternalName Service stands for: its resolution is Alias. */
  readonly externalName?: string;
}

/** How its endpoints are found: by EDS, by DNS (all answers, or one), or not at all: where the client was going. */
export type Resolution = 'ClientSideLB' | 'DNSLB' | 'DNSRoundRobinLB' | 'Passthrough' | 'Alias';

export interface Port {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** Of Kubernetes: a number, or a name that each pod resolves. */
  readonly targetPort?: number | string | undefined;
}

export interface Endpoint {
  /** An IP address; a host name or `unix://` path in a ServiceEntry. */
  readonly address: string;
  readonly port: number;
  readonly servicePort: string;
  readonly labels: Labels;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly workloadName: string;
  readonly nodeName: string;
  /** `region/zone/subzone`, as much of it as is known. */
  readonly locality: string;
  readonly tlsMode: 'istio' | 'disabled';
  readonly health: 'HEALTHY' | 'UNHEALTHY' | 'DRAINING';
  readonly weight: number;
}

export const unspecifiedAddress = '0.0.0.0';

/** Oldest first, then by name: the first of two that claim one host or port wins. */
export function byAge(
  a: Pick<Service, 'createdAt' | 'name' | 'namespace'>,
  b: Pick<Service, 'createdAt' | 'name' | 'namespace'>,
): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt;
  const left = `${a.name}.${a.namespace}`;
  const right = `${b.name}.${b.namespace}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `outbound|9080|v1|reviews.default.svc.cluster.local`. */
export function clusterName(hostname: string, port: number, subset = ''): string {
  return `outbound|${port}|${subset}|${hostname}`;
}

export function inboundClusterName(port: number): string {
  return `inbound|${port}||`;
}

/** The SNI of mTLS: DNS has no `|`. */
export function serverName(hostname: string, port: number, subset = ''): string {
  return `outbound_.${port}_.${subset}_.${hostname}`;
}
