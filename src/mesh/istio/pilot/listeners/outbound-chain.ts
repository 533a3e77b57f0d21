import type { FilterChain, FilterChainMatch } from '#mesh/istio/envoy/config.ts';
import type { CidrRange } from '#mesh/istio/envoy/matchers.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { configMetadata } from '#mesh/istio/pilot/clusters/metadata.ts';
import { hostsMatch } from '#mesh/istio/pilot/model/host.ts';
import { isTls } from '#mesh/istio/pilot/model/protocol.ts';
import {
  clusterName,
  type Port,
  type Service,
  unspecifiedAddress,
} from '#mesh/istio/pilot/model/service.ts';
import type { L4Match, VirtualService } from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import { meshGateway } from '#mesh/istio/pilot/model/virtual-services.ts';
import { isFor } from '#mesh/istio/pilot/routes/source-match.ts';
import { clusterFilters, routedFilters } from './tcp.ts';

/** Where a listener is: what it stands for, and what of it a chain must still tell apart. */
export interface Place {
  readonly bind: string;
  readonly port: Port;
  readonly service: Service;
  /** A Service whose address is a range shares the wildcard listener. */
  readonly ranges: readonly string[];
}

export type Chain = Omit<FilterChain, 'filterChainMatch'> & { readonly match: FilterChainMatch };

/** The chains of a port that is not HTTP: by SNI where it is TLS (pilot/pkg/networking/core/tls.go, v1.31). */
export function networkChains(
  build: Build,
  place: Place,
  virtualServices: readonly VirtualService[],
): readonly Chain[] {
  const configs = virtualServices.filter(({ spec }) =>
    spec.hosts?.some((host) => hostsMatch(host, place.service.hostname)),
  );
  return isTls(place.port.protocol)
    ? tlsChains(build, place, configs)
    : tcpChains(build, place, configs);
}

function tlsChains(build: Build, place: Place, configs: readonly VirtualService[]) {
  const chains = new Map<string, Chain>();
  for (const config of configs) {
    for (const { match: matches, route = [] } of config.spec.tls ?? []) {
      for (const match of matches) {
        const subnets = match.destinationSubnets ?? [];
        const key = `${match.sniHosts.join()}|${subnets.join()}`;
        if (route.length === 0 || chains.has(key) || !applies(build, match, place)) continue;
        chains.set(key, {
          match: {
            ...within(subnets.length > 0 ? subnets : place.ranges),
            serverNames: match.sniHosts,
          },
          metadata: configMetadata('virtual-service', config),
          filters: routed(build, config, route, place),
        });
      }
    }
  }
  if (chains.size > 0) return [...chains.values()];
  const { service, bind, ranges } = place;
  const isShared = ranges.length > 0 || isWildcard(bind);
  const serverNames = isShared && isUnaddressed(service) ? [service.hostname] : [];
  const names = ranges.length > 0 ? [service.hostname] : serverNames;
  return [
    direct(build, place, {
      ...within(ranges),
      ...(names.length > 0 ? { serverNames: names } : {}),
    }),
  ];
}

function tcpChains(build: Build, place: Place, configs: readonly VirtualService[]) {
  const chains: Chain[] = [];
  for (const config of configs) {
    for (const { match = [], route = [] } of config.spec.tcp ?? []) {
      if (route.length === 0) continue;
      const filters = routed(build, config, route, place);
      const metadata = configMetadata('virtual-service', config);
      const applying = match.filter((condition) => applies(build, condition, place));
      const isAny = applying.some(({ destinationSubnets }) => !destinationSubnets?.length);
      if (match.length === 0 || isAny) {
        return [...chains, { match: within(place.ranges), metadata, filters }];
      }
      const subnets = applying.flatMap(({ destinationSubnets = [] }) => destinationSubnets);
      if (subnets.length > 0) chains.push({ match: within(subnets), filters });
    }
  }
  return [...chains, direct(build, place, within(place.ranges))];
}

/** To the Service's own cluster, for want of a route. */
function direct(build: Build, { service, port }: Place, match: FilterChainMatch): Chain {
  const only = service.ports.length === 1 ? service.ports[0] : undefined;
  const cluster = clusterName(service.hostname, (only ?? port).port);
  const rule = build.scope.destinationRule(service, build.node.labels);
  return { match, filters: clusterFilters(build, 'sidecar-outbound', cluster, rule) };
}

function routed(
  build: Build,
  config: VirtualService,
  route: Parameters<typeof routedFilters>[1],
  { port }: Place,
) {
  const name = `${config.name}.${config.namespace}`;
  return routedFilters(build, route, { direction: 'sidecar-outbound', port: port.port, name });
}

function applies({ node }: Build, match: L4Match, { port }: Place): boolean {
  const { gateways = [] } = match;
  return (
    (gateways.length === 0 || gateways.includes(meshGateway)) &&
    (!match.port || match.port === port.port) &&
    isFor(match, node)
  );
}

export function isWildcard(bind: string): boolean {
  return bind === unspecifiedAddress;
}

function isUnaddressed({ address }: Service): boolean {
  return address === unspecifiedAddress || address.includes('/');
}

function within(ranges: readonly string[]): Pick<FilterChainMatch, 'prefixRanges'> {
  return ranges.length > 0 ? { prefixRanges: ranges.map(rangeOf) } : {};
}

function rangeOf(text: string): CidrRange {
  const [addressPrefix = '', length = '32'] = text.split('/');
  return { addressPrefix, prefixLen: Number(length) };
}
