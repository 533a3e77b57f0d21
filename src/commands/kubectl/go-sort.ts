/**
 * sort.Sort of Go 1.25 (pattern-defeating quicksort): not stable, so what compares equal ends where Go puts it.
 * Short lists are insertion-sorted, which is stable.
 */
export function goSort<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorter = new Sorter([...items], less);
  sorter.sort(0, items.length, 32 - Math.clz32(items.length));
  return sorter.items;
}

type Hint = 'unknown' | 'increasing' | 'decreasing';

class Sorter<T> {
  readonly items: T[];
  readonly #isLess: (a: T, b: T) => boolean;

  constructor(items: T[], less: (a: T, b: T) => boolean) {
    this.items = items;
    this.#isLess = less;
  }

  sort(from: number, to: number, allowed: number): void {
    let [a, b, limit] = [from, to, allowed];
    let wasBalanced = true;
    let wasPartitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= 12) return this.#insertion(a, b);
      if (limit === 0) return this.#heap(a, b);
      if (!wasBalanced) {
        this.#breakPatterns(a, b);
        limit--;
      }
      let [pivot, hint] = this.#choosePivot(a, b);
      if (hint === 'decreasing') {
        this.#reverse(a, b);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (wasBalanced && wasPartitioned && hint === 'increasing' && this.#partialInsertion(a, b))
        return;
      if (a > 0 && !this.#less(a - 1, pivot)) {
        a = this.#partitionEqual(a, b, pivot);
        continue;
      }
      const [mid, already] = this.#partition(a, b, pivot);
      wasPartitioned = already;
      const [left, right] = [mid - a, b - mid];
      wasBalanced = Math.min(left, right) >= Math.trunc(length / 8);
      if (left < right) {
        this.sort(a, mid, limit);
        a = mid + 1;
      } else {
        this.sort(mid + 1, b, limit);
        b = mid;
      }
    }
  }

  #at(index: number): T {
    const item = this.items[index];
    if (item === undefined) throw new RangeError(`no item ${index}`);
    return item;
  }

  #less(i: number, j: number): boolean {
    return this.#isLess(this.#at(i), this.#at(j));
  }

  #swap(i: number, j: number): void {
    [this.items[i], this.items[j]] = [this.#at(j), this.#at(i)];
  }

  #insertion(a: number, b: number): void {
    for (let i = a + 1; i < b; i++)
      for (let j = i; j > a && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
  }

  #siftDown(low: number, high: number, first: number): void {
    let root = low;
    for (;;) {
      let child = 2 * root + 1;
      if (child >= high) return;
      if (child + 1 < high && this.#less(first + child, first + child + 1)) child++;
      if (!this.#less(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  #heap(a: number, b: number): void {
    const high = b - a;
    for (let i = Math.trunc((high - 1) / 2); i >= 0; i--) this.#siftDown(i, high, a);
    for (let i = high - 1; i >= 0; i--) {
      this.#swap(a, a + i);
      this.#siftDown(0, i, a);
    }
  }

  #partition(a: number, b: number, pivot: number): [number, boolean] {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    while (i <= j && this.#less(i, a)) i++;
    while (i <= j && !this.#less(j, a)) j--;
    if (i > j) {
      this.#swap(j, a);
      return [j, true];
    }
    this.#swap(i++, j--);
    for (;;) {
      while (i <= j && this.#less(i, a)) i++;
      while (i <= j && !this.#less(j, a)) j--;
      if (i > j) break;
      this.#swap(i++, j--);
    }
    this.#swap(j, a);
    return [j, false];
  }

  #partitionEqual(a: number, b: number, pivot: number): number {
    this.#swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.#less(a, i)) i++;
      while (i <= j && this.#less(a, j)) j--;
      if (i > j) return i;
      this.#swap(i++, j--);
    }
  }

  #partialInsertion(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < 5; step++) {
      while (i < b && !this.#less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < 50) return false;
      this.#swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.#less(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  /** xorshift, seeded with the length as Go does. */
  #breakPatterns(a: number, b: number): void {
    const length = b - a;
    if (length < 8) return;
    let random = BigInt(length);
    const modulus = 1 << (32 - Math.clz32(length));
    const index = a + Math.trunc(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i++) {
      random ^= BigInt.asUintN(64, random << 13n);
      random ^= random >> 7n;
      random ^= BigInt.asUintN(64, random << 17n);
      let other = Number(random & BigInt(modulus - 1));
      if (other >= length) other -= length;
      this.#swap(index + i, a + other);
    }
  }

  #choosePivot(a: number, b: number): [number, Hint] {
    const length = b - a;
    const counter = { swaps: 0 };
    const quarter = Math.trunc(length / 4);
    let [i, j, k] = [a + quarter, a + 2 * quarter, a + 3 * quarter];
    if (length >= 8) {
      if (length >= 50) {
        i = this.#median(i - 1, i, i + 1, counter);
        j = this.#median(j - 1, j, j + 1, counter);
        k = this.#median(k - 1, k, k + 1, counter);
      }
      j = this.#median(i, j, k, counter);
    }
    if (counter.swaps === 0) return [j, 'increasing'];
    return [j, counter.swaps === 12 ? 'decreasing' : 'unknown'];
  }

  #median(x: number, y: number, z: number, counter: { swaps: number }): number {
    const order = (i: number, j: number): [number, number] => {
      if (!this.#less(j, i)) return [i, j];
      counter.swaps++;
      return [j, i];
    };
    const [low, middle] = order(x, y);
    const [candidate] = order(middle, z);
    return order(low, candidate)[1];
  }

  #reverse(a: number, b: number): void {
    for (let [i, j] = [a, b - 1]; i < j; i++, j--) this.#swap(i, j);
  }
}
