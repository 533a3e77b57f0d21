import type { Restore } from '#cluster/clock/clock.ts';
import type { ProxyConfig } from '#mesh/istio/envoy/config.ts';
import type { ProxyNode } from './proxy-node.ts';

/** The configuration server of one istiod process. */
export interface Discovery {
  /** A proxy's stream: `push` is called at once with what there is, then after each change that concerns it. */
  connect: (node: ProxyNode, push: (config: ProxyConfig) => void) => { close: () => void };
  /** Connected proxies, in the order of their ids, with what each was sent and when, by type. */
  status: () => readonly ProxyStatus[];
  stop: () => void;
  save: () => Restore;
}

export interface ProxyStatus {
  readonly node: ProxyNode;
  /** Milliseconds of the clock. */
  readonly connectedAt: number;
  readonly sent: Readonly<
    Record<
      'CDS' | 'LDS' | 'EDS' | 'RDS',
      { readonly version: string; readonly at: number } | undefined
    >
  >;
}
