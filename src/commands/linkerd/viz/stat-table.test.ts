import { expect, test } from 'vitest';
import type { StatRow } from '#mesh/linkerd/viz/metrics-api/messages.ts';
import type { ResourceType } from '#mesh/linkerd/viz/resource-types.ts';
import { statJson } from './stat-json.ts';
import { shownRows, statTables } from './stat-table.ts';

function row(
  type: ResourceType,
  name: string,
  namespace: string,
  more?: Partial<StatRow>,
): StatRow {
  return {
    resource: { type, name, namespace },
    timeWindow: '1m',
    status: '',
    meshedPodCount: 1,
    runningPodCount: 2,
    failedPodCount: 0,
    stats: {
      successCount: 123,
      failureCount: 0,
      latencyMsP50: 123,
      latencyMsP95: 123,
      latencyMsP99: 123,
      actualSuccessCount: 0,
      actualFailureCount: 0,
    },
    tcpStats: { openConnections: 123, readBytesTotal: 123, writeBytesTotal: 123 },
    ...more,
  };
}

const plain = { isWide: false, hasNamespaces: false };

// The goldens of linkerd2: viz/cmd/testdata/stat_*_output.golden.
test('prints rates, latencies and connections as the real one does', () => {
  expect(statTables([row('namespace', 'emoji', 'emojivoto1')], plain)).toBe(
    `NAME    MESHED   SUCCESS      RPS   LATENCY_P50   LATENCY_P95   LATENCY_P99   TCP_CONN
emoji      1/2   100.00%   2.0rps         123ms         123ms         123ms        123
`,
  );
});

test('names namespaces with -A, and types when there are several', () => {
  const rows = [
    row('deployment', 'web', 'a'),
    row('pod', 'web-1', 'emojivoto', { status: 'Running' }),
  ];
  expect(statTables(shownRows(rows, false), { isWide: true, hasNamespaces: true })).toBe(
    `NAMESPACE   NAME         MESHED   SUCCESS      RPS   LATENCY_P50   LATENCY_P95   LATENCY_P99   TCP_CONN   READ_BYTES/SEC   WRITE_BYTES/SEC
a           deploy/web      1/2   100.00%   2.0rps         123ms         123ms         123ms        123           2.0B/s            2.0B/s

NAMESPACE   NAME          STATUS   MESHED   SUCCESS      RPS   LATENCY_P50   LATENCY_P95   LATENCY_P99   TCP_CONN   READ_BYTES/SEC   WRITE_BYTES/SEC
emojivoto   po/web-1     Running      1/2   100.00%   2.0rps         123ms         123ms         123ms        123           2.0B/s            2.0B/s
`,
  );
});

test('leaves out what has no pod in the mesh, unless it is asked for', () => {
  const rows = [
    row('deployment', 'web', 'a', { meshedPodCount: 0 }),
    row('service', 'svc', 'a', { meshedPodCount: 0 }),
  ];
  expect(shownRows(rows, false).map(({ resource }) => resource.name)).toEqual(['svc']);
  expect(shownRows(rows, true)).toHaveLength(2);
});

test('says of what has no traffic that there is nothing to say', () => {
  const { stats, tcpStats, ...silent } = row('deployment', 'web', 'a');
  expect([stats?.successCount, tcpStats?.openConnections]).toEqual([123, 123]);
  expect(statTables([silent], plain)).toBe(
    `NAME   MESHED   SUCCESS   RPS   LATENCY_P50   LATENCY_P95   LATENCY_P99   TCP_CONN
web       1/2         -     -             -             -             -          -
`,
  );
  expect(JSON.parse(statJson([silent]))).toEqual([
    {
      namespace: 'a',
      kind: 'deployment',
      name: 'web',
      success: null,
      rps: null,
      latency_ms_p50: null,
      latency_ms_p95: null,
      latency_ms_p99: null,
    },
  ]);
});

test('prints JSON in the order of the real one', () => {
  expect(statJson([row('namespace', 'emoji', 'emojivoto1')])).toBe(`[
  {
    "namespace": "emojivoto1",
    "kind": "namespace",
    "name": "emoji",
    "success": 1,
    "rps": 2.05,
    "latency_ms_p50": 123,
    "latency_ms_p95": 123,
    "latency_ms_p99": 123,
    "tcp_open_connections": 123,
    "tcp_read_bytes_rate": 2.05,
    "tcp_write_bytes_rate": 2.05
  }
]
`);
});
