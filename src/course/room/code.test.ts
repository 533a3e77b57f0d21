import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codeOf, parseCode, shownCode } from './code.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

it('names a room by its key, without letters that are taken for one another', () => {
  fc.assert(
    fc.property(key, (bytes) => {
      const code = codeOf(bytes);
      expect(code).toMatch(/^[2-9A-HJ-NP-Z]{10}$/);
      expect(parseCode(shownCode(code))).toBe(code);
    }),
  );
});

it('gives two keys two codes, and spreads over all letters', () => {
  const codes = Array.from({ length: 500 }, (_, at) => codeOf(new Uint8Array([at, at >> 8])));
  expect(new Set(codes).size).toBe(500);
  expect(new Set(codes.join('')).size).toBe(32);
});

it('reads a code as people write it, and nothing else', () => {
  expect(parseCode(' k7qm2 xwpab ')).toBe('K7QM2XWPAB');
  for (const text of ['', 'K7QM2', 'K7QM2-XWPA0', 'K7QM2-XWPABC', '../K7QM2XWPAB', 'K7QM2#+/ABC'])
    expect(parseCode(text)).toBeUndefined();
});
