import type { Cluster } from '#cluster/cluster.ts';
import type { Stack } from '#cluster/network/stack.ts';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import type { ProxyNode } from '#mesh/istio/pilot/proxy-node.ts';
import type { Authority } from '#mesh/istio/security/authority.ts';
import type { Certificate } from '#mesh/x509/certificate.ts';

/** What istiod and the proxies are given of the cluster that they run in. */
export type MeshHost = Pick<Cluster, 'api' | 'clock' | 'network' | 'random' | 'registerWebhook'>;

/** An istiod that runs, as a proxy that reached it over the network sees it. */
export interface Istiod {
  readonly pod: string;
  sign: (identity: string, lifetimeMs: number) => Certificate;
  readonly root: () => Certificate;
  /** Opens a stream of configuration; `closed` is told when istiod ends it. */
  connect: (
    node: ProxyNode,
    push: (config: ProxyConfig) => void,
    closed: () => void,
  ) => { close: () => void };
}

/** What the processes of one mesh share: who answers at which address, and the keys of its authorities. */
export interface Mesh {
  readonly host: MeshHost;
  /** By the network of their pods: an address of another time leads nowhere. */
  readonly istiods: WeakMap<Stack, Istiod>;
  /** By the PEM of their root, which is what the secret `istio-ca-secret` holds of them. */
  readonly authorities: Map<string, Authority>;
  /** How many istiods answer for a Service's webhooks. */
  readonly answering: Map<string, number>;
}

export function createMesh(host: MeshHost): Mesh {
  return { host, istiods: new WeakMap(), authorities: new Map(), answering: new Map() };
}
