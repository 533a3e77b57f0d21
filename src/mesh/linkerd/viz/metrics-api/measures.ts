import type { BasicStats, ServerStats, TcpStats } from './messages.ts';
import { type Prometheus, roundedValue, type Sample } from './queries.ts';

/** What a query measures; those of latency are named by their quantile. */
type Measure =
  | 'requests'
  | 'actual requests'
  | 'connections'
  | 'bytes read'
  | 'bytes written'
  | 'allowed'
  | 'denied'
  | '0.5'
  | '0.95'
  | '0.99';

export type Queries = Readonly<Partial<Record<Measure, string>>>;

/** What is counted while answers are read. */
type Counting<T> = { -readonly [K in keyof T]: T[K] };

export interface Measured {
  readonly sample: Sample;
  readonly stats: Counting<BasicStats>;
  readonly tcp: Counting<TcpStats>;
  readonly server: Counting<Pick<ServerStats, 'allowedCount' | 'deniedCount'>>;
  /** Which of them anything was said of. */
  readonly has: Set<'stats' | 'tcp'>;
}

/** The shapes of queries (viz/metrics-api/stat_summary.go, policy.go). */
export const queries = {
  requests: (labels: string, window: string, by: readonly string[]) =>
    `sum(increase(response_total${labels}[${window}])) by (${by.join(', ')}, classification, tls)`,
  latencies: (labels: string, window: string, by: readonly string[]): Queries =>
    quantiles(`response_latency_ms_bucket${labels}[${window}]`, by),
  connections: (labels: string, by: readonly string[]) =>
    `sum(tcp_open_connections${labels}) by (${by.join(', ')})`,
  increase: (metric: string, labels: string, window: string, by: readonly string[]) =>
    `sum(increase(${metric}${labels}[${window}])) by (${by.join(', ')})`,
};

export function quantiles(range: string, by: readonly string[]): Queries {
  const of = (quantile: string) =>
    `histogram_quantile(${quantile}, sum(irate(${range})) by (le, ${by.join(', ')}))`;
  return { '0.5': of('0.5'), '0.95': of('0.95'), '0.99': of('0.99') };
}

/** Asks all of them, and adds up what belongs together. Throws a PrometheusError. */
export function measure(
  prometheus: Prometheus,
  asked: Queries,
  keyOf: (sample: Sample) => string,
): ReadonlyMap<string, Measured> {
  const found = new Map<string, Measured>();
  for (const [what, query] of Object.entries(asked))
    for (const sample of prometheus.query(query)) {
      const key = keyOf(sample);
      const measured = found.get(key) ?? createMeasured(sample);
      found.set(key, measured);
      const reader = Object.hasOwn(readers, what) ? readers[what] : undefined;
      reader?.(measured, roundedValue(sample), sample.metric['classification']);
    }
  return found;
}

function createMeasured(sample: Sample): Measured {
  return {
    sample,
    stats: {
      successCount: 0,
      failureCount: 0,
      latencyMsP50: 0,
      latencyMsP95: 0,
      latencyMsP99: 0,
      actualSuccessCount: 0,
      actualFailureCount: 0,
    },
    tcp: { openConnections: 0, readBytesTotal: 0, writeBytesTotal: 0 },
    server: { allowedCount: 0, deniedCount: 0 },
    has: new Set(),
  };
}

type Reader = (into: Measured, value: number, classification: string | undefined) => void;

const readers: Readonly<Record<string, Reader>> = {
  requests: ({ stats, has }, value, classification) => {
    has.add('stats');
    if (classification === 'success') stats.successCount += value;
    else if (classification === 'failure') stats.failureCount += value;
  },
  'actual requests': ({ stats, has }, value, classification) => {
    has.add('stats');
    if (classification === 'success') stats.actualSuccessCount += value;
    else if (classification === 'failure') stats.actualFailureCount += value;
  },
  '0.5': ({ stats, has }, value) => {
    has.add('stats');
    stats.latencyMsP50 = value;
  },
  '0.95': ({ stats, has }, value) => {
    has.add('stats');
    stats.latencyMsP95 = value;
  },
  '0.99': ({ stats, has }, value) => {
    has.add('stats');
    stats.latencyMsP99 = value;
  },
  connections: ({ tcp, has }, value) => {
    has.add('tcp');
    tcp.openConnections = value;
  },
  'bytes read': ({ tcp, has }, value) => {
    has.add('tcp');
    tcp.readBytesTotal = value;
  },
  'bytes written': ({ tcp, has }, value) => {
    has.add('tcp');
    tcp.writeBytesTotal = value;
  },
  allowed: ({ server }, value) => {
    server.allowedCount = value;
  },
  denied: ({ server }, value) => {
    server.deniedCount = value;
  },
};
