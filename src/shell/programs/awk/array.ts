import { AwkFatal } from './problems.ts';
import { tableFor, type Keys } from './hash-table.ts';
import type { Value } from './values.ts';

/** An element: a value, or an array of its own. */
export type Element = Value | AwkArray;

const mostElements = 500_000;

/** An array of awk. The order of its keys is worked out when it is first asked for, and kept from then on. */
export class AwkArray {
  /** As messages name it. */
  readonly name: string;
  /** In the order in which they came. */
  readonly #elements = new Map<string, Element>();
  /** gawk's own tables: until they are asked for, or a key is removed, the order of the elements tells all. */
  #keys: Keys | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get size(): number {
    return this.#elements.size;
  }

  has(key: string): boolean {
    return this.#elements.has(key);
  }

  get(key: string): Element {
    return this.#elements.get(key);
  }

  set(key: string, value: Element): void {
    const { size } = this.#elements;
    this.#elements.set(key, value);
    if (this.#elements.size === size) return;
    if (size > mostElements)
      throw new AwkFatal('maillage: plus de 500 000 éléments dans un tableau');
    this.#keys?.add(key);
  }

  /** The element, which there is from now on. */
  touch(key: string): Element {
    const found = this.#elements.get(key);
    if (found === undefined && !this.#elements.has(key)) this.set(key, undefined);
    return found;
  }

  delete(key: string): void {
    if (!this.#elements.has(key)) return;
    const keys = this.#built();
    this.#elements.delete(key);
    keys?.remove(key);
    this.#keys = this.size === 0 ? undefined : (keys?.successor() ?? keys);
  }

  clear(): void {
    this.#elements.clear();
    this.#keys = undefined;
  }

  /** In gawk's order. */
  keys(): string[] {
    return this.#built()?.list() ?? [];
  }

  #built(): Keys | undefined {
    if (this.#keys) return this.#keys;
    for (const key of this.#elements.keys()) {
      this.#keys ??= tableFor(key);
      this.#keys.add(key);
    }
    return this.#keys;
  }
}
