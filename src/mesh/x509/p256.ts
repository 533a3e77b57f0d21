import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesOf, concat, numberOf } from './big-endian.ts';
import { inverse, mod } from './modular.ts';

/** Jacobian coordinates, so that nothing is divided until the end: (x/z², y/z³). The point at infinity has no z. */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

/** NIST P-256 (SEC 2 §2.4.2). */
const prime = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const infinity: Point = { x: 1n, y: 1n, z: 0n };
const generator: Point = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  z: 1n,
};

export interface P256PublicKey {
  readonly x: bigint;
  readonly y: bigint;
}

export interface P256PrivateKey {
  /** From 1 to the order of the curve, excluded. */
  readonly secret: bigint;
}

/** A private key of any 256 bits. */
export function p256KeyOf(bits: bigint): P256PrivateKey {
  return { secret: mod(bits, order - 1n) + 1n };
}

export function publicKeyOf({ secret }: P256PrivateKey): P256PublicKey {
  return affine(multipleOfGenerator(secret));
}

/** ECDSA with the nonce that RFC 6979 derives from the key and the digest; r and s side by side. */
export function signP256(key: P256PrivateKey, digest: Uint8Array): Uint8Array {
  for (const nonce of noncesOf(key, digest)) {
    const r = mod(affine(multipleOfGenerator(nonce)).x, order);
    const s = mod(inverse(nonce, order) * (numberOf(digest) + r * key.secret), order);
    if (r !== 0n && s !== 0n) return concat(bytesOf(r, 32), bytesOf(s, 32));
  }
  throw new Error('nonces never end');
}

/** RFC 6979 §3.2. */
function* noncesOf({ secret }: P256PrivateKey, digest: Uint8Array): Generator<bigint> {
  const seed = concat(bytesOf(secret, 32), bytesOf(mod(numberOf(digest), order), 32));
  let value: Uint8Array = new Uint8Array(32).fill(1);
  let key: Uint8Array = new Uint8Array(32);
  for (const separator of [0, 1]) {
    key = hmac(sha256, key, concat(value, Uint8Array.of(separator), seed));
    value = hmac(sha256, key, value);
  }
  for (;;) {
    value = hmac(sha256, key, value);
    const nonce = numberOf(value);
    if (nonce > 0n && nonce < order) yield nonce;
    key = hmac(sha256, key, concat(value, Uint8Array.of(0)));
    value = hmac(sha256, key, value);
  }
}

/** ECDSA, of a digest of 32 bytes (SEC 1 §4.1.4); the signature is r and s side by side. */
export function verifyP256(key: P256PublicKey, digest: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64 || !isOnCurve(key)) return false;
  const r = numberOf(signature.subarray(0, 32));
  const s = numberOf(signature.subarray(32));
  if (r <= 0n || r >= order || s <= 0n || s >= order) return false;
  const factor = inverse(s, order);
  const ofGenerator = mod(numberOf(digest) * factor, order);
  const point = sum(ofGenerator, { ...key, z: 1n }, mod(r * factor, order));
  return point.z !== 0n && mod(affine(point).x, order) === r;
}

/** y² = x³ − 3x + b. */
function isOnCurve({ x, y }: P256PublicKey): boolean {
  return x < prime && y < prime && mod(y * y - (x * x * x - 3n * x + b), prime) === 0n;
}

function affine({ x, y, z }: Point): P256PublicKey {
  const inverted = inverse(z, prime);
  const square = (inverted * inverted) % prime;
  return { x: (x * square) % prime, y: mod(y * square * inverted, prime) };
}

/** Of each hexadecimal digit of a factor, the last first, what that digit there adds: made once, as every signature needs them. */
let multiples: readonly (readonly Point[])[] | undefined;

function makeMultiples(): readonly (readonly Point[])[] {
  let unit = generator;
  return Array.from({ length: 64 }, () => {
    const row = [infinity];
    while (row.length < 16) row.push(add(row.at(-1) ?? infinity, unit));
    unit = add(row.at(-1) ?? infinity, unit);
    return row;
  });
}

function multipleOfGenerator(factor: bigint): Point {
  multiples ??= makeMultiples();
  return bytesOf(factor, 32).reduce((result, byte, at) => {
    const high = multiples?.[63 - 2 * at]?.[byte >> 4] ?? infinity;
    const low = multiples?.[62 - 2 * at]?.[byte & 15] ?? infinity;
    return add(add(result, high), low);
  }, infinity);
}

/** Multiples of the generator and of a point, added: both factors at once, bit by bit. */
function sum(ofGenerator: bigint, point: Point, ofPoint: bigint): Point {
  const both = add(generator, point);
  let result = infinity;
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    result = double(result);
    const [first, second] = [(ofGenerator >> bit) & 1n, (ofPoint >> bit) & 1n];
    if (first & second) result = add(result, both);
    else if (first) result = add(result, generator);
    else if (second) result = add(result, point);
  }
  return result;
}

function double({ x, y, z }: Point): Point {
  if (z === 0n) return infinity;
  const square = (y * y) % prime;
  const product = (4n * x * square) % prime;
  const slope = (3n * (x - z * z) * (x + z * z)) % prime;
  const newX = mod(slope * slope - 2n * product, prime);
  return {
    x: newX,
    y: mod(slope * (product - newX) - 8n * square * square, prime),
    z: mod(2n * y * z, prime),
  };
}

function add(one: Point, other: Point): Point {
  if (one.z === 0n) return other;
  if (other.z === 0n) return one;
  const [square1, square2] = [(one.z * one.z) % prime, (other.z * other.z) % prime];
  const [x1, x2] = [mod(one.x * square2, prime), mod(other.x * square1, prime)];
  const [y1, y2] = [mod(one.y * square2 * other.z, prime), mod(other.y * square1 * one.z, prime)];
  if (x1 === x2) return y1 === y2 ? double(one) : infinity;
  const [run, rise] = [x2 - x1, y2 - y1];
  const square = (run * run) % prime;
  const cube = (square * run) % prime;
  const x = mod(rise * rise - cube - 2n * x1 * square, prime);
  return {
    x,
    y: mod(rise * (x1 * square - x) - y1 * cube, prime),
    z: mod(run * one.z * other.z, prime),
  };
}
