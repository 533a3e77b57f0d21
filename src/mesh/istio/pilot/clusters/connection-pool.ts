import type { Cluster, HttpProtocolOptions, Thresholds } from '#mesh/istio/envoy/config.ts';
import type { ConnectionPool } from '#mesh/istio/pilot/model/destination-rule-spec.ts';
import type { MeshConfig } from '#mesh/istio/pilot/model/mesh-config.ts';
import { isHttp, isHttp2, type Protocol } from '#mesh/istio/pilot/model/protocol.ts';

const unlimited = 4_294_967_295;

/** Envoy's own limits (1024 connections, 3 retries) are lifted: pilot/pkg/networking/core/cluster_traffic_policy.go (v1.31). */
export function circuitBreakers({ tcp, http }: ConnectionPool = {}): NonNullable<
  Cluster['circuitBreakers']
> {
  const thresholds: Thresholds = {
    maxConnections: tcp?.maxConnections || unlimited,
    maxPendingRequests: http?.http1MaxPendingRequests || unlimited,
    maxRequests: http?.http2MaxRequests || unlimited,
    maxRetries: http?.maxRetries || unlimited,
    trackRemaining: true,
  };
  return { thresholds: [thresholds] };
}

export function keepalive({ tcp }: ConnectionPool = {}): Pick<
  Cluster,
  'upstreamConnectionOptions'
> {
  const { tcpKeepalive } = tcp ?? {};
  if (!tcpKeepalive) return {};
  const { probes, time, interval } = tcpKeepalive;
  return {
    upstreamConnectionOptions: {
      tcpKeepalive: {
        ...(probes ? { keepaliveProbes: probes } : {}),
        ...(time ? { keepaliveTime: wholeSeconds(time) } : {}),
        ...(interval ? { keepaliveInterval: wholeSeconds(interval) } : {}),
      },
    },
  };
}

/** `1h30m`, `250ms` as Envoy's configuration writes it: `5400s`, `0.250s`. What is no duration stays as it is. */
export function duration(text: string): string {
  const milliseconds = millisecondsOf(text);
  if (milliseconds === undefined) return text;
  if (milliseconds % 1000 === 0) return `${milliseconds / 1000}s`;
  const nanoseconds = Math.round((milliseconds % 1000) * 1e6);
  const digits = String(nanoseconds).padStart(9, '0');
  const fraction = digits.endsWith('000000')
    ? digits.slice(0, 3)
    : digits.endsWith('000')
      ? digits.slice(0, 6)
      : digits;
  return `${Math.floor(milliseconds / 1000)}.${fraction}s`;
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** As Go's time.ParseDuration; undefined for what it refuses. */
export function millisecondsOf(text: string): number | undefined {
  if (text === '0') return 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined;
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}

function wholeSeconds(text: string): number {
  return Math.floor((millisecondsOf(text) ?? 0) / 1000);
}

export interface ProtocolNeeds {
  readonly protocol: Protocol;
  readonly isSidecar: boolean;
  readonly isOutbound: boolean;
  readonly pool?: ConnectionPool | undefined;
  readonly mesh: MeshConfig;
}

/** HTTP/2 where the port says so or the rule upgrades it, the client's protocol where nobody said what the port speaks. */
export function speaksHttp2({ protocol, isOutbound, pool, mesh }: ProtocolNeeds): boolean {
  if (isHttp2(protocol)) return true;
  if (!isOutbound) return false;
  const { h2UpgradePolicy = 'DEFAULT' } = pool?.http ?? {};
  if (h2UpgradePolicy !== 'DEFAULT') return h2UpgradePolicy === 'UPGRADE';
  return isHttp(protocol) && mesh.upgradeToHttp2;
}

/** Empty where HTTP/1.1 with nothing special is meant. */
export function protocolOptions(
  needs: ProtocolNeeds,
  more: Pick<HttpProtocolOptions, 'upstreamHttpProtocolOptions'>,
): Pick<Cluster, 'typedExtensionProtocolOptions'> {
  const { http, tcp } = needs.pool ?? {};
  const idleTimeout = http?.idleTimeout ?? tcp?.idleTimeout;
  const common = {
    ...(idleTimeout ? { idleTimeout: duration(idleTimeout) } : {}),
    ...(tcp?.maxConnectionDuration
      ? { maxConnectionDuration: duration(tcp.maxConnectionDuration) }
      : {}),
    ...(http?.maxRequestsPerConnection
      ? { maxRequestsPerConnection: http.maxRequestsPerConnection }
      : {}),
  };
  const hasCommon = Object.keys(common).length > 0 || Boolean(http?.maxConcurrentStreams);
  const upstream = upstreamProtocol(needs);
  if (!upstream && !hasCommon && !more.upstreamHttpProtocolOptions) return {};
  return {
    typedExtensionProtocolOptions: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        ...(hasCommon ? { commonHttpProtocolOptions: common } : {}),
        ...more,
        ...(upstream ?? { explicitHttpConfig: { httpProtocolOptions: {} } }),
      },
    },
  };
}

function upstreamProtocol(
  needs: ProtocolNeeds,
): Pick<HttpProtocolOptions, 'explicitHttpConfig' | 'useDownstreamProtocolConfig'> | undefined {
  const { http } = needs.pool ?? {};
  if (http?.useClientProtocol) return { useDownstreamProtocolConfig: downstreamProtocol };
  if (speaksHttp2(needs)) {
    const http2ProtocolOptions = http?.maxConcurrentStreams
      ? { maxConcurrentStreams: http.maxConcurrentStreams }
      : {};
    return { explicitHttpConfig: { http2ProtocolOptions } };
  }
  return needs.isSidecar && needs.protocol === 'Unsupported'
    ? { useDownstreamProtocolConfig: downstreamProtocol }
    : undefined;
}

export const downstreamProtocol = { httpProtocolOptions: {}, http2ProtocolOptions: {} } as const;
