import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesOf, concat, numberOf } from './big-endian.ts';
import { inverse, mod, power } from './modular.ts';

export interface RsaPublicKey {
  readonly modulus: bigint;
  readonly exponent: bigint;
}

/** Two primes are all that a private key is. */
export interface RsaPrivateKey extends RsaPublicKey {
  readonly primes: readonly [bigint, bigint];
}

export type Digest = 'SHA-256' | 'SHA-384' | 'SHA-512';

/** The hash, and what stands before it in a signature: DigestInfo of RFC 8017 §9.2, note 1. */
const digests: Readonly<Record<Digest, readonly [(message: Uint8Array) => Uint8Array, string]>> = {
  'SHA-256': [sha256, '3031300d060960864801650304020105000420'],
  'SHA-384': [sha384, '3041300d060960864801650304020205000430'],
  'SHA-512': [sha512, '3051300d060960864801650304020305000440'],
};

export function rsaKeyOf(...primes: readonly [bigint, bigint]): RsaPrivateKey {
  return { primes, modulus: primes[0] * primes[1], exponent: 65_537n };
}

/** RSASSA-PKCS1-v1_5. */
export function signRsa(key: RsaPrivateKey, digest: Digest, message: Uint8Array): Uint8Array {
  const length = lengthOf(key);
  const value = numberOf(encoded(digest, message, length));
  return bytesOf(decrypt(key, value), length);
}

export function verifyRsa(
  key: RsaPublicKey,
  digest: Digest,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const length = lengthOf(key);
  const value = numberOf(signature);
  if (signature.length !== length || value >= key.modulus || length < 128) return false;
  return power(value, key.exponent, key.modulus) === numberOf(encoded(digest, message, length));
}

export function privateExponent({ primes: [p, q], exponent }: RsaPrivateKey): bigint {
  return inverse(exponent, (p - 1n) * (q - 1n));
}

/** By the Chinese remainder theorem: two powers of half the length take a quarter of the time. */
function decrypt(key: RsaPrivateKey, value: bigint): bigint {
  const [p, q] = key.primes;
  const ofP = power(value % p, inverse(key.exponent, p - 1n), p);
  const ofQ = power(value % q, inverse(key.exponent, q - 1n), q);
  return ofQ + q * mod((ofP - ofQ) * inverse(q, p), p);
}

/** 00 01 FF … FF 00, then the digest. */
function encoded(digest: Digest, message: Uint8Array, length: number): Uint8Array {
  const [hash, prefix] = digests[digest];
  const info = concat(bytesOf(BigInt(`0x${prefix}`), prefix.length / 2), hash(message));
  const padding = new Uint8Array(Math.max(0, length - info.length - 3)).fill(0xff);
  return concat(Uint8Array.of(0, 1), padding, Uint8Array.of(0), info);
}

function lengthOf({ modulus }: RsaPublicKey): number {
  return Math.ceil(modulus.toString(16).length / 2);
}
