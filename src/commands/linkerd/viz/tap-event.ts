import type { TapEvent, TapPeer } from '#mesh/linkerd/tap-api.ts';
import { grpcCodes } from '#cluster/network/grpc-codes.ts';

/** An event as a line of `tap` (viz/cmd/tap.go: renderTapEvent). */
export function tapLine({ direction, source, destination, id, event }: TapEvent): string {
  const isInbound = direction === 'inbound';
  const tls = (isInbound ? source : destination).labels['tls'] ?? '';
  // A space, so that it is as wide as `out`.
  const flow = `proxy=${isInbound ? 'in ' : 'out'} ${addressOf('src', source)} ${addressOf('dst', destination)} tls=${tls}`;
  const stream = `id=${id.base}:${id.stream}`;
  switch (event.type) {
    case 'requestInit':
      return `req ${stream} ${flow} :method=${event.method} :authority=${event.authority} :path=${event.path}`;
    case 'responseInit':
      return `rsp ${stream} ${flow} :status=${event.status} latency=${event.sinceRequestMicros}µs`;
    case 'responseEnd': {
      const status =
        event.grpcStatus === undefined ? '' : ` grpc-status=${grpcCode(event.grpcStatus)}`;
      return `end ${stream} ${flow}${status} duration=${event.sinceResponseMicros}µs response-length=${event.bytes}B`;
    }
  }
}

/** `-o wide`: with what is known of both ends. */
export function wideTapLine(event: TapEvent): string {
  const routes = Object.entries(event.routeLabels).map(([key, value]) => `rt_${key}=${value}`);
  return [
    tapLine(event),
    ...labelWords('src', event.source),
    ...labelWords('dst', event.destination),
    ...routes,
  ].join(' ');
}

function addressOf(side: string, { address }: TapPeer): string {
  return `${side}=${address.ip}:${address.port}`;
}

function labelWords(side: string, { labels }: TapPeer): readonly string[] {
  return Object.entries(labels)
    .map(([key, value]) => `${side}_${key}=${value}`)
    .toSorted();
}

function grpcCode(status: number): string {
  return grpcCodes[status] ?? `Code(${status})`;
}

/** What top counts as a failure besides statuses from 500 on (viz/cmd/top.go: newRow). */
export function isGrpcFailure(status: number): boolean {
  return ['Unknown', 'DeadlineExceeded', 'Internal', 'Unavailable', 'DataLoss'].includes(
    grpcCode(status),
  );
}
