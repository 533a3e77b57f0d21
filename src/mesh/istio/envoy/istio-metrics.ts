import type { Headers } from '#cluster/network/http.ts';
import type { HttpConnectionManager } from './network-filters.ts';
import { attributes } from '#mesh/istio/late-parts.ts';
import type { MetricConfig, StatsFilter } from './istio-stats.ts';
import type { Runtime } from './runtime.ts';
import type { StreamInfo } from './stream-info.ts';
import { workloadOfEndpoint, type Workload } from './workload.ts';

/** The filter `istio.stats` of HTTP: what one request counts, with the labels of istio/proxy source/extensions/filters/http/istio_stats. */
export function countRequest(
  runtime: Runtime,
  manager: HttpConnectionManager,
  stream: StreamInfo,
): void {
  const filter = manager.httpFilters.find(({ name }) => name === 'istio.stats');
  if (filter?.name !== 'istio.stats') return;
  const { request, response } = stream;
  const isGrpc = request?.grpc ?? false;
  const ends = labelsOfEnds(runtime, stream);
  const labels: readonly Label[] = [
    ...ends,
    ['request_protocol', isGrpc ? 'grpc' : 'http'],
    ['response_code', String(stream.status)],
    ['grpc_response_status', grpcStatus(stream)],
    ...labelsOfOutcome(stream),
  ];
  const meter = createMeter(runtime, filter, stream);
  meter.add('requests_total', labels, 1);
  meter.record('request_duration_milliseconds', labels, Math.floor(stream.elapsed));
  meter.record('request_bytes', labels, stream.bytesReceived + headerBytes(request?.headers));
  meter.record('response_bytes', labels, stream.bytesSent + headerBytes(response?.headers));
  if (!isGrpc) return;
  // One call, one message each way: streams are not simulated.
  meter.add('request_messages_total', ends, 1);
  meter.add('response_messages_total', ends, grpcStatus(stream) === '0' ? 1 : 0);
}

/** The same filter of TCP: a connection that was opened, and what passed until it was closed. */
export function countConnection(runtime: Runtime, filter: StatsFilter, stream: StreamInfo): void {
  const labels: readonly Label[] = [
    ...labelsOfEnds(runtime, stream),
    ['request_protocol', 'tcp'],
    ...labelsOfOutcome(stream),
  ];
  const meter = createMeter(runtime, filter, stream);
  meter.add('tcp_connections_opened_total', labels, 1);
  meter.add('tcp_connections_closed_total', labels, 1);
  meter.add('tcp_sent_bytes_total', labels, stream.bytesSent);
  meter.add('tcp_received_bytes_total', labels, stream.bytesReceived);
}

/** Counts as the filter's settings have it: a metric may be left out, and its labels be others. */
function createMeter({ stats }: Runtime, { typedConfig }: StatsFilter, stream: StreamInfo) {
  const { metrics = [] } = typedConfig.value;
  const scope = stats.scope('istiocustom.');
  const named = (metric: string, labels: readonly Label[], count: (name: string) => void): void => {
    const config = metrics.find(({ name }) => name === metric);
    if (config?.drop) return;
    count(`istio_${metric}{${labelText(config ? changed(labels, config, stream) : labels)}}`);
  };
  return {
    add: (metric: string, labels: readonly Label[], by: number) =>
      named(metric, labels, (name) => scope.add(name, by)),
    record: (metric: string, labels: readonly Label[], value: number) =>
      named(metric, labels, (name) => stats.record(name, value)),
  };
}

function changed(
  labels: readonly Label[],
  { dimensions = {}, tags_to_remove: removed = [] }: MetricConfig,
  stream: StreamInfo,
): readonly Label[] {
  const values = new Map(labels.filter(([name]) => !removed.includes(name)));
  for (const [tag, expression] of Object.entries(dimensions))
    values.set(tag, attributes.value?.textOf(expression, stream));
  return [...values];
}

function labelText(labels: readonly Label[]): string {
  return labels.map(([name, value]) => `${name}="${value ?? 'unknown'}"`).join(',');
}

function labelsOfEnds({ workload: own }: Runtime, stream: StreamInfo): readonly Label[] {
  const isServer = stream.downstream.listener.trafficDirection === 'INBOUND';
  const source = isServer ? stream.peer : own;
  const destination = isServer ? own : workloadOfEndpoint(stream.upstreamMetadata);
  const { tls, identity } = stream.downstream;
  const principals = isServer
    ? { source: tls?.peerIdentity, destination: identity }
    : {
        source: stream.upstreamIdentity && stream.ownIdentity,
        destination: stream.upstreamIdentity,
      };
  return [
    ['reporter', isServer ? 'destination' : 'source'],
    ...sourceLabels(source, principals.source),
    ...destinationLabels(destination, principals.destination, serviceOf(stream)),
  ];
}

function labelsOfOutcome({ downstream, flags }: StreamInfo): readonly Label[] {
  const isServer = downstream.listener.trafficDirection === 'INBOUND';
  const security = downstream.tls?.peerIdentity === undefined ? 'none' : 'mutual_tls';
  return [
    ['response_flags', flags.join(',') || '-'],
    ['connection_security_policy', isServer ? security : 'unknown'],
  ];
}

/** About what headers take on the wire. */
function headerBytes(headers: Headers | undefined): number {
  return (headers ?? []).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
}

type Label = readonly [name: string, value: string | undefined];

function sourceLabels(from: Workload | undefined, principal: string | undefined): readonly Label[] {
  return [
    ['source_workload', from?.workload],
    ['source_canonical_service', from?.canonicalName],
    ['source_canonical_revision', from?.canonicalRevision],
    ['source_workload_namespace', from?.namespace],
    ['source_principal', principal],
    ['source_app', from?.app || undefined],
    ['source_version', from?.version || undefined],
    ['source_cluster', from?.cluster],
  ];
}

function destinationLabels(
  to: Workload | undefined,
  principal: string | undefined,
  service: Service,
): readonly Label[] {
  return [
    ['destination_workload', to?.workload],
    ['destination_workload_namespace', to?.namespace],
    ['destination_principal', principal],
    ['destination_app', to?.app || undefined],
    ['destination_version', to?.version || undefined],
    ['destination_service', service.host],
    ['destination_canonical_service', to?.canonicalName],
    ['destination_canonical_revision', to?.canonicalRevision],
    ['destination_service_name', service.name],
    ['destination_service_namespace', service.namespace ?? to?.namespace],
    ['destination_cluster', to?.cluster],
  ];
}

interface Service {
  readonly host?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}

/** What istiod wrote beside the cluster; elsewhere the cluster's own name, and the host that was asked for. */
function serviceOf({ clusterMetadata, cluster, request }: StreamInfo): Service {
  const services = clusterMetadata?.filterMetadata['istio']?.['services'];
  const first: unknown = Array.isArray(services) ? services[0] : undefined;
  if (typeof first !== 'object' || first === null)
    return { host: request?.authority, name: cluster };
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(first, name);
    return typeof value === 'string' ? value : undefined;
  };
  return { host: text('host'), name: text('name'), namespace: text('namespace') };
}

function grpcStatus({ response }: StreamInfo): string {
  return response?.trailers?.find(([name]) => name === 'grpc-status')?.[1] ?? '';
}
