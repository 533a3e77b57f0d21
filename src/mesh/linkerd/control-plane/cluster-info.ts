import type { Flags } from './flags.ts';

/** What the control plane was installed with, as its programs' flags say it. */
export interface ClusterInfo {
  /** `linkerd`. */
  readonly namespace: string;
  /** `cluster.local`, both, unless installed otherwise. */
  readonly trustDomain: string;
  readonly clusterDomain: string;
  readonly defaultOpaquePorts: PortSet;
}

/** Ports and ranges of them. */
export type PortSet = (port: number) => boolean;

export const defaultOpaquePorts = '25,587,3306,4444,5432,6379,9300,11211';

export function readClusterInfo(
  flags: Flags,
  names: { readonly namespace: string; readonly trustDomain: string },
): ClusterInfo {
  return {
    namespace: flags.text(names.namespace, 'linkerd'),
    trustDomain: flags.text(names.trustDomain, 'cluster.local'),
    clusterDomain: flags.text('cluster-domain', 'cluster.local'),
    defaultOpaquePorts: parsePorts(flags.text('default-opaque-ports', defaultOpaquePorts)),
  };
}

/** `25,587,4444-4449`. */
export function parsePorts(text: string): PortSet {
  const ranges = text
    .split(',')
    .map((range) => range.trim().split('-').map(Number))
    .map(([first = 0, last = first]) => ({ first, last }));
  return (port) => ranges.some(({ first, last }) => first <= port && port <= last);
}

/** `web.emojivoto.serviceaccount.identity.linkerd.cluster.local`. */
export function identityOf(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  info: Pick<ClusterInfo, 'namespace' | 'trustDomain'>,
): string {
  return `${name}.${namespace}.serviceaccount.identity.${info.namespace}.${info.trustDomain}`;
}
