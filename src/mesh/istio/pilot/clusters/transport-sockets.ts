import type { TransportSocketMatch } from '#mesh/istio/envoy/config.ts';
import type { StringMatcher } from '#mesh/istio/envoy/matchers.ts';
import type { CommonTls, SdsSecretConfig, TransportSocket } from '#mesh/istio/envoy/transport.ts';

/** The agent beside the proxy serves secrets by name. */
const sdsConfig = {
  apiConfigSource: {
    apiType: 'GRPC',
    transportApiVersion: 'V3',
    grpcServices: [{ envoyGrpc: { clusterName: 'sds-grpc' } }],
    setNodeOnFirstMessageOnly: true,
  },
  initialFetchTimeout: '0s',
  resourceApiVersion: 'V3',
} as const;

/** A Gateway's certificates come from the control plane, which reads them from Secrets. */
const adsConfig = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' } as const;

/** `default` (the workload's certificate), `ROOTCA`, `kubernetes://name`, `file-root:/etc/ca.pem`. */
export function secret(name: string): SdsSecretConfig {
  return { name, sdsConfig: /^kubernetes(?:-gateway)?:/.test(name) ? adsConfig : sdsConfig };
}

export function exactly(names: readonly string[]): readonly StringMatcher[] {
  return names.map((exact) => ({ exact }));
}

export function upstreamTls(commonTlsContext: CommonTls, sni: string | undefined): TransportSocket {
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      commonTlsContext,
      ...(sni ? { sni } : {}),
    },
  };
}

export function downstreamTls(
  commonTlsContext: CommonTls,
  requireClientCertificate: boolean,
): TransportSocket {
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
      commonTlsContext,
      requireClientCertificate,
    },
  };
}

const rawBuffer: TransportSocket = {
  name: 'envoy.transport_sockets.raw_buffer',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer',
  },
};

/** Auto mTLS: TLS to those whose endpoint says that it takes it, plain text to the others. */
export function autoMtls(transportSocket: TransportSocket): readonly TransportSocketMatch[] {
  return [
    { name: 'tlsMode-istio', match: { tlsMode: 'istio' }, transportSocket },
    { name: 'tlsMode-disabled', match: {}, transportSocket: rawBuffer },
  ];
}
