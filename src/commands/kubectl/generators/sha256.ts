/** SHA-256 of short texts at once (crypto.subtle only answers later). FIPS 180-4. */
export function sha256(data: Uint8Array): string {
  const state = fractions(8, 1 / 2);
  const constants = fractions(64, 1 / 3);
  const padded = new Uint8Array(((data.length + 72) >> 6) << 6);
  padded.set(data);
  padded[data.length] = 0x80;
  const words = new DataView(padded.buffer);
  words.setUint32(padded.length - 8, Math.floor(data.length / 0x2000_0000));
  words.setUint32(padded.length - 4, data.length << 3);
  for (let at = 0; at < padded.length; at += 64) mix(state, constants, words, at);
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

/** The first 32 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, power: number): Uint32Array {
  const out = new Uint32Array(count);
  for (let prime = 2, found = 0; found < count; prime++) {
    if (!isPrime(prime)) continue;
    const root = prime ** power;
    out[found++] = Math.floor((root - Math.floor(root)) * 2 ** 32);
  }
  return out;
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function mix(state: Uint32Array, k: Uint32Array, words: DataView, at: number): void {
  const w = new Int32Array(64);
  const word = (i: number): number => w[i] ?? 0;
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    if (i < 16) w[i] = words.getInt32(at + i * 4);
    else {
      const x = word(i - 15);
      const y = word(i - 2);
      w[i] =
        word(i - 16) +
        (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) +
        word(i - 7) +
        (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }
    const one =
      h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (k[i] ?? 0) + word(i);
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    state[i] = (state[i] ?? 0) + value;
  });
}
