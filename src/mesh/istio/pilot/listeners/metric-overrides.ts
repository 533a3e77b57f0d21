import type { Build } from '#mesh/istio/pilot/build.ts';
import type { MetricConfig } from '#mesh/istio/envoy/istio-stats.ts';
import type { TelemetrySpec } from '#mesh/istio/resources.ts';
import { telemetryLevels } from './telemetry-levels.ts';

/** What Telemetry calls a metric, and what the filter does. */
const names: Readonly<Record<string, string>> = {
  REQUEST_COUNT: 'requests_total',
  REQUEST_DURATION: 'request_duration_milliseconds',
  REQUEST_SIZE: 'request_bytes',
  RESPONSE_SIZE: 'response_bytes',
  TCP_OPENED_CONNECTIONS: 'tcp_connections_opened_total',
  TCP_CLOSED_CONNECTIONS: 'tcp_connections_closed_total',
  TCP_SENT_BYTES: 'tcp_sent_bytes_total',
  TCP_RECEIVED_BYTES: 'tcp_received_bytes_total',
  GRPC_REQUEST_MESSAGES: 'request_messages_total',
  GRPC_RESPONSE_MESSAGES: 'response_messages_total',
};

type Override = NonNullable<NonNullable<TelemetrySpec['metrics']>[number]['overrides']>[number];

interface Made {
  drop: boolean;
  /** By tag: an expression, or undefined for one that is taken away. */
  tags: ReadonlyMap<string, string | undefined>;
}

/** What Telemetry changes of Istio's metrics, the last level last: mergeMetrics of pilot/pkg/model/telemetry.go (v1.31). */
export function metricConfigs(build: Build, side: 'CLIENT' | 'SERVER'): readonly MetricConfig[] {
  const made = new Map<string, Made>();
  for (const { metrics = [] } of telemetryLevels(build)) {
    for (const { providers, overrides = [] } of metrics) {
      if (providers?.length && !providers.some(({ name }) => name === 'prometheus')) continue;
      for (const override of overrides) if (isFor(override, side)) add(made, override);
    }
  }
  return [...made]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { drop, tags }]) => {
      const sorted = [...tags].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const kept = sorted.flatMap(([tag, text]) => (text === undefined ? [] : [[tag, text]]));
      const removed = sorted.flatMap(([tag, text]) => (text === undefined ? [tag] : []));
      return {
        ...(kept.length > 0 && { dimensions: Object.fromEntries(kept) }),
        name,
        ...(removed.length > 0 && { tags_to_remove: removed }),
        ...(drop && { drop: true }),
      };
    });
}

function isFor({ match }: Override, side: 'CLIENT' | 'SERVER'): boolean {
  const mode = match?.mode ?? 'CLIENT_AND_SERVER';
  return mode === 'CLIENT_AND_SERVER' || mode === side;
}

function add(made: Map<string, Made>, { match, disabled, tagOverrides = {} }: Override): void {
  const wanted = match?.metric ?? 'ALL_METRICS';
  const one = match?.customMetric || names[wanted];
  for (const name of one ? [one] : Object.values(names)) {
    const before = made.get(name) ?? { drop: false, tags: new Map() };
    const tags = Object.entries(tagOverrides).map(
      ([tag, { operation, value }]) =>
        [tag, operation === 'REMOVE' ? undefined : (value ?? '')] as const,
    );
    made.set(name, {
      drop: disabled ?? before.drop,
      tags: new Map([...before.tags, ...tags]),
    });
  }
}
