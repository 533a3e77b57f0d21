import type { Address, Headers } from '#cluster/network/http.ts';
import { headerValue } from './header-matcher.ts';
import type { StreamInfo } from './stream-info.ts';

/** Text, a number, or nothing to say. */
type Value = string | number | undefined;
type Operator = (stream: StreamInfo) => Value;
type Part = string | Operator;

const templates = new Map<string, readonly Part[]>();

/** Fills in what `%OPERATOR%` stands for (Envoy's substitution formatter); `-` where there is nothing. */
export function formatTemplate(template: string, stream: StreamInfo): string {
  let text = '';
  for (const part of partsOf(template))
    text += typeof part === 'string' ? part : (part(stream) ?? '-');
  return text;
}

/** As a JSON value: one operator alone keeps its type, and is null where there is nothing. */
export function formatValue(template: string, stream: StreamInfo): string | number | null {
  const parts = partsOf(template);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== 'string')
    return only(stream) ?? null;
  return formatTemplate(template, stream);
}

function partsOf(template: string): readonly Part[] {
  const known = templates.get(template);
  if (known) return known;
  const parts = parse(template);
  templates.set(template, parts);
  return parts;
}

/** An operator that is not known stays as it is written. */
function parse(template: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of template.matchAll(/%(?:%|([A-Z_]+)(?:\(([^)]*)\))?(?::(\d+))?%)/g)) {
    const [all, name, argument = '', limit] = found;
    const operator = name === undefined ? undefined : operatorOf(name, argument);
    if (found.index > from) parts.push(template.slice(from, found.index));
    if (operator) parts.push(limit === undefined ? operator : limited(operator, Number(limit)));
    else parts.push(all === '%%' ? '%' : all);
    from = found.index + all.length;
  }
  if (from < template.length) parts.push(template.slice(from));
  return parts;
}

function limited(operator: Operator, limit: number): Operator {
  return (stream) => {
    const value = operator(stream);
    return typeof value === 'string' ? value.slice(0, limit) : value;
  };
}

function operatorOf(name: string, argument: string): Operator | undefined {
  return operators[name] ?? withArgument[name]?.(argument);
}

const operators: Readonly<Record<string, Operator>> = {
  PROTOCOL: ({ request }) => request?.protocol,
  RESPONSE_CODE: ({ status }) => status,
  RESPONSE_CODE_DETAILS: ({ details }) => details?.replaceAll(' ', '_'),
  RESPONSE_FLAGS: ({ flags }) => (flags.length > 0 ? flags.join(',') : undefined),
  CONNECTION_TERMINATION_DETAILS: ({ terminationDetails }) => terminationDetails,
  UPSTREAM_TRANSPORT_FAILURE_REASON: ({ transportFailure }) =>
    transportFailure?.replaceAll(' ', '_'),
  BYTES_RECEIVED: ({ bytesReceived }) => bytesReceived,
  BYTES_SENT: ({ bytesSent }) => bytesSent,
  DURATION: ({ elapsed }) => Math.floor(elapsed),
  UPSTREAM_HOST: ({ upstreamHost }) => textOf(upstreamHost),
  UPSTREAM_CLUSTER: ({ cluster }) => cluster,
  UPSTREAM_CLUSTER_RAW: ({ cluster }) => cluster,
  UPSTREAM_LOCAL_ADDRESS: ({ upstreamLocal }) => textOf(upstreamLocal),
  UPSTREAM_REMOTE_ADDRESS: ({ upstreamHost }) => textOf(upstreamHost),
  UPSTREAM_REQUEST_ATTEMPT_COUNT: ({ attempts }) => attempts,
  DOWNSTREAM_LOCAL_ADDRESS: ({ downstream }) => textOf(downstream.local),
  DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT: ({ downstream }) => downstream.local.ip,
  DOWNSTREAM_LOCAL_PORT: ({ downstream }) => downstream.local.port,
  DOWNSTREAM_REMOTE_ADDRESS: ({ remote }) => textOf(remote),
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: ({ remote }) => remote.ip,
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS: ({ downstream }) => textOf(downstream.remote),
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT: ({ downstream }) => downstream.remote.ip,
  DOWNSTREAM_PEER_URI_SAN: ({ downstream }) => downstream.tls?.peerIdentity,
  DOWNSTREAM_LOCAL_URI_SAN: ({ downstream }) => downstream.identity,
  DOWNSTREAM_TLS_VERSION: ({ downstream }) => downstream.tls?.version,
  REQUESTED_SERVER_NAME: ({ downstream }) => downstream.serverName || undefined,
  ROUTE_NAME: ({ routeName }) => routeName,
};

const withArgument: Readonly<Record<string, (argument: string) => Operator>> = {
  START_TIME: (format) => (stream) => formatTime(stream.downstream.time, format),
  REQ: (names) => {
    const find = firstOf(names);
    return ({ request }) => request && find((name) => headerValue(request, name));
  },
  REQ_WITHOUT_QUERY: (names) => {
    const find = firstOf(names);
    return ({ request }) => request && find((name) => headerValue(request, name)?.split('?')[0]);
  },
  RESP: (names) => {
    const find = firstOf(names);
    return ({ response }) => response && find((name) => valueIn(response.headers, name));
  },
  TRAILER: (names) => {
    const find = firstOf(names);
    return ({ response }) => response && find((name) => valueIn(response.trailers ?? [], name));
  },
  DYNAMIC_METADATA: (path) => {
    const keys = path.split(':');
    return ({ metadata }) => metadataAt(metadata, keys);
  },
};

/** `X?Y`: the header X, or Y where there is no X. */
function firstOf(names: string) {
  const candidates = names.toLowerCase().split('?');
  return (find: (name: string) => string | undefined): string | undefined => {
    for (const name of candidates) {
      const value = find(name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

function valueIn(headers: Headers, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

function textOf(address: Address | undefined): string | undefined {
  return address && `${address.ip}:${address.port}`;
}

function metadataAt(
  metadata: StreamInfo['metadata'],
  [filter = '', ...keys]: readonly string[],
): string | undefined {
  let value: unknown = metadata[filter];
  for (const key of keys) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** strftime's, as far as logs use it; ISO 8601 to the millisecond when nothing is asked. */
function formatTime(time: number, format: string): string {
  const iso = new Date(Math.floor(time)).toISOString();
  if (format === '') return iso;
  const fields: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    s: String(Math.floor(time / 1000)),
    '3f': iso.slice(20, 23),
    z: '+0000',
    Z: 'UTC',
  };
  return format.replaceAll(/%(3f|[a-zA-Z])/g, (all, field: string) => fields[field] ?? all);
}
