/**
 * The order in which gawk 5.2 gives the keys of an array: that of its own tables, which are three. Keys that are
 * whole numbers from 0 are kept apart in blocks (cint_array.c); other whole numbers of 32 bits are hashed
 * (int_array.c); so are texts (str_array.c). A table has another one for the keys that it does not take itself.
 */
export interface Keys {
  /** Of this table and of those in it. */
  readonly size: number;
  /** Adds a key that is not there. */
  readonly add: (key: string) => void;
  /** Removes a key that is there. */
  readonly remove: (key: string) => void;
  readonly list: () => string[];
  /** What is left once all keys that this table takes itself are gone. */
  readonly successor: () => Keys | undefined;
}

const primes = [
  13, 127, 1021, 8191, 16_381, 32_749, 65_497, 131_101, 262_147, 524_309, 1_048_583, 2_097_169,
  4_194_319, 8_388_617,
];

const nextPrime = (size: number): number => primes.find((one) => one > size) ?? size;

/** A key that is a whole number of 32 bits, written as C writes one. */
function wholeKey(key: string): number | undefined {
  if (key.length > 11 || !/^(?:0|-?[1-9]\d*)$/u.test(key)) return undefined;
  const value = Number(key);
  return value === (value | 0) ? value : undefined;
}

/** The table for a first key. */
export function tableFor(key: string): Keys {
  const whole = wholeKey(key);
  if (whole === undefined) return new TextTable();
  return whole >= 0 ? new BlockTable() : new WholeTable();
}

interface TextLink {
  readonly key: string;
  readonly code: number;
}

/** Chains of texts, the last one that came first. */
class TextTable implements Keys {
  size = 0;
  #buckets: TextLink[][] = [];

