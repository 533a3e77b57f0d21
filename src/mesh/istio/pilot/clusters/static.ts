import type { Cluster } from '#mesh/istio/envoy/config.ts';
import type { MeshConfig } from '#mesh/istio/pilot/model/mesh-config.ts';
import { circuitBreakers, downstreamProtocol, duration } from './connection-pool.ts';

/** Tells the peer who calls, before anything else is sent. */
export const metadataExchange = {
  name: 'istio.metadata_exchange',
  typedConfig: {
    '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct',
    typeUrl: 'type.googleapis.com/envoy.tcp.metadataexchange.config.MetadataExchange',
    value: { enable_discovery: true, protocol: 'istio-peer-exchange' },
  },
} as const;

/** What comes out of it is not caught again: iptables lets this source through. */
export const passthroughBind = { sourceAddress: { address: '127.0.0.6', portValue: 0 } } as const;

export function blackHole({ connectTimeout }: MeshConfig): Cluster {
  return {
    name: 'BlackHoleCluster',
    altStatName: 'BlackHoleCluster;',
    type: 'STATIC',
    connectTimeout: duration(connectTimeout),
  };
}

/** Where the client was going. */
export function passthrough(mesh: MeshConfig): Cluster {
  return { ...passingOn('PassthroughCluster', mesh), filters: [metadataExchange] };
}

export function inboundPassthrough(mesh: MeshConfig): Cluster {
  return {
    ...passingOn('InboundPassthroughCluster', mesh),
    upstreamBindConfig: passthroughBind,
  };
}

function passingOn(name: string, { connectTimeout }: MeshConfig): Cluster {
  return {
    name,
    // Both count under one name: the inbound one is made of the other.
    altStatName: 'PassthroughCluster;',
    type: 'ORIGINAL_DST',
    connectTimeout: duration(connectTimeout),
    lbPolicy: 'CLUSTER_PROVIDED',
    circuitBreakers: circuitBreakers(),
    typedExtensionProtocolOptions: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        commonHttpProtocolOptions: { idleTimeout: '300s' },
        useDownstreamProtocolConfig: downstreamProtocol,
      },
    },
  };
}
