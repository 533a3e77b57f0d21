/**
 * What a rule of an AuthorizationPolicy can look at, and the matcher that each list of values becomes
 * (istio/istio 1.31 pilot/pkg/security/authz/model/generator.go).
 */
import type { Permission, Principal } from '#mesh/istio/envoy/rbac.ts';
import {
  anyOf,
  anyText,
  cidrRange,
  claimAmong,
  claimMatcher,
  headerMatcher,
  hostMatcher,
  inlineHeaderMatcher,
  isPathTemplate,
  pathTemplate,
  textMatcher,
} from './value-matchers.ts';

/** What `values` become together; `failed` when some could not be understood. */
export interface Matched<Matcher> {
  readonly matcher?: Matcher;
  readonly failed: boolean;
}

export interface Attribute<Matcher> {
  /** Nothing of it is known of a connection that is not HTTP. */
  readonly isHttp: boolean;
  readonly match: (values: readonly string[], at: Place) => Matched<Matcher>;
}

/** Where a condition stands: its key (`request.headers[User-Agent]`) and the policy's namespace. */
export interface Place {
  readonly key: string;
  readonly namespace: string;
}

const tcp = { isHttp: false } as const;
const http = { isHttp: true } as const;

/** By the key of a condition, without what stands in its brackets. */
export const permissions = {
  'destination.ip': { ...tcp, match: eachRule(destinationIp) },
  'destination.port': { ...tcp, match: eachRule(destinationPort) },
  'connection.sni': {
    ...tcp,
    match: eachRule((value) => ({ requestedServerName: textMatcher(value) })),
  },
  'experimental.envoy.filters.': { ...tcp, match: metadataRule },
} as const satisfies Record<string, Attribute<Permission>>;

/** Those that an operation lists, and no condition can name. */
export const operationFields = {
  hosts: { ...http, match: eachRule((value) => ({ header: hostMatcher(value) })) },
  methods: { ...http, match: eachRule((value) => ({ header: headerMatcher(':method', value) })) },
  paths: { ...http, match: eachRule(pathRule) },
} as const satisfies Record<string, Attribute<Permission>>;

export const principals = {
  'source.ip': { ...tcp, match: eachId(directRemoteIp) },
  'remote.ip': { ...tcp, match: eachId(remoteIp) },
  'source.namespace': {
    ...tcp,
    match: eachId((value) => authenticated(`.*/ns/${value.replaceAll('*', '.*')}/.*`)),
  },
  'source.serviceAccount': { ...tcp, match: eachId(serviceAccount) },
  'source.principal': {
    ...tcp,
    match: eachId((value) => ({
      authenticated: { principalName: textMatcher(value, 'spiffe://') },
    })),
  },
  'request.auth.principal': { ...http, match: requestPrincipals },
  'request.auth.audiences': { ...http, match: (values) => claim(['aud'], values) },
  'request.auth.presenter': { ...http, match: (values) => claim(['azp'], values) },
  'request.headers[': { ...http, match: eachId(header(headerMatcher)) },
  'request.experimental.inline.headers[': { ...http, match: eachId(header(inlineHeaderMatcher)) },
  'request.auth.claims[': {
    ...http,
    match: (values, { key }) => {
      const claims = claimsOf(key.slice('request.auth.claims'.length));
      return claims ? claim(claims, values) : { failed: true };
    },
  },
} as const satisfies Record<string, Attribute<Principal>>;

function eachRule(one: (value: string, at: Place) => Permission | undefined) {
  return each(one, (rules) => ({ orRules: { rules } }));
}

function eachId(one: (value: string, at: Place) => Principal | undefined) {
  return each(one, (ids) => ({ orIds: { ids } }));
}

function each<Matcher>(
  one: (value: string, at: Place) => Matcher | undefined,
  or: (matchers: readonly Matcher[]) => Matcher,
): Attribute<Matcher>['match'] {
  return (values, at) => {
    const made = values.map((value) => one(value, at)).filter((matcher) => matcher !== undefined);
    const failed = made.length < values.length;
    return made.length > 0 ? { matcher: or(made), failed } : { failed };
  };
}

function destinationIp(value: string): Permission | undefined {
  const range = cidrRange(value);
  return range && { destinationIp: range };
}

