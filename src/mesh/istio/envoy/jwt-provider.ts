import type { HttpRequest } from '#cluster/network/http.ts';
import { base64Text } from '#mesh/x509/base64url.ts';
import { refusedBy } from './jwks.ts';
import { findTokens, withAddedHeader, withoutHeader } from './jwt-locations.ts';
import { isObject, parseJwt, type Jwt } from './jwt-token.ts';
import type { JwtProvider } from './jwt.ts';

export interface Verified {
  /** Envoy's words for what is wrong; undefined when all is well. */
  readonly status: string | undefined;
  readonly request: HttpRequest;
  /** Under the provider's own name for it. */
  readonly payload?: Readonly<Record<string, unknown>>;
}

const clockSkew = 60;

/** Tries the tokens that a provider finds, one after the other (authenticator.cc). */
export function verifyProvider(provider: JwtProvider, request: HttpRequest, now: number): Verified {
  const clean = withoutOwnHeaders(provider, request);
  let status = 'Jwt is missing';
  for (const { token, remove } of findTokens(provider, clean)) {
    const jwt = checkToken(provider, token, now);
    if (typeof jwt !== 'string') {
      return accept(provider, jwt, provider.forward ? clean : remove(clean));
    }
    status = jwt;
  }
  return { status, request: clean };
}

/** What only a good token may write. */
function withoutOwnHeaders(provider: JwtProvider, request: HttpRequest): HttpRequest {
  const { forwardPayloadHeader, claimToHeaders = [] } = provider;
  const names = [forwardPayloadHeader, ...claimToHeaders.map(({ headerName }) => headerName)];
  return names.reduce(
    (clean, name) => (name ? withoutHeader(clean, name.toLowerCase()) : clean),
    request,
  );
}

function checkToken(provider: JwtProvider, token: string, now: number): Jwt | string {
  const jwt = parseJwt(token);
  if (typeof jwt === 'string') return jwt;
  if (provider.issuer && jwt.issuer !== provider.issuer) return 'Jwt issuer is not configured';
  const seconds = Math.floor(now / 1000);
  if (seconds + clockSkew < jwt.notBefore) return 'Jwt not yet valid';
  if (jwt.expires > 0 && seconds > jwt.expires + clockSkew) return 'Jwt is expired';
  if (!isAudience(provider.audiences ?? [], jwt.audiences)) {
    return 'Audiences in Jwt are not allowed';
  }
  return refusedBy(provider.localJwks?.inlineString ?? '', jwt) ?? jwt;
}

/** The scheme and a final slash do not count. */
function isAudience(allowed: readonly string[], given: readonly string[]): boolean {
  const bare = (text: string): string => text.replace(/^https?:\/\//, '').replace(/\/$/, '');
  const names = new Set(allowed.map(bare));
  return names.size === 0 || given.some((each) => names.has(bare(each)));
}

function accept(provider: JwtProvider, jwt: Jwt, request: HttpRequest): Verified {
  const { forwardPayloadHeader, claimToHeaders = [], payloadInMetadata } = provider;
  let changed = forwardPayloadHeader
    ? withAddedHeader(request, forwardPayloadHeader.toLowerCase(), jwt.payloadText)
    : request;
  for (const { headerName, claimName } of claimToHeaders) {
    const value = claimText(claimOf(jwt.payload, claimName.split('.')));
    if (value) changed = withAddedHeader(changed, headerName.toLowerCase(), value);
  }
  return {
    status: undefined,
    request: changed,
    ...(payloadInMetadata && { payload: { [payloadInMetadata]: normalized(provider, jwt) } }),
  };
}

function claimOf(payload: unknown, names: readonly string[]): unknown {
  const [name, ...rest] = names;
  if (name === undefined) return payload;
  return isObject(payload) && Object.hasOwn(payload, name)
    ? claimOf(payload[name], rest)
    : undefined;
}

/** Lists and objects go as JSON in base64; a number that is not whole has six decimals. */
function claimText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 0 ? BigInt(value).toString() : value.toFixed(6);
  }
  return value === undefined || value === null ? undefined : base64Text(JSON.stringify(value));
}

function normalized({ normalizePayloadInMetadata }: JwtProvider, { payload }: Jwt) {
  const lists = new Set(normalizePayloadInMetadata?.spaceDelimitedClaims);
  const values = Object.entries(payload).map(([name, value]): [string, unknown] => [
    name,
    lists.has(name) && typeof value === 'string' ? value.split(' ').filter(Boolean) : value,
  ]);
  return Object.fromEntries(values);
}
