import type { Container } from '#cluster/kubelet/image.ts';
import type { Connection, Failure, Headers, HttpRequest, Outcome } from '#cluster/network/http.ts';
import type { ExchangeOptions } from '#cluster/network/stack.ts';

/** A call that a server makes while it answers another one. */
export interface Call {
  container: Container;
  /** The request under way, and what it has taken so far. */
  connection: Connection;
  spent: number;
}

/** `http://host:port/path`, or `host:port`, taken apart. */
export function parseTarget(url: string): { host: string; port: number; path: string } {
  const [, host = '', port, path] = /^(?:http:\/\/)?([^/:]+)(?::(\d+))?(\/.*)?$/.exec(url) ?? [];
  return { host, port: Number(port ?? 80), path: path ?? '/' };
}

/** GET, as a client library of the container does it. */
export function get(call: Call, url: string, headers: Headers, timeoutMs?: number): Outcome {
  const { host, port, path } = parseTarget(url);
  const authority = port === 80 ? host : `${host}:${port}`;
  const request = {
    method: 'GET',
    authority,
    path,
    headers,
    body: '',
    protocol: 'HTTP/1.1',
  } as const;
  return send(call, request, { host, port, ...(timeoutMs !== undefined && { timeoutMs }) });
}

export function send(
  { container, connection, spent }: Call,
  request: HttpRequest,
  { host, port, ...options }: { host: string; port: number } & ExchangeOptions,
): Outcome {
  const [ip] = container.network.resolve(host);
  if (ip === undefined)
    return { type: 'failure', failure: { reason: 'unresolved', host }, elapsed: 0 };
  const elapsed = connection.time - container.clock.now() + spent;
  return container.network.exchange(request, { ip, port }, { ...options, elapsed });
}

/** A failure as Go's net package words it. */
export function goError({ network }: Container, failure: Failure, url: string): string {
  const { host, port } = parseTarget(url);
  if (failure.reason === 'unresolved') {
    return `dial tcp: lookup ${failure.host} on ${network.dns.server ?? ''}:53: no such host`;
  }
  const at = `dial tcp ${network.resolve(host)[0] ?? host}:${port}:`;
  if (failure.reason === 'refused') return `${at} connect: connection refused`;
  if (failure.reason === 'no-route') return `${at} connect: no route to host`;
  if (failure.reason === 'timeout') return `${at} i/o timeout`;
  return failure.reason === 'reset' ? 'read: connection reset by peer' : 'EOF';
}
