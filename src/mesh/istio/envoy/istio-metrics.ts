import type { HttpConnectionManager } from './network-filters.ts';
import type { Runtime } from './runtime.ts';
import type { StreamInfo } from './stream-info.ts';
import { workloadOfEndpoint, type Workload } from './workload.ts';

/** The filter `istio.stats`: one more of `istio_requests_total`, with the labels of istio/proxy source/extensions/filters/http/istio_stats. */
export function countRequest(
  { stats, workload: own }: Runtime,
  manager: HttpConnectionManager,
  stream: StreamInfo,
): void {
  if (!manager.httpFilters.some(({ name }) => name === 'istio.stats')) return;
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
  const security = tls?.peerIdentity === undefined ? 'none' : 'mutual_tls';
  const labels: readonly Label[] = [
    ['reporter', isServer ? 'destination' : 'source'],
    ...sourceLabels(source, principals.source),
    ...destinationLabels(destination, principals.destination, serviceOf(stream)),
    ['request_protocol', stream.request?.grpc ? 'grpc' : 'http'],
    ['response_code', String(stream.status)],
    ['grpc_response_status', grpcStatus(stream)],
    ['response_flags', stream.flags.join(',') || '-'],
    ['connection_security_policy', isServer ? security : 'unknown'],
  ];
  const text = labels.map(([name, value]) => `${name}="${value ?? 'unknown'}"`).join(',');
  stats.scope('istiocustom.').add(`istio_requests_total{${text}}`);
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