  add(key: string): void {
    if (this.#buckets.length === 0) this.#grow();
    const code = hashOf(key);
    this.size += 1;
    if (Math.floor(this.size / this.#buckets.length) > 2) this.#grow();
    this.#buckets[code % this.#buckets.length]?.unshift({ key, code });
  }

  remove(key: string): void {
    const chain = this.#buckets[hashOf(key) % this.#buckets.length] ?? [];
    const at = chain.findIndex((one) => one.key === key);
    if (at < 0) return;
    chain.splice(at, 1);
    this.size -= 1;
  }

  list(): string[] {
    return this.#buckets.flatMap((chain) => chain.map(({ key }) => key));
  }

  successor(): undefined {
    return undefined;
  }

  #grow(): void {
    const size = nextPrime(this.#buckets.length);
    const old = this.#buckets;
    this.#buckets = Array.from({ length: size }, () => []);
    for (const chain of old)
      for (const link of chain) this.#buckets[link.code % size]?.unshift(link);
  }
}

const encoder = new TextEncoder();

/** The hash of sdbm, on bytes that have a sign. */
function hashOf(key: string): number {
  let hash = 0;
  for (const byte of encoder.encode(key)) {
    const signed = byte > 127 ? byte - 256 : byte;
    hash = (signed + (hash << 6) + (hash << 16) - hash) | 0;
  }
  return hash >>> 0;
}

/** Chains of pairs of whole numbers; only the first pair of a chain may lack its second. */
class WholeTable implements Keys {
  #own = 0;
  #buckets: number[][][] = [];
  #others: Keys | undefined;

  get size(): number {
    return this.#own + (this.#others?.size ?? 0);
  }

  add(key: string): void {
    const whole = wholeKey(key);
    if (whole === undefined) {
      this.#others ??= new TextTable();
      this.#others.add(key);
      return;
    }
    if (this.#buckets.length === 0) this.#grow();
    this.#own += 1;
    if (Math.floor(this.#own / this.#buckets.length) > 2) this.#grow();
    this.#insert(whole);
  }

  remove(key: string): void {
    const whole = wholeKey(key);
    if (whole !== undefined) this.#removeWhole(whole);
    else {
      this.#others?.remove(key);
      if (this.#others?.size === 0) this.#others = undefined;
    }
  }

  list(): string[] {
    return [...(this.#others?.list() ?? []), ...this.#buckets.flat(2).map(String)];
  }

  successor(): Keys | undefined {
    return this.#own === 0 ? this.#others : undefined;
  }

  #insert(whole: number): void {
    const chain = this.#buckets[wholeHash(whole) % this.#buckets.length] ?? [];
    const [first] = chain;
    if (first?.length === 1) first.push(whole);
    else chain.unshift([whole]);
  }

  #removeWhole(whole: number): void {
    const chain = this.#buckets[wholeHash(whole) % this.#buckets.length] ?? [];
    const at = chain.findIndex((pair) => pair.includes(whole));
    const pair = chain[at];
    const [first] = chain;
    if (!pair || !first) return;
    this.#own -= 1;
    pair.splice(pair.indexOf(whole), 1);
    if (pair.length === 0) chain.splice(at, 1);
    else if (at > 0) {
      // The first pair gives its last number to the one that lacks one.
      pair.push(...first.splice(-1));
      if (first.length === 0) chain.shift();
    }
  }

  #grow(): void {
    const old = this.#buckets;
    this.#buckets = Array.from({ length: nextPrime(old.length) }, () => []);
    for (const chain of old) for (const pair of chain) for (const one of pair) this.#insert(one);
  }
}

/** The last mixing of Paul Hsieh's SuperFastHash. */
function wholeHash(key: number): number {
  let k = key >>> 0;
  k = (k ^ (k << 3)) >>> 0;
  k = (k + (k >>> 5)) >>> 0;
  k = (k ^ (k << 4)) >>> 0;
  k = (k + (k >>> 17)) >>> 0;
  k = (k ^ (k << 25)) >>> 0;
  return (k + (k >>> 6)) >>> 0;
}

/** Bits of the numbers that are kept in one block together. */
const blockBits = 10;
/** Places that may be wasted. */
const threshold = 2 ** (blockBits + 1);

/** Whole numbers from 0, in ascending order: those for which too much room would be wasted go elsewhere. */
class BlockTable implements Keys {
  readonly #own = new Set<number>();
  readonly #leaves = new Map<number, { count: number; size: number }>();
  #capacity = 0;
  #others: Keys | undefined;

  get size(): number {
    return this.#own.size + (this.#others?.size ?? 0);
  }

  add(key: string): void {
    const whole = wholeKey(key);
    if (whole === undefined || whole < 0 || this.#isWasteful(whole)) {
      this.#others ??= whole === undefined ? new TextTable() : new WholeTable();
      this.#others.add(key);
      return;
    }
    const { base, size } = leafOf(whole);
    const leaf = this.#leaves.get(base);
    if (leaf) leaf.count += 1;
    else {
      this.#leaves.set(base, { count: 1, size });
      this.#capacity += size;
    }
    this.#own.add(whole);
  }

  remove(key: string): void {
    const whole = wholeKey(key);
    if (whole !== undefined && this.#own.delete(whole)) {
      const { base, size } = leafOf(whole);
      const leaf = this.#leaves.get(base);
      if (!leaf) return;
      leaf.count -= 1;
      if (leaf.count > 0) return;
      this.#leaves.delete(base);
      this.#capacity -= size;
      return;
    }
    this.#others?.remove(key);
    this.#others =
      this.#others?.size === 0 ? undefined : (this.#others?.successor() ?? this.#others);
  }

  list(): string[] {
    const own = Array.from(this.#own).sort((a, b) => a - b);
    return [...(this.#others?.list() ?? []), ...own.map(String)];
  }

  successor(): Keys | undefined {
    return this.#own.size === 0 ? this.#others : undefined;
  }

  #isWasteful(whole: number): boolean {
    let bits = Math.max(blockOf(whole), blockBits);
    while (bits >= blockBits) bits = Math.floor((bits + 1) / 2);
    return this.#capacity + 2 ** bits - this.#own.size > threshold;
  }
}

/** The bits of the numbers of a block, less one. */
function blockOf(whole: number): number {
  const bits = whole < 1 ? 0 : 31 - Math.clz32(whole);
  return bits < blockBits ? blockBits - 1 : bits;
}

/** Where in the trees of a block a number is. */
function leafOf(whole: number): { base: number; size: number } {
  const bits = blockOf(whole);
  let [depth, base] = bits < blockBits ? [blockBits, 0] : [bits, 2 ** bits];
  for (;;) {
    const half = Math.floor((depth + 1) / 2);
    const size = 2 ** half;
    base += size * Math.floor((whole - base) / size);
    if (half <= blockBits) return { base, size };
    depth = half;
  }
}
