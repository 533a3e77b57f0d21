/** random(3) of BSD as gawk has it, with its shuffling: the same seed gives the same numbers. */
export class Random {
  readonly #state = new Uint32Array(63);
  readonly #shuffled: number[] = [];
  #front = 0;
  #rear = 0;
  #next = 0;

  constructor(seed: number) {
    this.seed(seed);
  }

  seed(seed: number): void {
    const state = this.#state;
    state[0] = Number(BigInt.asUintN(32, BigInt(Math.trunc(seed))));
    for (let i = 1; i < state.length; i += 1) state[i] = following(state[i - 1] ?? 0);
    [this.#front, this.#rear] = [1, 0];
    // Both the warming up and the filling take numbers by the shuffled way, as srandom does.
    this.#shuffled.length = 0;
    for (let i = 0; i < 10 * state.length; i += 1) this.#draw();
  }

  /** From 0 to 1, without 1. */
  fraction(): number {
    const divisor = 2 ** 31;
    for (;;) {
      const [first, second] = [this.#draw(), this.#draw()];
      const value = 0.5 + (first / divisor + second) / divisor - 0.5;
      if (value !== 1) return value;
    }
  }

  #draw(): number {
    if (this.#shuffled.length === 0) {
      for (let i = 0; i < 512; i += 1) this.#shuffled.push(this.#old());
      this.#next = this.#old();
    }
    const fresh = this.#old();
    const place = this.#next & 511;
    this.#next = this.#shuffled[place] ?? 0;
    this.#shuffled[place] = fresh;
    return this.#next;
  }

  #old(): number {
    const state = this.#state;
    const sum = ((state[this.#front] ?? 0) + (state[this.#rear] ?? 0)) >>> 0;
    state[this.#front] = sum;
    this.#front = (this.#front + 1) % state.length;
    this.#rear = (this.#rear + 1) % state.length;
    return sum >>> 1;
  }
}

/** Park and Miller's minimal standard. */
function following(before: number): number {
  const x = before === 0 ? 123_459_876 : before | 0;
  const [high, low] = [Math.trunc(x / 127_773), x % 127_773];
  const value = 16_807 * low - 2_836 * high;
  return (value < 0 ? value + 0x7f_ff_ff_ff : value) >>> 0;
}
