/** A metric as Prometheus is told of it. */
export interface Family {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly bounds?: readonly number[];
  /** Of the newer registry, prometheus-client; the others are linkerd-metrics'. */
  readonly isOpenMetrics?: true;
}

const decades = [1, 10, 100, 1000].flatMap((unit) => [1, 2, 3, 4, 5].map((step) => step * unit));
/** linkerd/metrics/src/latency.rs, in milliseconds. */
const latencyBounds = [...decades, 10_000, 20_000, 30_000, 40_000, 50_000];
/** linkerd/app/outbound/src/http/logical/policy/route/metrics.rs, in seconds. */
const requestBounds = [0.05, 0.5, 1, 10];
const responseBounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 10];

const counter = (help: string): Family => ({ type: 'counter', help });
const latency = (help: string): Family => ({ type: 'histogram', help, bounds: latencyBounds });
const newer = (type: Family['type'], help: string, bounds?: readonly number[]): Family => ({
  type,
  help,
  isOpenMetrics: true,
  ...(bounds && { bounds }),
});

const counters = {
  inbound_http_authz_allow_total: counter(
    'The total number of inbound HTTP requests that were authorized',
  ),
  inbound_http_authz_deny_total: counter(
    'The total number of inbound HTTP requests that could not be processed due to a proxy error.',
  ),
  inbound_http_route_not_found_total: counter(
    'The total number of inbound HTTP requests that could not be associated with a route',
  ),
  inbound_http_local_ratelimit_total: counter(
    'The total number of inbound HTTP requests that were rate-limited',
  ),
  inbound_tcp_authz_allow_total: counter(
    'The total number of inbound TCP connections that were authorized',
  ),
  inbound_tcp_authz_deny_total: counter(
    'The total number of inbound TCP connections that were denied',
  ),
  inbound_http_errors_total: counter(
    'The total number of inbound HTTP requests that could not be processed due to a proxy error.',
  ),
  outbound_http_errors_total: counter(
    'The total number of outbound HTTP requests that could not be processed due to a proxy error.',
  ),
  request_total: counter('Total count of HTTP requests.'),
  response_total: counter('Total count of HTTP responses.'),
  route_request_total: counter('Total count of HTTP requests.'),
  route_response_total: counter('Total count of HTTP responses.'),
  route_actual_request_total: counter('Total count of HTTP requests.'),
  route_actual_response_total: counter('Total count of HTTP responses.'),
  route_retryable_total: counter('Total count of retryable HTTP responses.'),
  tcp_open_total: counter('Total count of opened connections'),
  tcp_close_total: counter('Total count of closed connections'),
  tcp_read_bytes_total: counter('Total count of bytes read from peers'),
  tcp_write_bytes_total: counter('Total count of bytes written to peers'),
  control_identity_cert_refreshes: newer(
    'counter',
    "The total number of times this proxy's mTLS identity certificate has been refreshed.",
  ),
  outbound_http_route_request_statuses: newer('counter', 'Completed request-response streams.'),
  outbound_http_route_backend_requests: newer(
    'counter',
    'The total number of requests dispatched.',
  ),
  outbound_http_route_backend_response_statuses: newer('counter', 'Completed responses.'),
  outbound_http_route_retry_requests: newer('counter', 'Retry requests emitted.'),
  outbound_http_route_retry_successes: newer('counter', 'Successful responses to retry requests.'),
  outbound_http_route_retry_limit_exceeded: newer(
    'counter',
    'Retryable responses not sent due to retry limits.',
  ),
  outbound_tcp_route_open: newer('counter', 'The number of connections opened.'),
  outbound_tcp_route_close: newer('counter', 'The number of connections closed.'),
  outbound_tls_route_open: newer('counter', 'The number of connections opened.'),
  outbound_tls_route_close: newer('counter', 'The number of connections closed.'),
  outbound_grpc_route_request_statuses: newer('counter', 'Completed request-response streams.'),
  outbound_grpc_route_backend_requests: newer(
    'counter',
    'The total number of requests dispatched.',
  ),
  outbound_grpc_route_backend_response_statuses: newer('counter', 'Completed responses.'),
  outbound_grpc_route_retry_requests: newer('counter', 'Retry requests emitted.'),
  outbound_grpc_route_retry_successes: newer('counter', 'Successful responses to retry requests.'),
  outbound_grpc_route_retry_limit_exceeded: newer(
    'counter',
    'Retryable responses not sent due to retry limits.',
  ),
} as const;

const histograms = {
  response_latency_ms: latency(
    "Elapsed times between a request's headers being received and its response stream completing",
  ),
  route_response_latency_ms: latency(
    "Elapsed times between a request's headers being received and its response stream completing",
  ),
  outbound_http_route_request_duration_seconds: newer(
    'histogram',
    'The time between request initialization and response completion.',
    requestBounds,
  ),
  outbound_http_route_backend_response_duration_seconds: newer(
    'histogram',
    'The time between request completion and response completion.',
    responseBounds,
  ),
  outbound_grpc_route_request_duration_seconds: newer(
    'histogram',
    'The time between request initialization and response completion.',
    requestBounds,
  ),
  outbound_grpc_route_backend_response_duration_seconds: newer(
    'histogram',
    'The time between request completion and response completion.',
    responseBounds,
  ),
} as const;

const gauges = {
  tcp_open_connections: { type: 'gauge', help: 'Number of currently-open connections' },
  control_identity_cert_expiration_timestamp_seconds: newer(
    'gauge',
    "Time when this proxy's current mTLS identity certificate will expire (in seconds since the UNIX epoch).",
  ),
  control_identity_cert_refresh_timestamp_seconds: newer(
    'gauge',
    "Time when this proxy's current mTLS identity certificate was refreshed (in seconds since the UNIX epoch).",
  ),
  outbound_http_balancer_endpoints: newer(
    'gauge',
    'The number of endpoints currently in the balancer.',
  ),
  process_start_time_seconds: {
    type: 'gauge',
    help: 'Time that the process started (in seconds since the UNIX epoch)',
  },
} as const;

export type CounterName = keyof typeof counters;
export type HistogramName = keyof typeof histograms;

export const families = { ...counters, ...histograms, ...gauges } satisfies Record<string, Family>;
