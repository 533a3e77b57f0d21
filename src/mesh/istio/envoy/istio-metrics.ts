import type { Headers } from '#cluster/network/http.ts';
import type { HttpConnectionManager } from './network-filters.ts';
import type { Runtime } from './runtime.ts';
import type { StreamInfo } from './stream-info.ts';
import { workloadOfEndpoint, type Workload } from './workload.ts';

/** The filter `istio.stats` of HTTP: what one request counts, with the labels of istio/proxy source/extensions/filters/http/istio_stats. */
export function countRequest(
  runtime: Runtime,
  manager: HttpConnectionManager,
  stream: StreamInfo,
): void {
  if (!manager.httpFilters.some(({ name }) => name === 'istio.stats')) return;
  const { stats } = runtime;
  const { request, response } = stream;
  const isGrpc = request?.grpc ?? false;
  const ends = labelsOfEnds(runtime, stream);
  const text = labelText([
    ...ends,
    ['request_protocol', isGrpc ? 'grpc' : 'http'],
    ['response_code', String(stream.status)],
    ['grpc_response_status', grpcStatus(stream)],
    ...labelsOfOutcome(stream),
  ]);
  const scope = stats.scope('istiocustom.');
  scope.add(`istio_requests_total{${text}}`);
  stats.record(`istio_request_duration_milliseconds{${text}}`, Math.floor(stream.elapsed));
  stats.record(
    `istio_request_bytes{${text}}`,
    stream.bytesReceived + headerBytes(request?.headers),
  );
  stats.record(`istio_response_bytes{${text}}`, stream.bytesSent + headerBytes(response?.headers));
  if (!isGrpc) return;
  // One call, one message each way: streams are not simulated.
  const messages = labelText(ends);
  scope.add(`istio_request_messages_total{${messages}}`);
  scope.add(`istio_response_messages_total{${messages}}`, grpcStatus(stream) === '0' ? 1 : 0);
}

/** The same filter of TCP: a connection that was opened, and what passed until it was closed. */
export function countConnection(runtime: Runtime, stream: StreamInfo): void {
  const text = labelText([
    ...labelsOfEnds(runtime, stream),
    ['request_protocol', 'tcp'],
    ...labelsOfOutcome(stream),
  ]);
  const scope = runtime.stats.scope('istiocustom.');
  scope.add(`istio_tcp_connections_opened_total{${text}}`);
  scope.add(`istio_tcp_connections_closed_total{${text}}`);
  scope.add(`istio_tcp_sent_bytes_total{${text}}`, stream.bytesSent);
  scope.add(`istio_tcp_received_bytes_total{${text}}`, stream.bytesReceived);
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
