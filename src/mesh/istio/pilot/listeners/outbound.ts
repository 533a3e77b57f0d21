import type { FilterChain, Listener } from '#mesh/istio/envoy/config.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { duration } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import {
  listenerProtocol,
  type ListenerProtocol,
  parseProtocol,
} from '#mesh/istio/pilot/model/protocol.ts';
import { type Port, type Service, unspecifiedAddress } from '#mesh/istio/pilot/model/service.ts';
import type { EgressListener } from '#mesh/istio/pilot/model/sidecar-scope.ts';
import { listenerAccessLog } from './access-log.ts';
import { plaintextHttp } from './chain-options.ts';
import { connectionManager } from './http-connection-manager.ts';
import { httpInspector, tlsInspector } from './listener-filters.ts';
import { type Chain, isWildcard, networkChains, type Place } from './outbound-chain.ts';
import { blackHoleProxy, catchAllFilters } from './tcp.ts';

const outboundPort = 15001;

/** What iptables sends every outbound connection to; it hands them to the listener of their address. */
export function virtualOutbound(build: Build): Listener {
  return {
    name: 'virtualOutbound',
    address: { socketAddress: { address: unspecifiedAddress, portValue: outboundPort } },
    filterChains: [
      {
        name: 'virtualOutbound-blackhole',
        filterChainMatch: { destinationPort: outboundPort },
        filters: blackHoleProxy(build, 'sidecar-outbound'),
      },
      { name: 'virtualOutbound-catchall-tcp', filters: catchAllFilters(build) },
    ],
    useOriginalDst: true,
    trafficDirection: 'OUTBOUND',
    ...listenerAccessLog(build, 'CLIENT'),
  };
}

/** A listener that is being put together: Services of one port share the wildcard address. */
interface Entry {
  readonly bind: string;
  readonly port: number;
  readonly bindsToPort: boolean;
  readonly chains: readonly Chain[];
  readonly protocol: ListenerProtocol;
}

/** One for each HTTP port, and one for each address and port of everything else: pilot/pkg/networking/core/listener.go (v1.31). */
export function outboundListeners(build: Build): readonly Listener[] {
  const entries = new Map<string, Entry>();
  for (const egress of build.scope.egress) {
    // A listener that a Sidecar gives a port is left to what it asks for.
    const locked = new Set(egress.spec.port?.number ? [] : entries.keys());
    for (const { place, bindsToPort } of placesOf(build, egress)) {
      addPlace(build, { entries, locked, bindsToPort }, place, egress);
    }
  }
  return [...entries.values()].map((entry) => listenerOf(build, entry));
}

interface Placed {
  readonly place: Place;
  readonly bindsToPort: boolean;
}

function placesOf(build: Build, { spec, services }: EgressListener): readonly Placed[] {
  const bindsToPort = spec.captureMode === 'NONE';
  const bind = spec.bind || (bindsToPort ? '127.0.0.1' : undefined);
  const { number, name = '', protocol } = spec.port ?? {};
  const own: Port | undefined =
    number === undefined ? undefined : { name, port: number, protocol: parseProtocol(protocol) };
  return services()
    .filter(({ resolution }) => resolution !== 'Alias')
    .flatMap((service) =>
      (own ? [own] : service.ports).flatMap((port) =>
        bindsOf(build, service, port, bind).map((place) => ({ place, bindsToPort })),
      ),
    );
}

function bindsOf(
  build: Build,
  service: Service,
  port: Port,
  bind: string | undefined,
): readonly Place[] {
  const kind = listenerProtocol(port.protocol);
  const base = { port, service, ranges: [] };
  if (kind === 'Unknown') return [];
  if (bind !== undefined) return [{ ...base, bind }];
  if (kind === 'HTTP') return [{ ...base, bind: unspecifiedAddress }];
  const isHeadless = service.resolution === 'Passthrough' && service.address === unspecifiedAddress;
  if (isHeadless) return headlessBinds(build, service, port).map((ip) => ({ ...base, bind: ip }));
  return service.address.includes('/')
    ? [{ ...base, bind: unspecifiedAddress, ranges: [service.address] }]
    : [{ ...base, bind: service.address }];
}

/** A connection to a pod of a headless Service names that pod: each has a listener, but for the proxy's own. */
function headlessBinds({ push, node }: Build, service: Service, port: Port): readonly string[] {
  const endpoints = push.endpoints().of(service, port);
  if (service.registry === 'External' && endpoints.length === 0 && !service.selector) {
    return [unspecifiedAddress];
  }
  return endpoints
    .map(({ address }) => address)
    .filter((address) => /^[\d.]+$/.test(address) && address !== node.ip);
}