function destinationPort(value: string): Permission | undefined {
  const isPort = /^\d{1,5}$/.test(value) && Number(value) < 65_536;
  return isPort ? { destinationPort: Number(value) } : undefined;
}

function directRemoteIp(value: string): Principal | undefined {
  const range = cidrRange(value);
  return range && { directRemoteIp: range };
}

function remoteIp(value: string): Principal | undefined {
  const range = cidrRange(value);
  return range && { remoteIp: range };
}

function pathRule(value: string): Permission {
  return isPathTemplate(value)
    ? { uriTemplate: pathTemplate(value) }
    : { urlPath: { path: textMatcher(value) } };
}

/** `experimental.envoy.filters.a.b[c]`: a value in brackets stands in a list. */
function metadataRule(values: readonly string[], { key }: Place): Matched<Permission> {
  const [, filter, name] = /^experimental\.([^[]*)\[(.*?)\]?$/.exec(key) ?? [];
  if (filter === undefined || name === undefined) return { failed: true };
  const value = anyOf(
    values.map((each) => {
      const inner = /^\[(.*)\]$/.exec(each)?.[1];
      return inner === undefined
        ? { stringMatch: textMatcher(each) }
        : {
            listMatch: {
              oneOf: { stringMatch: textMatcher(inner.replace(/^[[\]]+|[[\]]+$/g, '')) },
            },
          };
    }),
  );
  return { matcher: { metadata: { filter, path: [{ key: name }], value } }, failed: false };
}

function authenticated(regex: string): Principal {
  return { authenticated: { principalName: { safeRegex: { regex } } } };
}

/** `name`, in the policy's namespace, or `namespace/name`. */
function serviceAccount(value: string, at: Place): Principal {
  const [first = '', ...rest] = value.split('/');
  const [namespace, name] = rest.length > 0 ? [first, rest.join('/')] : [at.namespace, first];
  return authenticated(`spiffe://.+/ns/${namespace}/(.+/|)sa/${name}(/.+)?`);
}

function header(
  matcher: typeof headerMatcher,
): (value: string, at: Place) => Principal | undefined {
  return (value, { key }) => {
    const name = /^[^[]*\[(.*)\]$/.exec(key)?.[1];
    return name === undefined ? undefined : { header: matcher(name, value) };
  };
}

function claim(keys: readonly string[], values: readonly string[]): Matched<Principal> {
  return { matcher: { metadata: claimAmong(keys, values) }, failed: false };
}

/** `[a][b]` is a nested claim; brackets that do not pair are part of one name. */
function claimsOf(text: string): readonly string[] | undefined {
  if (/^(\[[^[\]]*\])+$/.test(text)) return text.slice(1, -1).split('][');
  const only = /^\[(.*)\]$/.exec(text)?.[1];
  return only === undefined ? undefined : [only];
}

/** `issuer/subject`, cut at the last slash, since an issuer may be an address. */
function requestPrincipals(values: readonly string[]): Matched<Principal> {
  const [only, ...others] = values.map(requestPrincipal);
  if (!only) return { failed: false };
  return {
    matcher: others.length > 0 ? { orIds: { ids: [only, ...others] } } : only,
    failed: false,
  };
}

function requestPrincipal(value: string): Principal {
  const [issuer, subject] = issuerAndSubject(value);
  const ids = [
    claimMatcher(['iss'], { stringMatch: issuer }),
    claimMatcher(['sub'], { stringMatch: subject }),
  ];
  return { andIds: { ids: ids.map((metadata) => ({ metadata })) } };
}

function issuerAndSubject(value: string) {
  const at = value.lastIndexOf('/');
  const [issuer, subject] = at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
  if (value === '*') return [anyText, anyText] as const;
  if (value.startsWith('*')) {
    return at < 0
      ? ([anyText, { suffix: value.slice(1) }] as const)
      : ([textMatcher(issuer), { exact: subject }] as const);
  }
  if (value.endsWith('*')) {
    return at < 0
      ? ([{ prefix: value.slice(0, -1) }, anyText] as const)
      : ([{ exact: issuer }, textMatcher(subject)] as const);
  }
  return [{ exact: issuer }, { exact: subject }] as const;
}
