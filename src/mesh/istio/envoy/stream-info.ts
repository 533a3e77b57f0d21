import type { Address, HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import type { Downstream } from './downstream.ts';
import type { Metadata } from './matchers.ts';
import type { Workload } from './workload.ts';

/** What is known of a request or connection on its way: Envoy's StreamInfo. It ends in the access log. */
export interface StreamInfo {
  readonly downstream: Downstream;
  /** Where it comes from, once X-Forwarded-For is counted. */
  remote: Address;
  /** Milliseconds since it came. */
  elapsed: number;
  /** In the order they were set: `URX`, `UF`. */
  readonly flags: string[];
  details?: string;
  terminationDetails?: string;
  transportFailure?: string;
  request?: HttpRequest;
  response?: HttpResponse;
  /** 0 where the client got none. */
  status: number;
  routeName?: string | undefined;
  cluster?: string | undefined;
  /** What istiod wrote beside the cluster and the endpoint. */
  clusterMetadata?: Metadata | undefined;
  upstreamMetadata?: Metadata | undefined;
  /** Who this proxy was to its upstream, and the upstream to it, where they proved it. */
  ownIdentity?: string | undefined;
  upstreamIdentity?: string | undefined;
  /** Whose proxy the client's is, as it says. */
  peer?: Workload;
  upstreamHost?: Address;
  upstreamLocal?: Address;
  attempts: number;
  bytesReceived: number;
  bytesSent: number;
  /** By the filter that wrote it. */
  metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export function createStreamInfo(downstream: Downstream, elapsed: number): StreamInfo {
  return {
    downstream,
    remote: downstream.remote,
    elapsed,
    flags: [],
    status: 0,
    attempts: 0,
    bytesReceived: 0,
    bytesSent: 0,
    metadata: {},
  };
}

/** Each flag once. */
export function flag(stream: StreamInfo, name: string): void {
  if (!stream.flags.includes(name)) stream.flags.push(name);
}
