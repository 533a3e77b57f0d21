import { sha256 } from '@noble/hashes/sha2.js';
import { numberOf } from '#mesh/x509/big-endian.ts';
import { keyAt, keyCount } from '#mesh/x509/key-pool.ts';
import type { PrivateKey } from '#mesh/x509/keys.ts';
import { p256KeyOf } from '#mesh/x509/p256.ts';
import type { Process } from '#process/program.ts';

/** What `-newkey` and `genrsa` make: another one for another line or moment, the same in a replay. */
export function newKey({ argv, cwd, time }: Process, kind: 'rsa' | 'ec'): PrivateKey {
  const chance = drawn(`${argv.join(' ')} ${cwd} ${time.now()}`);
  return kind === 'ec' ? p256KeyOf(chance) : keyAt(Number(chance % BigInt(keyCount)));
}

/** 20 bytes, positive. */
export function newSerial({ argv, time }: Process): bigint {
  return drawn(`serial ${argv.join(' ')} ${time.now()}`) >> 97n;
}

function drawn(seed: string): bigint {
  return numberOf(sha256(new TextEncoder().encode(seed)));
}

/** How the making of a key shows while it lasts: of RSA two primes, each with its candidates. */
export function keyProgress(key: PrivateKey): string {
  if (!('modulus' in key)) return '';
  return key.primes.map((prime) => `${dots(prime)}\n`).join('');
}

function dots(prime: bigint): string {
  const tried = [20n, 9n, 40n].map((most, place) =>
    Number((prime >> BigInt(8 + 8 * place)) % most),
  );
  const [first = 0, second = 0, third = 0] = tried;
  const found = '+'.repeat(65);
  const some = (count: number): string => `${'.+...'.repeat(9).slice(0, count)}..`;
  return `${some(first)}${found}*${some(second)}${found}*${some(third)}${found}`;
}
