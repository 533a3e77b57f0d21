import type { HttpRequest } from '#cluster/network/http.ts';
import { setHeader, withoutHeader } from './header-mutation.ts';
import type { StreamInfo } from './stream-info.ts';
import { decodeWorkload, encodeWorkload, type Workload } from './workload.ts';

const metadata = 'x-envoy-peer-metadata';
const id = 'x-envoy-peer-metadata-id';

const encoded = new WeakMap<Workload, string>();

/** The filter `istio.metadata_exchange`: a client's proxy says whose it is, a server's takes it away and remembers it. */
export function exchangeMetadata(
  stream: StreamInfo,
  request: HttpRequest,
  own: { readonly workload: Workload; readonly id: string },
): HttpRequest {
  if (stream.downstream.listener.trafficDirection !== 'INBOUND') {
    const text = encoded.get(own.workload) ?? encodeWorkload(own.workload);
    encoded.set(own.workload, text);
    const named = setHeader(request.headers, id, own.id);
    return { ...request, headers: setHeader(named, metadata, text) };
  }
  const given = request.headers.find(([name]) => name === metadata)?.[1];
  if (given === undefined) return request;
  const peer = decoded(given);
  if (peer) stream.peer = peer;
  return { ...request, headers: withoutHeader(withoutHeader(request.headers, metadata), id) };
}

const known = new Map<string, Workload | undefined>();
const knownSize = 1000;

/** A peer says the same with each request. */
function decoded(text: string): Workload | undefined {
  if (known.has(text)) return known.get(text);
  if (known.size >= knownSize) known.clear();
  const workload = decodeWorkload(text);
  known.set(text, workload);
  return workload;
}
