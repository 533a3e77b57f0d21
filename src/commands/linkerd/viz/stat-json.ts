import { escapeHtml } from '#commands/kubectl/printers/go-json.ts';
import type { StatRow } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import { hasRequests, requestRate, secondsOf, successRate } from './rates.ts';
import { showsConnections } from './stat-table.ts';

/** printStatJSON (viz/cmd/stat.go): null where nothing came. */
export function statJson(rows: readonly StatRow[]): string {
  return `${escapeHtml(JSON.stringify(rows.map(entryOf), undefined, 2))}\n`;
}

function entryOf(row: StatRow): object {
  const { resource, stats, srvStats } = row;
  return {
    namespace: resource.namespace,
    kind: resource.type,
    name: resource.name,
    ...requestFields(row),
    ...(stats && hasRequests(stats) && showsConnections(resource.type) && byteFields(row)),
    ...(resource.type === 'server' &&
      srvStats && { unauthorized: successRate(srvStats.deniedCount, srvStats.allowedCount) }),
  };
}

function requestFields({ stats, timeWindow }: StatRow): object {
  if (!stats || !hasRequests(stats))
    return {
      success: null,
      rps: null,
      latency_ms_p50: null,
      latency_ms_p95: null,
      latency_ms_p99: null,
    };
  const { successCount, failureCount } = stats;
  return {
    success: successRate(successCount, failureCount),
    rps: requestRate(successCount, failureCount, timeWindow),
    latency_ms_p50: stats.latencyMsP50,
    latency_ms_p95: stats.latencyMsP95,
    latency_ms_p99: stats.latencyMsP99,
  };
}

function byteFields({ tcpStats, timeWindow }: StatRow): object {
  const seconds = secondsOf(timeWindow);
  return {
    tcp_open_connections: tcpStats?.openConnections ?? 0,
    tcp_read_bytes_rate: (tcpStats?.readBytesTotal ?? 0) / seconds,
    tcp_write_bytes_rate: (tcpStats?.writeBytesTotal ?? 0) / seconds,
  };
}
