import type { Headers, HttpRequest } from '#cluster/network/http.ts';
import { headerValue } from './header-matcher.ts';
import type { JwtAuthentication, JwtRequirement } from './jwt.ts';
import { verifyProvider, type Verified } from './jwt-provider.ts';

export type JwtVerdict =
  | {
      readonly type: 'passed';
      readonly request: HttpRequest;
      /** Of the filter, by its name; empty without a token. */
      readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    }
  | {
      readonly type: 'refused';
      readonly status: 401 | 403;
      readonly body: string;
      readonly headers: Headers;
      readonly details: string;
    };

/** What the JWT filter makes of a request; `now` in milliseconds (envoyproxy/envoy source/extensions/filters/http/jwt_authn). */
export function authenticateJwt(
  config: JwtAuthentication,
  request: HttpRequest,
  now: number,
): JwtVerdict {
  const rule = config.rules.find(({ match }) => request.path.startsWith(match.prefix));
  if (!rule || (config.bypassCorsPreflight === true && isPreflight(request))) {
    return { type: 'passed', request, metadata: {} };
  }
  const verified = verify(rule.requires, { config, now, request });
  if (verified.status !== ok) return refusal(verified.status, request);
  const { payload } = verified;
  return {
    type: 'passed',
    request: verified.request,
    metadata: payload ? { 'envoy.filters.http.jwt_authn': payload } : {},
  };
}

const ok = undefined;
const missing = 'Jwt is missing';
const unknownIssuer = 'Jwt issuer is not configured';

interface Context {
  readonly config: JwtAuthentication;
  readonly now: number;
  readonly request: HttpRequest;
}

function verify(requirement: JwtRequirement, context: Context): Verified {
  const { config, request } = context;
  if ('providerName' in requirement) {
    const { providerName } = requirement;
    const provider = Object.hasOwn(config.providers, providerName)
      ? config.providers[providerName]
      : undefined;
    return provider ? verifyProvider(provider, request, context.now) : { status: missing, request };
  }
  if ('requiresAll' in requirement) return verifyAll(requirement.requiresAll.requirements, context);
  if ('requiresAny' in requirement) return verifyAny(requirement.requiresAny.requirements, context);
  const names = Object.keys(config.providers).map((providerName) => ({ providerName }));
  return verifyAny([...names, requirement], context);
}

function verifyAll(requirements: readonly JwtRequirement[], context: Context): Verified {
  let all: Verified = { status: ok, request: context.request };
  for (const requirement of requirements) {
    const one = verify(requirement, { ...context, request: all.request });
    const payload = one.payload ?? all.payload;
    all = { ...one, ...(payload && { payload }) };
    if (all.status !== ok) return all;
  }
  return all;
}

/** The first that is well; else the most telling failure, and none where a missing token is allowed. */
function verifyAny(requirements: readonly JwtRequirement[], context: Context): Verified {
  let { request } = context;
  let status: string | undefined = missing;
  for (const requirement of requirements) {
    if ('allowMissing' in requirement) continue;
    const one = verify(requirement, { ...context, request });
    if (one.status === ok) return one;
    request = one.request;
    const isTelling = one.status !== missing && one.status !== unknownIssuer;
    if (isTelling || status === missing) status = one.status;
  }
  const isAllowed = requirements.some((requirement) => 'allowMissing' in requirement);
  return { status: isAllowed && status === missing ? ok : status, request };
}

/** A preflight carries no credentials. */
function isPreflight(request: HttpRequest): boolean {
  return (
    request.method === 'OPTIONS' &&
    Boolean(headerValue(request, 'origin')) &&
    Boolean(headerValue(request, 'access-control-request-method'))
  );
}

/** What is asked for stands in the challenge, its path cut at 256 characters. */
function refusal(status: string, request: HttpRequest): JwtVerdict {
  const scheme = headerValue(request, ':scheme') ?? 'http';
  const realm = `Bearer realm="${scheme}://${request.authority}${request.path.slice(0, 256)}"`;
  const challenge = status === missing ? realm : `${realm}, error="invalid_token"`;
  return {
    type: 'refused',
    status: status === 'Audiences in Jwt are not allowed' ? 403 : 401,
    body: status,
    headers: [['www-authenticate', challenge]],
    details: `jwt_authn_access_denied{${status.replaceAll(' ', '_')}}`,
  };
}
