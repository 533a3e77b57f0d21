import type { Cluster } from '#cluster/cluster.ts';
import type { Stack } from '#cluster/network/stack.ts';
import type { Destination, Identity, Policy } from './proxy-api.ts';
import type { TapServer } from './tap-api.ts';

/** What Linkerd's processes are given of the cluster that they run in. */
export type MeshHost = Pick<
  Cluster,
  'api' | 'clock' | 'network' | 'random' | 'registerWebhook' | 'registerApi'
>;

/**
 * The far ends of gRPC calls between processes of one mesh. Who calls first makes an exchange over the cluster's network
 * (`link.ts`); the answer names the pod that answered, and its service is found here by that pod's network: an address of
 * another time leads nowhere. A process puts its service in when it serves, and takes it out when it ends.
 */
export interface Mesh {
  readonly host: MeshHost;
  readonly identities: WeakMap<Stack, Identity>;
  readonly destinations: WeakMap<Stack, Destination>;
  readonly policies: WeakMap<Stack, Policy>;
  readonly taps: WeakMap<Stack, TapServer>;
}

export function createMesh(host: MeshHost): Mesh {
  return {
    host,
    identities: new WeakMap(),
    destinations: new WeakMap(),
    policies: new WeakMap(),
    taps: new WeakMap(),
  };
}
