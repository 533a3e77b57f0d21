import type { Fields } from '#cluster/api/json.ts';

/** HTTPRoute of policy.linkerd.io: the Gateway API's of v0.7, with timeouts (templates/policy/httproute.yaml). */

const text = { type: 'string' };
const label = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const domain = String.raw`[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*`;
const headerName = "^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$";
const duration = '^([0-9]{1,5}(h|m|s|ms)){1,4}$';

const upTo = (maxLength: number, pattern?: string) => ({
  type: 'string',
  minLength: 1,
  maxLength,
  ...(pattern !== undefined && { pattern }),
});
const list = (items: Fields, bounds: Fields = {}) => ({ type: 'array', items, ...bounds });
const map = (required: readonly string[], properties: Fields): Fields => ({
  type: 'object',
  ...(required.length > 0 && { required }),
  properties,
});
const among = (values: readonly string[], usual?: string) => ({
  type: 'string',
  enum: values,
  ...(usual !== undefined && { default: usual }),
});

const group = (usual: string) => ({
  type: 'string',
  default: usual,
  maxLength: 253,
  pattern: `^$|^${domain}$`,
});
const kind = (usual: string) => ({
  ...upTo(63, '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$'),
  default: usual,
});
const port = { type: 'integer', format: 'int32', minimum: 1, maximum: 65_535 };
const namespace = upTo(63, label);
const hostname = upTo(253, String.raw`^(\*\.)?${domain}$`);

const parentRef = map(['name'], {
  group: group('policy.linkerd.io'),
  kind: kind('Server'),
  name: upTo(253),
  namespace,
  port,
  sectionName: upTo(253, `^${domain}$`),
});

const header = map(['name', 'value'], { name: upTo(256, headerName), value: upTo(4096) });
const headers = list(header, {
  maxItems: 16,
  'x-kubernetes-list-map-keys': ['name'],
  'x-kubernetes-list-type': 'map',
});
const headerFilter = map([], {
  add: headers,
  remove: list(text, { maxItems: 16 }),
  set: headers,
});

const redirect = map([], {
  hostname: upTo(253, `^${domain}$`),
  path: map(['type'], {
    replaceFullPath: { type: 'string', maxLength: 1024 },
    replacePrefixMatch: { type: 'string', maxLength: 1024 },
    type: among(['ReplaceFullPath', 'ReplacePrefixMatch']),
  }),
  port,
  scheme: among(['http', 'https']),
  statusCode: { type: 'integer', default: 302, enum: [301, 302] },
});

const filters = list(
  map(['type'], {
    requestHeaderModifier: headerFilter,
    responseHeaderModifier: headerFilter,
    requestRedirect: redirect,
    type: among(['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect']),
  }),
  { maxItems: 16 },
);

const valueMatch = map(['name', 'value'], {
  name: upTo(256),
  type: among(['Exact', 'RegularExpression'], 'Exact'),
  value: upTo(4096),
});
const matches = list(
  map([], {
    headers: list(valueMatch, { maxItems: 16 }),
    method: among(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']),
    path: {
      ...map([], {
        type: among(['Exact', 'PathPrefix', 'RegularExpression'], 'PathPrefix'),
        value: { type: 'string', default: '/', maxLength: 1024 },
      }),
      default: { type: 'PathPrefix', value: '/' },
    },
    queryParams: list(valueMatch, { maxItems: 16 }),
  }),
  { maxItems: 8, default: [{ path: { type: 'PathPrefix', value: '/' } }] },
);

const backendRefs = list(
  map(['name'], {
    filters,
    group: group(''),
    kind: kind('Service'),
    name: upTo(253),
    namespace,
    port,
    weight: { type: 'integer', format: 'int32', default: 1, minimum: 0, maximum: 1_000_000 },
  }),
  { maxItems: 16 },
);

const time = { type: 'string', pattern: duration };

export const httpRoute: Fields = map([], {
  parentRefs: list(parentRef, { maxItems: 32 }),
  hostnames: list(hostname, { maxItems: 16 }),
  rules: list(
    map([], {
      filters,
      matches,
      backendRefs,
      timeouts: map([], { request: time, backendRequest: time }),
    }),
    { maxItems: 16 },
  ),
});

export const httpRouteStatus: Fields = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};
