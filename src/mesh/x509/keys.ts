import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOf, concat, numberOf } from './big-endian.ts';
import { bitString, der, integer, objectId, sequence } from './der.ts';
import { inverse } from './modular.ts';
import {
  publicKeyOf,
  signP256,
  verifyP256,
  type P256PrivateKey,
  type P256PublicKey,
} from './p256.ts';
import { children, readDer } from './read-der.ts';
import {
  privateExponent,
  signRsa,
  verifyRsa,
  type RsaPrivateKey,
  type RsaPublicKey,
} from './rsa.ts';

/** The two kinds of keys that meshes make: each knows how it is written, and how it signs with SHA-256. */
export type PublicKey = RsaPublicKey | P256PublicKey;
export type PrivateKey = RsaPrivateKey | P256PrivateKey;

const nothing = der(0x05);
const p256 = objectId('1.2.840.10045.3.1.7');
const sha256WithRsa = sequence(objectId('1.2.840.113549.1.1.11'), nothing);
const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));

export function publicHalf(key: PrivateKey): PublicKey {
  return 'modulus' in key ? key : publicKeyOf(key);
}

/** SubjectPublicKeyInfo. */
export function publicKeyInfo(key: PublicKey): Uint8Array {
  const algorithm =
    'modulus' in key
      ? sequence(objectId('1.2.840.113549.1.1.1'), nothing)
      : sequence(objectId('1.2.840.10045.2.1'), p256);
  return sequence(algorithm, bitString(publicKeyBits(key)));
}

/** PKCS #1 of an RSA key; of a curve's, its point, not compressed. */
export function publicKeyBits(key: PublicKey): Uint8Array {
  return 'modulus' in key
    ? sequence(integer(key.modulus), integer(key.exponent))
    : concat(Uint8Array.of(4), bytesOf(key.x, 32), bytesOf(key.y, 32));
}

/** AlgorithmIdentifier of what the key signs. */
export function signatureAlgorithm(key: PrivateKey): Uint8Array {
  return 'modulus' in key ? sha256WithRsa : ecdsaWithSha256;
}

export function sign(key: PrivateKey, message: Uint8Array): Uint8Array {
  if ('modulus' in key) return signRsa(key, 'SHA-256', message);
  const signature = signP256(key, sha256(message));
  return sequence(
    integer(numberOf(signature.subarray(0, 32))),
    integer(numberOf(signature.subarray(32))),
  );
}

/** Of a signature as certificates hold it. */
export function verify(key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  if ('modulus' in key) return verifyRsa(key, 'SHA-256', message, signature);
  const numbers = children(readDer(signature)).map(({ content }) => numberOf(content));
  const [r = 0n, s = 0n] = numbers.filter((number) => number < 1n << 256n);
  return verifyP256(key, sha256(message), concat(bytesOf(r, 32), bytesOf(s, 32)));
}

/** PKCS #1, what stands in an `RSA PRIVATE KEY`; SEC 1, what stands in an `EC PRIVATE KEY`. */
export function privateKeyDer(key: PrivateKey): Uint8Array {
  if (!('modulus' in key)) {
    const point = bitString(publicKeyBits(publicKeyOf(key)));
    return sequence(
      integer(1n),
      der(0x04, bytesOf(key.secret, 32)),
      der(0xa0, p256),
      der(0xa1, point),
    );
  }
  const { primes, modulus, exponent } = key;
  const [p, q] = primes;
  const secret = privateExponent(key);
  const numbers = [0n, modulus, exponent, secret, p, q, secret % (p - 1n), secret % (q - 1n)];
  return sequence(...[...numbers, inverse(q, p)].map(integer));
}
