import type { FilterChain, Listener } from '#mesh/istio/envoy/config.ts';
import type { CommonTls, TransportSocket } from '#mesh/istio/envoy/transport.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { exactly, downstreamTls, secret } from '#mesh/istio/pilot/clusters/transport-sockets.ts';
import {
  endsHttps,
  type GatewayPort,
  type GatewayServer,
  isPassthrough,
} from '#mesh/istio/pilot/model/gateways.ts';
import { hostsMatch } from '#mesh/istio/pilot/model/host.ts';
import { isHttp, isTls } from '#mesh/istio/pilot/model/protocol.ts';
import type { L4Match, VirtualService } from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import { listenerAccessLog } from './access-log.ts';
import { connectionManager } from './http-connection-manager.ts';
import { tlsInspector } from './listener-filters.ts';
import { routedFilters } from './tcp.ts';

/** One for each port that servers ask for; without a chain there is none: pilot/pkg/networking/core/gateway.go (v1.31). */
export function gatewayListeners(build: Build, ports: readonly GatewayPort[]): readonly Listener[] {
  return ports.flatMap((place): readonly Listener[] => {
    const filterChains = chainsOf(build, place);
    if (filterChains.length === 0) return [];
    const { bind, port, servers } = place;
    return [
      {
        name: `${bind}_${port}`,
        address: { socketAddress: { address: bind, portValue: port } },
        filterChains,
        ...(servers.some(({ protocol }) => isTls(protocol))
          ? { listenerFilters: [tlsInspector] }
          : {}),
        listenerFiltersTimeout: '0s',
        continueOnListenerFiltersTimeout: true,
        trafficDirection: 'OUTBOUND',
        ...listenerAccessLog(build, 'CLIENT'),
      },
    ];
  });
}

function chainsOf(build: Build, place: GatewayPort): readonly FilterChain[] {
  const [first] = place.servers;
  if (!first) return [];
  if (isHttp(first.protocol) && first.routeName) {
    return [{ filters: [manager(build, place, first.routeName, undefined)] }];
  }
  return place.servers.flatMap((server) => {
    if (endsHttps(server) && server.routeName) {
      const { name } = server.server;
      return [
        {
          ...forNames(server.hosts),
          filters: [manager(build, place, server.routeName, name)],
          ...terminating(server),
        },
      ];
    }
    return isPassthrough(server.server)
      ? passthroughChains(build, server)
      : tcpChains(build, server);
  });
}

function manager(build: Build, { bind, port }: GatewayPort, routes: string, name?: string) {
  const statPrefix = name || `outbound_${bind}_${port}`;
  return connectionManager(build, { direction: 'gateway', statPrefix, routes });
}

/** A server for every host takes connections without SNI too. */
function forNames(hosts: readonly string[]): Pick<FilterChain, 'filterChainMatch'> {
  const names = [...new Set(hosts.map((host) => host.slice(host.indexOf('/') + 1)))];
  return names.includes('*') ? {} : { filterChainMatch: { serverNames: names } };
}

function boundTo({ push, node }: Build, { gateway, hosts }: GatewayServer) {
  return push
    .virtualServices()
    .forGateway(node.namespace, gateway)
    .filter((config) => hosts.some((host) => isOffered(host, config)));
}

function isOffered(offered: string, { namespace, spec }: VirtualService): boolean {
  const slash = offered.indexOf('/');
  if (slash >= 0 && offered.slice(0, slash) !== namespace) return false;
  const host = offered.slice(slash + 1);
  return spec.hosts?.some((own) => hostsMatch(host, own)) ?? false;
}

function isHere({ server, gateway }: GatewayServer, { port, gateways = [] }: L4Match): boolean {
  return (
    (!port || port === server.port.number) && (gateways.length === 0 || gateways.includes(gateway))
  );
}

/** Plain TCP, or TLS that ends here: everything goes where the first route that is bound to the port says. */
function tcpChains(build: Build, server: GatewayServer): readonly FilterChain[] {
  for (const config of boundTo(build, server)) {
    const rule = config.spec.tcp?.find(
      ({ match = [], route = [] }) =>
        route.length > 0 &&
        (match.length === 0 || match.some((condition) => isHere(server, condition))),
    );
    if (!rule?.route) continue;
    return [
      {
        ...(server.server.tls ? forNames(server.hosts) : {}),
        filters: routedFilters(build, rule.route, where(server, config)),
        ...(server.server.tls ? terminating(server) : {}),
      },
    ];
  }
  return [];
}

