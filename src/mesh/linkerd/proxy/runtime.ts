import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import type { Stack } from '#cluster/network/stack.ts';
import { classLabels, type Class } from './classify.ts';
import type { Connections } from './connections.ts';
import type { ControlPlane } from './control.ts';
import type { ProxyLog } from './log.ts';
import { createMemo, type Memo } from './memo.ts';
import type { Counter, Histogram, Metrics } from './metrics.ts';
import type { ProxyOptions } from './options.ts';
import type { Tap } from './tap.ts';
import type { Credentials } from './trust.ts';

/** What serves both ways through a proxy. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly stack: Stack;
  readonly options: ProxyOptions;
  readonly credentials: Credentials;
  readonly control: ControlPlane;
  readonly log: ProxyLog;
  readonly metrics: Metrics;
  readonly connections: Connections;
  readonly tap: Tap;
  readonly memo: Memos;
  /** A port to connect from: the odd ones of Linux's range, programs of the pod get the even ones. */
  readonly sourcePort: () => number;
}

/** Series of metrics, by what they are of. */
interface Memos {
  readonly counter: Memo<Counter>;
  readonly labels: Memo<string>;
  readonly duration: Memo<Histogram>;
  readonly http: Memo<HttpSeries>;
}

/** What is counted of each HTTP request. */
interface HttpSeries {
  readonly requests: Counter;
  readonly responses: Counter;
  readonly latency: Histogram;
}

export function createMemos(): Memos {
  return {
    counter: createMemo(),
    labels: createMemo(),
    duration: createMemo(),
    http: createMemo(),
  };
}

/** Of requests with those labels, and responses of that status and class. */
export function httpSeries(
  { counter, histogram }: Metrics,
  labels: string,
  status: number,
  found: Class,
): HttpSeries {
  const ofStatus = `${labels},status_code="${status}"`;
  return {
    requests: counter('request_total', labels),
    responses: counter('response_total', `${ofStatus},${classLabels(found)}`),
    latency: histogram('response_latency_ms', ofStatus),
  };
}

/** About as many bytes as a message has on an HTTP/1.1 wire. */
export function requestBytes({
  method,
  path,
  authority,
  headers,
  body,
  protocol,
}: HttpRequest): number {
  if (protocol === 'TCP') return body.length;
  return method.length + path.length + authority.length + 24 + headerBytes(headers) + body.length;
}

export function responseBytes({ headers, body, protocol }: HttpResponse): number {
  return protocol === 'TCP' ? body.length : 19 + headerBytes(headers) + body.length;
}

function headerBytes(headers: HttpRequest['headers']): number {
  let bytes = 0;
  for (const [name, value] of headers) bytes += name.length + value.length + 4;
  return bytes;
}
