import type { Filter, HttpMatch, Metadata, ValueMatch } from '#mesh/linkerd/proxy-api.ts';
import { message, oneOf, type Message } from './message.ts';

/** io.linkerd.proxy.http_route and .grpc_route: what routes of both directions are made of. */

/** The rules of each route: a value holds one of them. */
export function byResource<T extends { readonly metadata: Metadata }>(
  rules: readonly T[],
): readonly (readonly T[])[] {
  return [...Map.groupBy(rules, ({ metadata }) => JSON.stringify(metadata)).values()];
}

export function hostMatch(host: string): Message {
  if (!host.startsWith('*.')) return oneOf('Match', 'Exact', host);
  const labels = host.slice(2).split('.').toReversed();
  return oneOf('Match', 'Suffix', message({ reverse_labels: labels }));
}

const pathKinds = { exact: 'Exact', prefix: 'Prefix', regex: 'Regex' } as const;

export function httpMatch({ path, method, headers, queryParams }: HttpMatch): Message {
  return message({
    path: path && oneOf('Kind', pathKinds[path.type], path.value),
    headers: headers.map(valueMatch),
    query_params: queryParams.map(valueMatch),
    method: method === undefined ? undefined : httpMethod(method),
  });
}

/** Of a path such as `/emojivoto.v1.VotingService/VoteDoughnut`, its two parts. */
export function grpcMatch({ path, headers }: HttpMatch): Message {
  const [, service = '', method = ''] = (path?.value ?? '').split('/');
  return message({
    rpc: service === '' ? undefined : message({ service, method }),
    headers: headers.map(valueMatch),
  });
}

function valueMatch({ name, type, value }: ValueMatch): Message {
  return { ...message({ name }), ...oneOf('Value', type === 'exact' ? 'Exact' : 'Regex', value) };
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'HEAD', 'TRACE'];

export function httpMethod(method: string): Message {
  const registered = methods.indexOf(method);
  if (registered === -1) return oneOf('Type', 'Unregistered', method);
  return oneOf('Type', 'Registered', registered);
}

/** What only differs between directions is the name of the one that fails requests: it is the same in both. */
export function filterMessage(filter: Filter): Message {
  switch (filter.type) {
    case 'request-headers':
      return oneOf('Kind', 'RequestHeaderModifier', headerModifier(filter));
    case 'response-headers':
      return oneOf('Kind', 'ResponseHeaderModifier', headerModifier(filter));
    case 'failure':
      return oneOf('Kind', 'FailureInjector', failureInjector(filter.status, filter.message));
    case 'redirect':
      return oneOf('Kind', 'Redirect', redirect(filter));
  }
}

export function failureInjector(status: number, text: string): Message {
  return message({ status, message: text });
}

type Headers = Extract<Filter, { type: 'request-headers' | 'response-headers' }>;

function headerModifier({ add, set, remove }: Headers): Message {
  return message({ add: headersMessage(add), set: headersMessage(set), remove });
}

/** Values are bytes. */
function headersMessage(headers: Headers['add']): Message | undefined {
  if (headers.length === 0) return undefined;
  return message({
    headers: headers.map(([name, value]) => {
      const bytes = String.fromCodePoint(...new TextEncoder().encode(value));
      return message({ name, value: btoa(bytes) });
    }),
  });
}

const schemes = ['HTTP', 'HTTPS'];

function redirect(filter: Extract<Filter, { type: 'redirect' }>): Message {
  const { scheme, host, path, port, status } = filter;
  const registered = schemes.indexOf((scheme ?? '').toUpperCase());
  return message({
    scheme: scheme === undefined ? undefined : oneOf('Type', 'Registered', registered),
    host,
    path: path && oneOf('Replace', path.type === 'full' ? 'Full' : 'Prefix', path.value),
    port,
    status,
  });
}
