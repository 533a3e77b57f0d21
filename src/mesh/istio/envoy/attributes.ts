import { Environment } from '@marcbachmann/cel-js';
import type { Address, Headers } from '#cluster/network/http.ts';
import type { StreamInfo } from './stream-info.ts';

/** Expressions in CEL over Envoy's attributes (docs: Attributes, source/extensions/filters/common/expr/context.cc). */

const environment = new Environment({ unlistedVariablesAreDyn: true });
const programs = new Map<string, ReturnType<Environment['parse']>>();

/** Whether an expression holds; one that ends in an error does not. */
export function matches(expression: string, stream: StreamInfo): boolean {
  return evaluate(expression, stream) === true;
}

/** Its value as the value of a label; `unknown` where there is none. */
export function textOf(expression: string, stream: StreamInfo): string {
  const value = evaluate(expression, stream);
  return typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : 'unknown';
}

function evaluate(expression: string, stream: StreamInfo): unknown {
  try {
    const program = programs.get(expression) ?? environment.parse(expression);
    programs.set(expression, program);
    return program(attributesOf(stream));
  } catch {
    return undefined;
  }
}

function attributesOf(stream: StreamInfo): Record<string, unknown> {
  const { request, response, downstream, upstreamHost, upstreamLocal } = stream;
  const { tls } = downstream;
  return {
    request: request && {
      path: request.path,
      url_path: request.path.replace(/[?#].*/, ''),
      query: /\?(.*)/.exec(request.path)?.[1] ?? '',
      host: request.authority,
      scheme: tls ? 'https' : 'http',
      method: request.method,
      protocol: request.protocol,
      headers: {
        ':authority': request.authority,
        ':path': request.path,
        ':method': request.method,
        ...headersOf(request.headers),
      },
      ...named(request.headers, {
        referer: 'referer',
        useragent: 'user-agent',
        id: 'x-request-id',
      }),
      size: BigInt(stream.bytesReceived),
    },
    response: {
      ...(stream.status > 0 && { code: BigInt(stream.status) }),
      ...(stream.details !== undefined && { code_details: stream.details }),
      headers: headersOf(response?.headers ?? []),
      size: BigInt(stream.bytesSent),
    },
    connection: {
      mtls: tls?.peerIdentity !== undefined,
      requested_server_name: downstream.serverName,
      ...(tls?.peerIdentity !== undefined && { uri_san_peer_certificate: tls.peerIdentity }),
      ...(downstream.identity !== undefined && { uri_san_local_certificate: downstream.identity }),
    },
    source: endOf(downstream.remote),
    destination: endOf(downstream.local),
    upstream: {
      ...(upstreamHost && endOf(upstreamHost)),
      ...(upstreamLocal && { local_address: `${upstreamLocal.ip}:${upstreamLocal.port}` }),
    },
    xds: { cluster_name: stream.cluster ?? '', route_name: stream.routeName ?? '' },
  };
}

function headersOf(headers: Headers): Record<string, string> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
}

function named(headers: Headers, names: Readonly<Record<string, string>>): Record<string, string> {
  const all = headersOf(headers);
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, header]) =>
      all[header] === undefined ? [] : [[name, all[header]] as const],
    ),
  );
}

function endOf({ ip, port }: Address): { address: string; port: bigint } {
  return { address: `${ip}:${port}`, port: BigInt(port) };
}
