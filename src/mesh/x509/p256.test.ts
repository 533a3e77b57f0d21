import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hexOf } from './big-endian.ts';
import { p256KeyOf, publicKeyOf, signP256, verifyP256 } from './p256.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('ECDSA on P-256', () => {
  test.each([
    [
      'sample',
      'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
      'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
    ],
    [
      'test',
      'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367',
      '019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
    ],
  ])('signs %j as RFC 6979 (A.2.5) has it', (message, r, s) => {
    const secret = 0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721n;
    const key = p256KeyOf(secret - 1n);
    expect(publicKeyOf(key)).toEqual({
      x: 0x60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6n,
      y: 0x7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299n,
    });
    expect(hexOf(signP256(key, sha256(bytes(message))))).toBe(r + s);
  });

  test('whatever the key and the message, a signature is of both and of nothing else', () => {
    const number = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    fc.assert(
      fc.property(number, fc.uint8Array(), fc.nat(511), (bits, message, at) => {
        const key = p256KeyOf(bits);
        const digest = sha256(message);
        const signature = signP256(key, digest);
        const other = signature.map((byte, place) =>
          place === at >> 3 ? byte ^ (1 << (at & 7)) : byte,
        );
        expect(verifyP256(publicKeyOf(key), digest, signature)).toBe(true);
        expect(verifyP256(publicKeyOf(key), digest, other)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});
