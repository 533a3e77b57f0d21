import { escapeHtml } from '#commands/kubectl/printers/go-json.ts';
import type { TapEvent, TapHttp, TapPeer } from '#mesh/linkerd/tap-api.ts';

type Pairs = readonly (readonly [string, string])[];

/** `-o json` (viz/cmd/tap.go: renderTapEventJSON). */
export function tapJson(event: TapEvent): string {
  const display = {
    source: endpointOf(event.source),
    destination: endpointOf(event.destination),
    routeMeta: mapOf(event.routeLabels),
    proxyDirection: event.direction.toUpperCase(),
    [`${event.event.type}Event`]: { id: event.id, ...fieldsOf(event.event) },
  };
  return escapeHtml(JSON.stringify(display, undefined, 2));
}

function endpointOf({ address, labels }: TapPeer): object {
  return { ip: address.ip, port: address.port, metadata: mapOf(labels) };
}

/** Go marshals a map by its keys, and one that was never made as null. */
function mapOf(labels: Readonly<Record<string, string>>): object | null {
  const entries = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function fieldsOf(event: TapHttp): object {
  switch (event.type) {
    case 'requestInit':
      return {
        method: event.method,
        scheme: event.scheme.toUpperCase(),
        authority: event.authority,
        path: event.path,
        headers: headersOf(event.headers),
      };
    case 'responseInit':
      return {
        sinceRequestInit: durationOf(event.sinceRequestMicros),
        httpStatus: event.status,
        headers: headersOf(event.headers),
      };
    case 'responseEnd':
      return {
        sinceRequestInit: durationOf(event.sinceRequestMicros),
        sinceResponseInit: durationOf(event.sinceResponseMicros),
        responseBytes: event.bytes,
        trailers: headersOf(event.trailers),
        grpcStatusCode: event.grpcStatus ?? 0,
      };
  }
}

function headersOf(pairs: Pairs): readonly object[] | null {
  return pairs.length === 0 ? null : pairs.map(([name, valueStr]) => ({ name, valueStr }));
}

/** A protobuf Duration, what is zero left out. */
function durationOf(micros: number): object {
  const seconds = Math.floor(micros / 1e6);
  const nanos = Math.round((micros - seconds * 1e6) * 1000);
  return { ...(seconds > 0 && { seconds }), ...(nanos > 0 && { nanos }) };
}
