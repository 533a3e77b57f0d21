import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { decodeBase64Url } from '#mesh/x509/base64url.ts';
import { hexOf, numberOf } from '#mesh/x509/big-endian.ts';
import { verifyP256 } from '#mesh/x509/p256.ts';
import { verifyRsa, type Digest } from '#mesh/x509/rsa.ts';
import { isObject, parseObject, type Jwt } from './jwt-token.ts';

/** A key of a set: undefined from `verify` says that the course does not know the algorithm. */
interface Jwk {
  readonly keyId: string;
  readonly algorithm: string;
  readonly verify: (jwt: Jwt, signed: Uint8Array) => boolean | undefined;
}

/** A set, and what became of the tokens that it was asked about: a signature takes milliseconds to check. */
interface KeySet {
  readonly keys: readonly Jwk[];
  readonly verdicts: Map<string, { readonly words: string | undefined }>;
}

const sets = new Map<string, KeySet>();
const mostKept = 100;

/**
 * Checks a token's signature with a set of keys, as JSON (envoyproxy/envoy source/common/jwt: jwks.cc, verify.cc). Undefined
 * when it is good, else Envoy's words.
 */
export function refusedBy(jwks: string, jwt: Jwt): string | undefined {
  const set = remembered(sets, jwks, () => ({ keys: parseKeys(jwks), verdicts: new Map() }));
  const token = `${jwt.signed}.${hexOf(jwt.signature)}`;
  return remembered(set.verdicts, token, () => ({ words: refusal(set.keys, jwt) })).words;
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= mostKept) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}

function refusal(keys: readonly Jwk[], jwt: Jwt): string | undefined {
  if (keys.length === 0) return "Jwks doesn't have any valid public key";
  const chosen = keys.filter(
    ({ keyId, algorithm }) =>
      (!jwt.keyId || !keyId || keyId === jwt.keyId) && (!algorithm || algorithm === jwt.algorithm),
  );
  if (chosen.length === 0) return "Jwks doesn't have key to match kid or alg from Jwt";
  const signed = new TextEncoder().encode(jwt.signed);
  const verdicts = chosen.map(({ verify }) => verify(jwt, signed));
  if (verdicts.includes(true)) return undefined;
  return verdicts.includes(undefined)
    ? `maillage: la signature ${jwt.algorithm} d’un JWT n’est pas simulée dans ce cours`
    : 'Jwt verification fails';
}

/** One key that cannot be read spoils the set. */
function parseKeys(jwks: string): readonly Jwk[] {
  const keys = parseObject(jwks)?.['keys'];
  if (!Array.isArray(keys)) return [];
  const parsed = keys.filter(isObject).map(parseKey);
  const good = parsed.filter((key) => key !== undefined);
  return good.length === parsed.length ? good : [];
}

type Fields = Readonly<Record<string, unknown>>;

/** By `kty`: how a key is read. */
const kinds: Readonly<Record<string, (fields: Fields) => Jwk['verify'] | undefined>> = {
  RSA: rsaKey,
  EC: ecKey,
  oct: hmacKey,
  OKP: () => () => undefined,
};

function parseKey(fields: Fields): Jwk | undefined {
  const { kty, kid, alg } = fields;
  const kind = typeof kty === 'string' && Object.hasOwn(kinds, kty) ? kinds[kty] : undefined;
  const verify = kind?.(fields);
  return (
    verify && {
      keyId: typeof kid === 'string' ? kid : '',
      algorithm: typeof alg === 'string' ? alg : '',
      verify,
    }
  );
}

const rsaDigests: Readonly<Record<string, Digest>> = {
  RS256: 'SHA-256',
  RS384: 'SHA-384',
  RS512: 'SHA-512',
};

function rsaKey({ n, e }: Fields): Jwk['verify'] | undefined {
  const [modulus, exponent] = [bytesOf(n), bytesOf(e)];
  if (!modulus || !exponent) return undefined;
  const key = { modulus: numberOf(modulus), exponent: numberOf(exponent) };
  return ({ algorithm, signature }, signed) => {
    const digest = rsaDigests[algorithm];
    if (digest) return verifyRsa(key, digest, signed, signature);
    return algorithm.startsWith('PS') ? undefined : false;
  };
}

function ecKey({ x, y, crv, alg }: Fields): Jwk['verify'] | undefined {
  const [bytesOfX, bytesOfY] = [bytesOf(x), bytesOf(y)];
  if (!bytesOfX || !bytesOfY) return undefined;
  if (crv !== 'P-256' && alg !== 'ES256' && (crv ?? alg) !== undefined) return () => undefined;
  const key = { x: numberOf(bytesOfX), y: numberOf(bytesOfY) };
  return ({ algorithm, signature }, signed) =>
    algorithm === 'ES256' && verifyP256(key, sha256(signed), signature);
}

const macs: Readonly<Record<string, typeof sha256 | typeof sha512>> = {
  HS256: sha256,
  HS384: sha384,
  HS512: sha512,
};

function hmacKey({ k }: Fields): Jwk['verify'] | undefined {
  const key = bytesOf(k);
  if (!key?.length) return undefined;
  return ({ algorithm, signature }, signed) => {
    const hash = macs[algorithm] ?? sha256;
    const expected = hmac(hash, key, signed);
    return (
      expected.length === signature.length && expected.every((byte, at) => byte === signature[at])
    );
  };
}

function bytesOf(value: unknown): Uint8Array | undefined {
  return typeof value === 'string' ? decodeBase64Url(value) : undefined;
}
