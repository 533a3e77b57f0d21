import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Address } from '#cluster/network/http.ts';
import type { ClusterManager } from './cluster-manager.ts';
import type { RouteTable } from './route-table.ts';
import type { RouteConfiguration } from './routes.ts';
import type { Stats } from './stats.ts';
import type { TlsContexts } from './tls-context.ts';
import type { Nesting } from './upstream.ts';
import type { Workload } from './workload.ts';

/** What every filter of one proxy shares. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  /** Its pod's. */
  readonly ip: string;
  /** What it says of itself to other proxies, and its id: `sidecar~10.244.0.7~web.shop~shop.svc.cluster.local`. */
  readonly workload: Workload;
  readonly id: string;
  readonly clusters: ClusterManager;
  readonly tls: TlsContexts;
  readonly stats: Stats;
  /** The route configuration that RDS gave by that name. */
  readonly routes: (name: string) => RouteTable | undefined;
  readonly tableOf: (config: RouteConfiguration) => RouteTable;
  /** A line of the access log. */
  readonly log: (line: string) => void;
  readonly nesting: Nesting;
  /** The next address that it connects from. */
  readonly source: (ip?: string) => Address;
}
