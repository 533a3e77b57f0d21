import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { HttpRequest, HttpResponse } from '#cluster/network/http.ts';
import type { Stack } from '#cluster/network/stack.ts';
import type { Connections } from './connections.ts';
import type { ControlPlane } from './control.ts';
import type { ProxyLog } from './log.ts';
import type { Metrics } from './metrics.ts';
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
  /** A port to connect from: the odd ones of Linux's range, programs of the pod get the even ones. */
  readonly sourcePort: () => number;
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
