import { bytesOf, concat } from './big-endian.ts';

/** Distinguished encoding rules (X.690), as far as certificates and keys need them. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concat(...contents);
  return concat(Uint8Array.of(tag), lengthOctets(content.length), content);
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets = bytesOf(BigInt(length), Math.ceil(length.toString(16).length / 2));
  return concat(Uint8Array.of(0x80 | octets.length), octets);
}

export function sequence(...contents: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...contents);
}

/** Whole numbers from 0 on: a first bit that is set would be a sign. */
export function integer(value: bigint): Uint8Array {
  return der(0x02, bytesOf(value, Math.floor(value.toString(2).length / 8) + 1));
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Uint8Array {
  return der(0x03, Uint8Array.of(unusedBits), bytes);
}

export function objectId(text: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return der(0x06, ...[first * 40 + second, ...rest].map(base128));
}

function base128(value: number): Uint8Array {
  const digits = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) {
    digits.unshift(0x80 | (left % 128));
  }
  return Uint8Array.from(digits);
}

export function text(tag: number, value: string): Uint8Array {
  return der(tag, new TextEncoder().encode(value));
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
export function time(ms: number): Uint8Array {
  const digits = new Date(ms).toISOString().replace(/\..*/, '').replace(/\D/g, '');
  return digits < '2050' ? text(0x17, `${digits.slice(2)}Z`) : text(0x18, `${digits}Z`);
}
