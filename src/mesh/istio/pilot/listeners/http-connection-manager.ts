import type { HttpConnectionManager, NetworkFilter } from '#mesh/istio/envoy/network-filters.ts';
import type { RouteConfiguration } from '#mesh/istio/envoy/routes.ts';
import type { Build } from '#mesh/istio/pilot/build.ts';
import type { MeshConfig } from '#mesh/istio/pilot/model/mesh-config.ts';
import { isHttp2, type Protocol } from '#mesh/istio/pilot/model/protocol.ts';
import { accessLog } from './access-log.ts';
import { httpFilters, type ListenerClass } from './http-filters.ts';

interface Options {
  readonly direction: ListenerClass;
  readonly statPrefix: string;
  /** By name, from the control plane; or in the listener itself. */
  readonly routes: string | RouteConfiguration;
  readonly protocol?: Protocol;
}

const configSource = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' } as const;

type Manager = HttpConnectionManager;

/** pilot/pkg/networking/core/listener_builder.go (v1.31). A gateway is where a client's own address counts. */
export function connectionManager(build: Build, options: Options): NetworkFilter {
  const { direction, statPrefix, routes } = options;
  const isGateway = direction === 'gateway';
  const typedConfig: Manager = {
    '@type':
      'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    statPrefix: `${statPrefix};`,
    ...(typeof routes === 'string'
      ? { rds: { configSource, routeConfigName: routes } }
      : { routeConfig: routes }),
    httpFilters: httpFilters(build, direction),
    ...(isGateway ? { httpProtocolOptions: {} } : {}),
    ...(direction === 'sidecar-inbound' && isHttp2(options.protocol ?? 'HTTP')
      ? { http2ProtocolOptions: {} }
      : {}),
    // An oversight upstream that everybody relies on: outbound answers say `envoy`.
    ...(direction === 'sidecar-outbound' ? {} : { serverName: 'istio-envoy' }),
    streamIdleTimeout: '0s',
    ...accessLog(build, direction === 'sidecar-inbound' ? 'SERVER' : 'CLIENT'),
    useRemoteAddress: isGateway,
    ...clientCertificates(build.mesh, direction),
    upgradeConfigs: [{ upgradeType: 'websocket' }],
    ...normalization(build.mesh),
    requestIdExtension: {
      typedConfig: {
        '@type': 'type.googleapis.com/envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig',
        useRequestIdForTraceSampling: true,
      },
    },
  };
  return { name: 'envoy.filters.network.http_connection_manager', typedConfig };
}

/** What is told upstream of the client's certificate (X-Forwarded-Client-Cert). */
function clientCertificates(mesh: MeshConfig, direction: ListenerClass): Partial<Manager> {
  if (direction === 'sidecar-outbound') return {};
  if (direction === 'sidecar-inbound') {
    return {
      forwardClientCertDetails: 'APPEND_FORWARD',
      setCurrentClientCertDetails: { subject: true, dns: true, uri: true },
    };
  }
  const { numTrustedProxies, forwardClientCertDetails } = mesh.gatewayTopology;
  const details = forwardings[forwardClientCertDetails] ?? 'SANITIZE_SET';
  return {
    ...(numTrustedProxies > 0 ? { xffNumTrustedHops: numTrustedProxies } : {}),
    forwardClientCertDetails: details,
    ...(details === 'SANITIZE_SET' || details === 'APPEND_FORWARD'
      ? { setCurrentClientCertDetails: { subject: true, cert: true, dns: true, uri: true } }
      : {}),
  };
}

const forwardings: Readonly<Record<string, NonNullable<Manager['forwardClientCertDetails']>>> = {
  SANITIZE: 'SANITIZE',
  FORWARD_ONLY: 'FORWARD_ONLY',
  APPEND_FORWARD: 'APPEND_FORWARD',
  SANITIZE_SET: 'SANITIZE_SET',
  ALWAYS_FORWARD_ONLY: 'ALWAYS_FORWARD_ONLY',
};

function normalization({ pathNormalization }: MeshConfig): Partial<Manager> {
  const isDecoded = pathNormalization === 'DECODE_AND_MERGE_SLASHES';
  return {
    normalizePath: pathNormalization !== 'NONE',
    ...(isDecoded || pathNormalization === 'MERGE_SLASHES' ? { mergeSlashes: true } : {}),
    pathWithEscapedSlashesAction: isDecoded ? 'UNESCAPE_AND_FORWARD' : 'KEEP_UNCHANGED',
  };
}
