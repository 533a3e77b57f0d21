import type { Restore } from './clock.ts';

/** Seeded chance: the same seed gives the same numbers, on every engine. */
export interface Random {
  /** At least 0, under 1. */
  next: () => number;
  /** A whole number at least 0, under `end`. */
  below: (end: number) => number;
  /** As Kubernetes' generateName: letters and digits that cannot spell a word (k8s.io/apimachinery/pkg/util/rand). */
  suffix: (length: number) => string;
  /** A version 4 UUID. */
  uuid: () => string;
  save: () => Restore;
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** mulberry32: 32 bits of state, whole numbers only. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const bits = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (end: number): number => Math.floor((bits() / 2 ** 32) * end);
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += below(16).toString(16);
    return text;
  };
  return {
    next: () => bits() / 2 ** 32,
    below,
    suffix: (length) => Array.from({ length }, () => alphabet.charAt(below(27))).join(''),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(below(4))}${hex(3)}-${hex(12)}`,
    save: () => {
      const saved = state;
      return () => {
        state = saved;
      };
    },
  };
}
