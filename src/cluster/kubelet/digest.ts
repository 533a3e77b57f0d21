import { createRandom, type Random } from '#cluster/clock/random.ts';

/** 64 hexadecimal digits that always stand for the same text. Not a hash of any content: nobody compares it with one. */
export function digestOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hexadecimal(createRandom(hash), 64);
}

export function hexadecimal(random: Random, digits: number): string {
  let text = '';
  while (text.length < digits) text += random.below(0x10000).toString(16).padStart(4, '0');
  return text.slice(0, digits);
}
