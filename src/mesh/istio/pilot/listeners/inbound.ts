import type { FilterChain, Listener } from '#mesh/istio/envoy/config.ts';
import type { CommonTls, TransportSocket } from '#mesh/istio/envoy/transport.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import { duration } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import { configMetadata } from '#mesh/istio/pilot/clusters/metadata.ts';
import { downstreamTls, secret } from '#mesh/istio/pilot/clusters/transport-sockets.ts';
import { listenerProtocol } from '#mesh/istio/pilot/model/protocol.ts';
import { inboundRoutes } from '#mesh/istio/pilot/routes/inbound.ts';
import { mtlsOf } from '#mesh/istio/security/peer-authentication.ts';
import { listenerAccessLog } from './access-log.ts';
import { type ChainOption, chainOptions } from './chain-options.ts';
import { connectionManager } from './http-connection-manager.ts';
import { exchange } from './http-filters.ts';
import { type InboundPort, inboundPorts, passthroughPorts } from './inbound-ports.ts';
import { inboundListenerFilters } from './listener-filters.ts';
import { blackHoleProxy, inboundTcpFilters } from './tcp.ts';

const inboundPort = 15006;

/** What iptables sends every inbound connection to: pilot/pkg/networking/core/listener_inbound.go (v1.31). */
export function virtualInbound(build: Build): Listener {
  const chains = [
    blackHoleChain(build),
    ...passthroughPorts(build).flatMap((port) => chainsOf(build, port)),
    ...inboundPorts(build).flatMap((port) => chainsOf(build, port)),
  ];
  return {
    name: 'virtualInbound',
    address: { socketAddress: { address: '0.0.0.0', portValue: inboundPort } },
    filterChains: chains,
    listenerFilters: inboundListenerFilters(chains, false),
    listenerFiltersTimeout: duration(build.mesh.protocolDetectionTimeout),
    continueOnListenerFiltersTimeout: true,
    trafficDirection: 'INBOUND',
    ...listenerAccessLog(build, 'SERVER'),
  };
}

/** A connection to the listener's own port would come back to it for ever. */
function blackHoleChain(build: Build): FilterChain {
  return {
    name: 'virtualInbound-blackhole',
    filterChainMatch: { destinationPort: inboundPort },
    filters: blackHoleProxy(build, 'sidecar-inbound'),
  };
}

function chainsOf(build: Build, port: InboundPort): readonly FilterChain[] {
  const policies = build.push.sources.configs['peerauthentications.security.istio.io'];
  const mode = mtlsOf(policies, build.node, build.mesh.rootNamespace)(port.targetPort);
  const { config } = build.scope;
  const isOfSidecar = !port.passthrough && Boolean(config?.spec.ingress?.length);
  return chainOptions(listenerProtocol(port.protocol), mode).map((option) => ({
    name: chainName(port, option),
    filterChainMatch: {
      ...(port.targetPort > 0 ? { destinationPort: port.targetPort } : {}),
      ...(option.transportProtocol ? { transportProtocol: option.transportProtocol } : {}),
      ...(option.applicationProtocols ? { applicationProtocols: option.applicationProtocols } : {}),
    },
    filters:
      option.protocol === 'HTTP' ? httpChain(build, port) : inboundTcpFilters(build, port.cluster),
    ...(option.isTerminated ? { transportSocket: mutualTls(build, option) } : {}),
    ...(isOfSidecar && config ? { metadata: configMetadata('sidecar', config) } : {}),
  }));
}

function chainName(port: InboundPort, { protocol }: ChainOption): string {
  if (!port.passthrough) return `${port.bind}_${port.targetPort}`;
  return protocol === 'HTTP' ? 'virtualInbound-catchall-http' : 'virtualInbound';
}

function httpChain(build: Build, port: InboundPort): FilterChain['filters'] {
  const statPrefix = port.passthrough ? port.cluster : `inbound_${port.bind}_${port.targetPort}`;
  const { protocol } = port;
  const routes = inboundRoutes(port);
  return [
    exchange,
    connectionManager(build, { direction: 'sidecar-inbound', statPrefix, routes, protocol }),
  ];
}

const cipherSuites = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
] as const;

/** Peers show a certificate of the mesh: pilot/pkg/security/authn/utils/utils.go BuildInboundTLS. */
function mutualTls({ mesh }: Build, { protocol }: ChainOption): TransportSocket {
  const common: CommonTls = {
    tlsParams: {
      tlsMinimumProtocolVersion: 'TLSv1_2',
      tlsMaximumProtocolVersion: 'TLSv1_3',
      cipherSuites,
    },
    tlsCertificateSdsSecretConfigs: [secret('default')],
    combinedValidationContext: {
      defaultValidationContext: {
        matchSubjectAltNames: [{ prefix: `spiffe://${mesh.trustDomain}/` }],
      },
      validationContextSdsSecretConfig: secret('ROOTCA'),
    },
    alpnProtocols:
      protocol === 'HTTP' ? ['h2', 'http/1.1'] : ['istio-peer-exchange', 'h2', 'http/1.1'],
  };
  return downstreamTls(common, true);
}
