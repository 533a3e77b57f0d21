import { at, isFields, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import type { Filter, HttpMatch, ValueMatch } from '#mesh/linkerd/proxy-api.ts';

/** What routes of both APIs say in the same words: policy-controller/k8s/index/src/routes (edge-26.6.3). */

/** A route that says something that Linkerd does not know is ignored as a whole. */
export class UnsupportedRoute extends Error {
  override name = 'UnsupportedRoute';
}

export function readMatches(rule: unknown, isGrpc: boolean): readonly HttpMatch[] {
  return listOf(at(rule, 'matches')).map((match) => (isGrpc ? grpcMatch(match) : httpMatch(match)));
}

const pathTypes = { Exact: 'exact', PathPrefix: 'prefix', RegularExpression: 'regex' } as const;

function httpMatch(match: unknown): HttpMatch {
  const path = at(match, 'path');
  const method = optionalText(at(match, 'method'));
  return {
    ...(isFields(path) && { path: pathMatch(path) }),
    ...(method !== undefined && { method }),
    headers: listOf(at(match, 'headers')).map(valueMatch),
    queryParams: listOf(at(match, 'queryParams')).map(valueMatch),
  };
}

function pathMatch(path: unknown): NonNullable<HttpMatch['path']> {
  const type = textOf(at(path, 'type')) || 'PathPrefix';
  const value = textOf(at(path, 'value')) || '/';
  if (type === 'Exact' || type === 'PathPrefix') {
    if (!value.startsWith('/')) {
      throw new UnsupportedRoute('HttpPathMatch paths must be absolute (begin with `/`)');
    }
    return { type: pathTypes[type], value };
  }
  if (type === 'RegularExpression') return { type: 'regex', value };
  throw new UnsupportedRoute(`unsupported path match: ${type}`);
}

/** A method of a service is a path: `/emojivoto.v1.VotingService/VoteDoughnut`. */
function grpcMatch(match: unknown): HttpMatch {
  const headers = listOf(at(match, 'headers')).map(valueMatch);
  const given = at(match, 'method');
  if (!isFields(given)) return { headers, queryParams: [] };
  if (given['type'] === 'RegularExpression') {
    throw new UnsupportedRoute('Regular expression gRPC method match is not supported');
  }
  const [service, method] = [optionalText(given['service']), optionalText(given['method'])];
  return { path: grpcPath(service, method), headers, queryParams: [] };
}

function grpcPath(
  service: string | undefined,
  method: string | undefined,
): NonNullable<HttpMatch['path']> {
  if (service !== undefined && method !== undefined) {
    return { type: 'exact', value: `/${service}/${method}` };
  }
  if (service !== undefined) return { type: 'prefix', value: `/${service}` };
  if (method !== undefined) return { type: 'regex', value: `/[^/]+/${escaped(method)}` };
  throw new UnsupportedRoute(
    'at least one of GrpcMethodMatch.Service and GrpcMethodMatch.Method MUST be a non-empty string',
  );
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

function valueMatch(value: unknown): ValueMatch {
  return {
    name: textOf(at(value, 'name')),
    type: at(value, 'type') === 'RegularExpression' ? 'regex' : 'exact',
    value: textOf(at(value, 'value')),
  };
}

export function readFilters(given: unknown): readonly Filter[] {
  return listOf(given).map(readFilter);
}

function readFilter(filter: unknown): Filter {
  const type = textOf(at(filter, 'type'));
  switch (type) {
    case 'RequestHeaderModifier':
      return { type: 'request-headers', ...headers(at(filter, 'requestHeaderModifier')) };
    case 'ResponseHeaderModifier':
      return { type: 'response-headers', ...headers(at(filter, 'responseHeaderModifier')) };
    case 'RequestRedirect':
      return redirect(at(filter, 'requestRedirect'));
    default:
      throw new UnsupportedRoute(`${type} filter is not supported`);
  }
}

function headers(modifier: unknown) {
  const pairs = (key: string) =>
    listOf(at(modifier, key)).map(
      (each) => [textOf(at(each, 'name')), textOf(at(each, 'value'))] as const,
    );
  return {
    set: pairs('set'),
    add: pairs('add'),
    remove: listOf(at(modifier, 'remove')).map(textOf),
  };
}

function redirect(given: unknown): Filter {
  const scheme = optionalText(at(given, 'scheme'));
  const host = optionalText(at(given, 'hostname'));
  const [port, status, path] = [at(given, 'port'), at(given, 'statusCode'), at(given, 'path')];
  return {
    type: 'redirect',
    ...(scheme !== undefined && { scheme }),
    ...(host !== undefined && { host }),
    ...(typeof port === 'number' && { port }),
    ...(isFields(path) && { path: redirectPath(path) }),
    status: typeof status === 'number' ? status : 302,
  };
}

function redirectPath(path: unknown) {
  return at(path, 'type') === 'ReplacePrefixMatch'
    ? ({ type: 'prefix', value: textOf(at(path, 'replacePrefixMatch')) } as const)
    : ({ type: 'full', value: textOf(at(path, 'replaceFullPath')) } as const);
}
