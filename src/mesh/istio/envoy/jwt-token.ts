import { decodeBase64Url } from '#mesh/x509/base64url.ts';

/** A JSON Web Token, read and not yet trusted (envoyproxy/envoy source/common/jwt/jwt.cc). */
export interface Jwt {
  readonly algorithm: string;
  readonly keyId: string;
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** Seconds since 1970; 0 when not given. */
  readonly notBefore: number;
  readonly expires: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly payloadText: string;
  /** Header and payload as they were signed. */
  readonly signed: string;
  readonly signature: Uint8Array;
}

const algorithms: ReadonlySet<unknown> = new Set(
  'ES256 ES384 ES512 HS256 HS384 HS512 RS256 RS384 RS512 PS256 PS384 PS512 EdDSA'.split(' '),
);

/** The token, or Envoy's words for what is wrong with it. */
export function parseJwt(token: string): Jwt | string {
  const [headerText = '', payloadText = '', signatureText = '', ...others] = token.split('.');
  if (!headerText || !payloadText || !signatureText || others.length > 0) {
    return 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections';
  }
  const header = parsePart(headerText, 'header');
  if (typeof header === 'string') return header;
  const { alg, kid = '' } = header;
  if (typeof alg !== 'string') return 'Jwt header [alg] field is required and must be a string';
  if (!algorithms.has(alg)) return 'Jwt header [alg] is not supported';
  if (typeof kid !== 'string') return 'Jwt header [kid] field is not a string';
  const payload = parsePart(payloadText, 'payload');
  if (typeof payload === 'string') return payload;
  const wrong = wrongField(payload);
  if (wrong !== undefined) return wrong;
  const signature = decodeBase64Url(signatureText);
  if (!signature) return 'Jwt signature is an invalid Base64url encoded';
  return {
    algorithm: alg,
    keyId: kid,
    issuer: textOf(payload['iss']),
    audiences: textsOf(payload['aud']),
    notBefore: numberOf(payload['nbf']),
    expires: numberOf(payload['exp']),
    payload,
    payloadText,
    signed: `${headerText}.${payloadText}`,
    signature,
  };
}

function parsePart(text: string, part: string): Readonly<Record<string, unknown>> | string {
  const bytes = decodeBase64Url(text);
  if (!bytes) return `Jwt ${part} is an invalid Base64url encoded`;
  return parseObject(new TextDecoder().decode(bytes)) ?? `Jwt ${part} is an invalid JSON`;
}

/** Undefined for what is no JSON, or no object. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Fields in the order in which they are read; one that is not there is well. */
function wrongField(payload: Readonly<Record<string, unknown>>): string | undefined {
  const checks: readonly (readonly [string, (value: unknown) => string | undefined])[] = [
    ['iss', wrongText],
    ['sub', wrongText],
    ['iat', wrongTime],
    ['nbf', wrongTime],
    ['exp', wrongTime],
    ['jti', wrongText],
    ['aud', wrongTexts],
  ];
  for (const [name, check] of checks) {
    const wrong = Object.hasOwn(payload, name) ? check(payload[name]) : undefined;
    if (wrong !== undefined) return `Jwt payload [${name}] field is not ${wrong}`;
  }
  return undefined;
}

function wrongText(value: unknown): string | undefined {
  return typeof value === 'string' ? undefined : 'a string';
}

function wrongTexts(value: unknown): string | undefined {
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return isList || typeof value === 'string' ? undefined : 'a string or string list';
}

function wrongTime(value: unknown): string | undefined {
  if (typeof value !== 'number') return 'an integer';
  return value >= 0 && value < 2 ** 63 ? undefined : 'a positive 64 bit integer';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? Math.floor(value) : 0;
}