/** TLS that is passed on as it is, by the name that the client asks for. */
function passthroughChains(build: Build, server: GatewayServer): readonly FilterChain[] {
  const taken = new Set<string>();
  return boundTo(build, server).flatMap((config) =>
    (config.spec.tls ?? []).flatMap(({ match: matches, route = [] }) =>
      matches.flatMap((match): readonly FilterChain[] => {
        const isTaken = match.sniHosts.some((host) => taken.has(host));
        if (route.length === 0 || isTaken || !isHere(server, match)) return [];
        match.sniHosts.forEach((host) => taken.add(host));
        return [
          {
            ...forNames(match.sniHosts),
            filters: routedFilters(build, route, where(server, config)),
          },
        ];
      }),
    ),
  );
}

function where({ server }: GatewayServer, { name, namespace }: VirtualService) {
  return {
    direction: 'gateway' as const,
    port: server.port.number,
    name: `${name}.${namespace}`,
  };
}

const versions: Readonly<Record<string, string>> = {
  TLSV1_0: 'TLSv1_0',
  TLSV1_1: 'TLSv1_1',
  TLSV1_2: 'TLSv1_2',
  TLSV1_3: 'TLSv1_3',
};

/** TLS as the server asks for it: BuildListenerTLSContext (v1.31). */
function terminating(server: GatewayServer): { transportSocket?: TransportSocket } {
  const { tls } = server.server;
  if (!tls) return {};
  const { mode = 'SIMPLE', minProtocolVersion = '', maxProtocolVersion = '' } = tls;
  const isIstio = mode === 'ISTIO_MUTUAL';
  const isMutual = isIstio || mode === 'MUTUAL';
  const http = ['h2', 'http/1.1'];
  const common: CommonTls = {
    tlsParams: {
      tlsMinimumProtocolVersion: versions[minProtocolVersion] ?? 'TLSv1_2',
      tlsMaximumProtocolVersion: versions[maxProtocolVersion] ?? 'TLSv1_3',
      ...(tls.cipherSuites?.length ? { cipherSuites: tls.cipherSuites } : {}),
    },
    alpnProtocols: isIstio && !endsHttps(server) ? ['istio-peer-exchange', ...http] : http,
    tlsCertificateSdsSecretConfigs: certificatesOf(tls).map(secret),
    ...(isMutual || mode === 'OPTIONAL_MUTUAL'
      ? {
          combinedValidationContext: {
            defaultValidationContext: tls.subjectAltNames?.length
              ? { matchSubjectAltNames: exactly(tls.subjectAltNames) }
              : {},
            validationContextSdsSecretConfig: secret(rootsOf(tls)),
          },
        }
      : {}),
  };
  return { transportSocket: downstreamTls(common, isMutual) };
}

type Tls = NonNullable<GatewayServer['server']['tls']>;

function certificatesOf(tls: Tls): readonly string[] {
  if (tls.mode === 'ISTIO_MUTUAL') return ['default'];
  if (tls.credentialNames?.length) return tls.credentialNames.map(resourceName);
  if (tls.credentialName) return [resourceName(tls.credentialName)];
  return [`file-cert:${tls.serverCertificate ?? ''}~${tls.privateKey ?? ''}`];
}

function rootsOf(tls: Tls): string {
  if (tls.mode === 'ISTIO_MUTUAL') return 'ROOTCA';
  if (tls.caCertCredentialName) return resourceName(tls.caCertCredentialName);
  const credential = tls.credentialName ?? tls.credentialNames?.[0];
  return credential
    ? `${resourceName(credential)}-cacert`
    : `file-root:${tls.caCertificates ?? ''}`;
}

/** A Secret of the proxy's namespace, or of the one that a `kubernetes-gateway://` name says. */
function resourceName(name: string): string {
  return name.includes('://') ? name : `kubernetes://${name}`;
}