interface Sink {
  readonly entries: Map<string, Entry>;
  readonly locked: ReadonlySet<string>;
  readonly bindsToPort: boolean;
}

function addPlace(
  build: Build,
  { entries, locked, bindsToPort }: Sink,
  place: Place,
  egress: EgressListener,
): void {
  const { bind, port } = place;
  const key = `${bind}_${port.port}`;
  if (locked.has(key)) return;
  const kind = listenerProtocol(port.protocol);
  const known = entries.get(key);
  // HTTP listeners are shared: what tells Services apart there is the Host header.
  if (known && known.protocol !== 'TCP' && kind !== 'TCP') {
    if (!(known.protocol === 'HTTP' && kind === 'Auto')) return;
    entries.delete(key);
  }
  const chains = [
    ...(kind === 'HTTP' ? [] : networkChains(build, place, egress.virtualServices())),
    ...(kind === 'TCP' ? [] : [httpChain(build, place, kind)]),
  ];
  const before = entries.get(key);
  entries.set(
    key,
    before
      ? {
          ...before,
          chains: withNew(before.chains, chains),
          protocol: mixed(before.protocol, kind),
        }
      : {
          bind,
          port: port.port,
          bindsToPort,
          chains,
          // On the wildcard address HTTP is sniffed: what is not HTTP may still pass.
          protocol: kind === 'HTTP' && isWildcard(bind) ? 'Auto' : kind,
        },
  );
}

function mixed(before: ListenerProtocol, added: ListenerProtocol): ListenerProtocol {
  return before === added ? before : 'Auto';
}

/** Of two chains that match the same connections the first stands: Envoy refuses a listener that has both. */
function withNew(chains: readonly Chain[], added: readonly Chain[]): readonly Chain[] {
  const known = new Set(chains.map(({ match }) => JSON.stringify(match)));
  return [...chains, ...added.filter(({ match }) => !known.has(JSON.stringify(match)))];
}

function httpChain(build: Build, { bind, port, service }: Place, kind: ListenerProtocol): Chain {
  const isSniffed = kind === 'Auto';
  const isOwn = isSniffed && !isWildcard(bind);
  const routes = isOwn ? `${service.hostname}:${port.port}` : String(port.port);
  return {
    match:
      isSniffed || isWildcard(bind)
        ? { transportProtocol: 'raw_buffer', applicationProtocols: plaintextHttp }
        : {},
    filters: [
      connectionManager(build, {
        direction: 'sidecar-outbound',
        statPrefix: `outbound_${bind}_${port.port}`,
        routes,
      }),
    ],
  };
}

function listenerOf(build: Build, { bind, port, bindsToPort, chains }: Entry): Listener {
  const made = chains.map(({ match, ...chain }): FilterChain => ({
    ...(isMatchAll(match) ? {} : { filterChainMatch: match }),
    ...chain,
  }));
  const matchAll = made.findLast(({ filterChainMatch }) => !filterChainMatch);
  const specific = made.filter(({ filterChainMatch }) => filterChainMatch);
  const sniffsHttp = chains.some(({ match }) => match.applicationProtocols);
  const sniffsTls = sniffsHttp || chains.some(({ match }) => match.serverNames);
  const fallback = matchAll ?? passthroughChain(build);
  return {
    name: `${bind}_${port}`,
    address: { socketAddress: { address: bind, portValue: port } },
    filterChains: specific.length > 0 ? specific : [fallback],
    ...(specific.length > 0 ? { defaultFilterChain: fallback } : {}),
    ...(sniffsTls
      ? { listenerFilters: [tlsInspector, ...(sniffsHttp ? [httpInspector] : [])] }
      : {}),
    listenerFiltersTimeout: sniffsHttp ? duration(build.mesh.protocolDetectionTimeout) : '0s',
    continueOnListenerFiltersTimeout: true,
    trafficDirection: 'OUTBOUND',
    ...(bindsToPort ? {} : { bindToPort: false }),
  };
}

function isMatchAll(match: Chain['match']): boolean {
  return Object.keys(match).length === 0;
}

function passthroughChain(build: Build): FilterChain {
  return {
    name: 'PassthroughFilterChain',
    filterChainMatch: {},
    filters: catchAllFilters(build),
  };
}
