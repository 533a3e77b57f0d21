import { header } from '#cluster/network/headers.ts';
import type { Headers, HttpRequest } from '#cluster/network/http.ts';

/** Headers of traces, which each of the services hands on (samples/bookinfo/src of Istio). */
const traced = [
  'x-request-id',
  'x-ot-span-context',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-sampling-priority',
  'traceparent',
  'tracestate',
  'x-cloud-trace-context',
  'grpc-trace-bin',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'sw8',
];

/** What a service sends on of what it got: the traces, and its own list. */
export function forwarded(request: HttpRequest, more: readonly string[]): Headers {
  return [...traced, ...more].flatMap((name) => {
    const value = header(request, name);
    return value === undefined ? [] : [[name, value] as const];
  });
}
