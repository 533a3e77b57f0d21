/** What was inflated, and where the deflated data ends; or what was inflated before it was found wrong. */
export interface Inflated {
  bytes: Uint8Array;
  end: number;
  wrong?: 'truncated' | 'violated';
}

/** Inflates (RFC 1951) from a place on: what follows, another member or not, begins at `end`. */
export function inflate(data: Uint8Array, from: number): Inflated {
  const bits = new BitReader(data, from);
  const output = new Output();
  try {
    for (let isLast = false; !isLast;) {
      isLast = bits.take(1) === 1;
      inflateBlock(bits, output);
    }
    return { bytes: output.all(), end: bits.at };
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    return { bytes: output.all(), end: bits.at, wrong: error.kind };
  }
}

class InflateError extends Error {
  override name = 'InflateError';
  readonly kind: 'truncated' | 'violated';
  constructor(kind: InflateError['kind']) {
    super(kind);
    this.kind = kind;
  }
}

class BitReader {
  at: number;
  readonly #data: Uint8Array;
  #held = 0;
  #count = 0;
  constructor(data: Uint8Array, from: number) {
    this.#data = data;
    this.at = from;
  }

  take(wanted: number): number {
    while (this.#count < wanted) {
      this.#held |= this.byte() << this.#count;
      this.#count += 8;
    }
    const value = this.#held & ((1 << wanted) - 1);
    this.#held >>>= wanted;
    this.#count -= wanted;
    return value;
  }

  /** A whole byte; what was left of the last one is for `align` to forget. */
  byte(): number {
    const value = this.#data[this.at];
    if (value === undefined) throw new InflateError('truncated');
    this.at += 1;
    return value;
  }

  align(): void {
    this.#held = 0;
    this.#count = 0;
  }
}

class Output {
  #bytes = new Uint8Array(32_768);
  #size = 0;

  put(byte: number): void {
    if (this.#size === this.#bytes.length) {
      const wider = new Uint8Array(this.#size * 2);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    this.#bytes[this.#size] = byte;
    this.#size += 1;
  }

  copy(distance: number, length: number): void {
    if (distance > this.#size) throw new InflateError('violated');
    for (let i = 0; i < length; i += 1) this.put(this.#bytes[this.#size - distance] ?? 0);
  }

  all(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }
}

/** A Huffman code: how many codes have each length, and the symbols in the order of their codes. */
interface Code {
  counts: readonly number[];
  symbols: readonly number[];
}

function codeOf(lengths: readonly number[]): Code {
  const counts = Array.from(
    { length: 16 },
    (_, size) => lengths.filter((one) => one === size).length,
  );
  const symbols = lengths
    .map((size, symbol) => ({ size, symbol }))
    .filter(({ size }) => size > 0)
    .toSorted((a, b) => a.size - b.size || a.symbol - b.symbol)
    .map(({ symbol }) => symbol);
  let left = 1;
  for (const count of counts.slice(1)) {
    left = left * 2 - count;
    if (left < 0) throw new InflateError('violated');
  }
  return { counts, symbols };
}

function symbolOf(bits: BitReader, { counts, symbols }: Code): number {
  let [code, first, index] = [0, 0, 0];
  for (let size = 1; size <= 15; size += 1) {
    code |= bits.take(1);
    const count = counts[size] ?? 0;
    const symbol = code - count < first ? symbols[index + code - first] : undefined;
    if (symbol !== undefined) return symbol;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw new InflateError('violated');
}

function inflateBlock(bits: BitReader, output: Output): void {
  switch (bits.take(2)) {
    case 0:
      return copyStored(bits, output);
    case 1:
      return inflateCodes(bits, output, fixed());
    case 2:
      return inflateCodes(bits, output, dynamicCodes(bits));
    default:
      throw new InflateError('violated');
  }
}

function copyStored(bits: BitReader, output: Output): void {
  bits.align();
  const [length, complement] = [bits.take(16), bits.take(16)];
  if (length !== (complement ^ 0xffff)) throw new InflateError('violated');
  for (let i = 0; i < length; i += 1) output.put(bits.byte());
}

interface Codes {
  lengths: Code;
  distances: Code;
}

function fixed(): Codes {
  const runs = [
    Array<number>(144).fill(8),
    Array<number>(112).fill(9),
    Array<number>(24).fill(7),
    Array<number>(8).fill(8),
  ];
  return { lengths: codeOf(runs.flat()), distances: codeOf(Array<number>(30).fill(5)) };
}

const orderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

function dynamicCodes(bits: BitReader): Codes {
  const [literals, distances, count] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  const small = Array<number>(19).fill(0);
  for (const place of orderOfLengths.slice(0, count)) small[place] = bits.take(3);
  const code = codeOf(small);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = symbolOf(bits, code);
    if (symbol < 16) lengths.push(symbol);
    else {
      const before = symbol === 16 ? lengths.at(-1) : 0;
      if (before === undefined) throw new InflateError('violated');
      const times =
        symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7);
      for (let i = 0; i < times; i += 1) lengths.push(before);
    }
  }
  if (lengths.length > literals + distances) throw new InflateError('violated');
  return {
    lengths: codeOf(lengths.slice(0, literals)),
    distances: codeOf(lengths.slice(literals)),
  };
}

/** Where the values of each symbol begin: after those of the one before, of which there are as many as its extra bits can tell apart. */
function startsOf(first: number, extra: readonly number[]): number[] {
  let start = first;
  return extra.map((count) => {
    const here = start;
    start += 1 << count;
    return here;
  });
}

const lengthExtra = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5,
];
const lengthStarts = startsOf(3, lengthExtra);
const distanceExtra = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const distanceStarts = startsOf(1, distanceExtra);

function inflateCodes(bits: BitReader, output: Output, { lengths, distances }: Codes): void {
  for (;;) {
    const symbol = symbolOf(bits, lengths);
    if (symbol === 256) return;
    if (symbol < 256) {
      output.put(symbol);
      continue;
    }
    const i = symbol - 257;
    if (i > 28) throw new InflateError('violated');
    // The last symbol is the longest match by itself.
    const length = i === 28 ? 258 : (lengthStarts[i] ?? 0) + bits.take(lengthExtra[i] ?? 0);
    const j = symbolOf(bits, distances);
    if (j > 29) throw new InflateError('violated');
    output.copy((distanceStarts[j] ?? 0) + bits.take(distanceExtra[j] ?? 0), length);
  }
}
