import { sha256 } from '@noble/hashes/sha2.js';

/*
 * A room is named by a hash of the key that its organiser signs with: whoever has the code can tell the organiser's
 * messages from all others, and the code is short enough to be read aloud. 50 bits: another key with the same code takes
 * years to find, and a room lasts a day.
 */

/** Without those that are taken for one another: 0 and O, 1 and I. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const length = 10;
const pattern = new RegExp(`^[${letters}]{${length}}$`);

export function codeOf(publicKey: Uint8Array): string {
  const hash = sha256(publicKey);
  let bits = 0n;
  for (const byte of hash.subarray(0, 7)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length }, (_, at) => {
    const five = (bits >> BigInt(56 - 5 * (at + 1))) & 31n;
    return letters[Number(five)];
  }).join('');
}

/** A code as people write it: in any case, with spaces or hyphens. Undefined when it is none. */
export function parseCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  return pattern.test(code) ? code : undefined;
}

/** `K7QM2-XWPAB`. */
export function shownCode(code: string): string {
  return `${code.slice(0, length / 2)}-${code.slice(length / 2)}`;
}
